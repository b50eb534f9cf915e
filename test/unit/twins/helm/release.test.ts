import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { loadChart } from '../../../../twins/helm/load-chart.js'
import {
  containsSystemLabels,
  decodeRelease,
  deployedRelease,
  deployedSelector,
  encodeRelease,
  historySelector,
  isPending,
  lastRelease,
  type Release,
  type ReleaseStatus,
  releaseFromSecret,
  releaseSecret,
  storageKey,
  userLabels,
} from '../../../../twins/helm/release.js'
import { GOLDEN, helmMessage } from './golden.js'

const PAYLOAD = readFileSync(join(GOLDEN, 'release-payload.txt'), 'utf8')

function json(payload: string): string {
  return gunzipSync(Buffer.from(payload, 'base64')).toString('utf8')
}

function release(version: number, status: ReleaseStatus = 'deployed'): Release {
  return {
    name: 'r',
    namespace: 'ns',
    version,
    info: { first_deployed: '', last_deployed: '', deleted: '', status },
  }
}

describe('release payloads', () => {
  it('reads what the real Helm wrote', () => {
    const decoded = decodeRelease(PAYLOAD)
    expect(decoded?.info.status).toBe('deployed')
    expect(decoded?.config).toEqual({ a: { nested: { b: false } }, t: '<x>' })
    expect(decoded?.hooks?.[0]?.weight).toBe(-5)
  })

  it('writes the same JSON text as the real Helm, byte for byte', () => {
    const copy = JSON.parse(JSON.stringify(decodeRelease(PAYLOAD))) as Release
    expect(json(encodeRelease(copy))).toBe(json(PAYLOAD))
  })

  it('loads the chart as the real Helm stored it', () => {
    expect(loadChart(join(GOLDEN, 'chart'))).toEqual(decodeRelease(PAYLOAD)?.chart)
  })

  it('writes a gzip header without time and platform', () => {
    const header = Buffer.from(encodeRelease(release(1)), 'base64').subarray(0, 10)
    expect([...header]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  })

  it('reads a payload that is not gzipped', () => {
    const text = Buffer.from(JSON.stringify(release(3))).toString('base64')
    expect(decodeRelease(text)?.version).toBe(3)
  })

  it.each(['', 'bm90IGpzb24=', 'H4sIAAAA', 'WzFd'])('skips the undecodable payload %j', (text) => {
    expect(decodeRelease(text)).toBeUndefined()
  })
})

describe('release Secrets', () => {
  it('carries name, type and labels, and the payload twice in base64', () => {
    const secret = releaseSecret(release(4), { team: 'a' }, { createdAt: 1_700_000_000 })
    expect(secret['type']).toBe('helm.sh/release.v1')
    expect(secret['metadata']).toEqual({
      name: 'sh.helm.release.v1.r.v4',
      labels: {
        createdAt: '1700000000',
        team: 'a',
        name: 'r',
        owner: 'helm',
        status: 'deployed',
        version: '4',
      },
    })
    expect(releaseFromSecret(secret)?.release).toEqual(release(4))
  })

  it('keeps a stored createdAt, and a stored modifiedAt over the new one', () => {
    const stored = { createdAt: '1', modifiedAt: '2', name: 'other', status: 'failed' }
    const secret = releaseSecret(release(4), stored, { modifiedAt: 3 })
    expect(secret['metadata']).toMatchObject({
      labels: { createdAt: '1', modifiedAt: '2', name: 'r', status: 'deployed' },
    })
  })

  it('tells user labels from its own', () => {
    expect(userLabels({ name: 'r', version: '1', team: 'a' })).toEqual({ team: 'a' })
    expect(containsSystemLabels({ team: 'a' })).toBe(false)
    expect(containsSystemLabels({ modifiedAt: '1' })).toBe(true)
  })

  it('has no release where there is no payload', () => {
    expect(releaseFromSecret({ kind: 'Secret', data: { other: 'x' } })).toBeUndefined()
  })
})

describe('selecting revisions', () => {
  const stored = [3, 10, 9].map((version) => ({ release: release(version), labels: {} }))

  it('takes the highest revision', () => {
    expect(lastRelease('r', stored).release.version).toBe(10)
    expect(deployedRelease('r', stored).release.version).toBe(10)
  })

  it("says in Helm's words that there is none", () => {
    expect(helmMessage(() => lastRelease('r', []))).toBe('release: not found')
    expect(helmMessage(() => deployedRelease('r', []))).toBe('"r" has no deployed releases')
  })

  it('selects by label', () => {
    expect(historySelector('r')).toBe('name=r,owner=helm')
    expect(deployedSelector('r')).toBe('name=r,owner=helm,status=deployed')
    expect(storageKey('r', 12)).toBe('sh.helm.release.v1.r.v12')
  })

  it.each<[ReleaseStatus, boolean]>([
    ['unknown', false],
    ['deployed', false],
    ['uninstalled', false],
    ['superseded', false],
    ['failed', false],
    ['uninstalling', false],
    ['pending-install', true],
    ['pending-upgrade', true],
    ['pending-rollback', true],
  ])('%s is pending: %s', (status, pending) => {
    expect(isPending(status)).toBe(pending)
  })
})
