import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { findHelm } from '../../../../twins/helm/find-helm.js'
import { loadChart } from '../../../../twins/helm/load-chart.js'
import { manifestText } from '../../../../twins/helm/manifest.js'
import { type Release, releaseSecret } from '../../../../twins/helm/release.js'
import { GOLDEN } from './golden.js'

const helm = findHelm(process.env, join(import.meta.dirname, '../../../..')) ?? ''

const RELEASE: Release = {
  name: 'golden',
  namespace: 'ns',
  version: 7,
  info: {
    first_deployed: '2026-01-01T00:00:00Z',
    last_deployed: '2026-01-02T00:00:00Z',
    deleted: '',
    description: 'Upgrade "golden" failed: <nil> & more',
    status: 'failed',
    notes: 'Hello\n',
  },
  chart: loadChart(join(GOLDEN, 'chart')),
  config: { t: '<x>' },
  manifest: manifestText([{ path: 'golden/templates/a.yaml', content: 'kind: ConfigMap' }]),
}

/** Run the real helm against an API server that holds one Secret. */
async function ask(args: readonly string[]): Promise<string> {
  const list = { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items: [releaseSecret(RELEASE, {})] }
  const server = createServer((request, response) => {
    const secrets = request.url?.startsWith('/api/v1/namespaces/ns/secrets') === true
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(secrets ? list : { major: '1', minor: '31', gitVersion: 'v1.31.0' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const flags = ['-n', 'ns', '--kube-apiserver', url, '--kube-token', 'x']
    const env = { HOME: '/nonexistent', PATH: '' }
    return (await promisify(execFile)(helm, [...args, ...flags], { env })).stdout
  } finally {
    server.close()
  }
}

describe.skipIf(helm === '')('the real helm reads our releases', () => {
  it('lists status, revision and chart', async () => {
    const history = JSON.parse(await ask(['history', 'golden', '-o', 'json'])) as unknown
    expect(history).toEqual([
      {
        revision: 7,
        updated: '2026-01-02T00:00:00Z',
        status: 'failed',
        chart: 'golden-1.2.3',
        app_version: '1',
        description: 'Upgrade "golden" failed: <nil> & more',
      },
    ])
  })

  it('gives manifest and values back', async () => {
    expect(await ask(['get', 'manifest', 'golden'])).toBe(`${RELEASE.manifest}\n`)
    expect(JSON.parse(await ask(['get', 'values', 'golden', '-o', 'json']))).toEqual({ t: '<x>' })
  })
})
if (helm === '') process.stderr.write('SKIPPED: no helm; run `node scripts/fetch-clients.mjs`\n')
