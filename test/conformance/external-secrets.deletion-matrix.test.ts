import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { isInvalid, textAt } from '../../twins/kubernetes/index.js'
import { MATRIX_ROWS } from '../support/eso-matrix.js'
import { ALL_RANGES, bring, EsoTwin, fate, operator, versionsIn } from '../support/eso-twin.js'

/**
 * What becomes of the Secret when its ExternalSecret is deleted, in the first and the last release of each range:
 * external-secrets pkg/controllers/externalsecret/externalsecret_controller.go at the tags, and the garbage collector,
 * kubernetes pkg/controller/garbagecollector/garbagecollector.go.
 */
describe('deleting the ExternalSecret', () => {
  it.each(MATRIX_ROWS)('$eso, $creationPolicy ($history), $deletionPolicy: $fate', (row) => {
    const twin = bring({ eso: row.eso }, row)
    const uid = twin.uid()
    expect(uid).not.toBe('')
    twin.drop()
    expect(fate(twin, uid)).toBe(row.fate)
    expect(twin.externalSecret()).toBeUndefined()
    if (row.fate === 'lost') expect(twin.deletedBy()).toBe(row.by)
  })

  it.each(['Retain', 'Merge'])('2.9.0, CreateOrMerge (v2.8.0), %s: kept', (deletionPolicy) => {
    for (const eso of ['2.8.0', '2.9.0']) {
      const twin = bring({ eso }, { creationPolicy: 'CreateOrMerge', deletionPolicy, history: 'always' })
      const uid = twin.uid()
      expect(fate(twin.drop(), uid)).toBe('kept')
    }
  })

  it('CreateOrMerge is no policy before v2.8.0', () => {
    const answer = new EsoTwin({ eso: '2.7.0' }).tryCreate('db', { creationPolicy: 'CreateOrMerge' })
    expect(answer.code).toBe(422)
    expect(isInvalid(answer.body)).toBe(true)
  })

  it('Merge leaves what it merged', () => {
    for (const eso of versionsIn(ALL_RANGES)) {
      const twin = bring({ eso }, { creationPolicy: 'Merge', deletionPolicy: 'Retain', history: 'always' })
      expect(Object.keys(twin.drop().secret()?.['data'] as JsonObject)).toEqual(['mine', 'password'])
    }
  })

  it('None leaves the label managed on what it never wrote since v0.11.0', () => {
    for (const [eso, label] of [
      ['0.10.7', ''],
      ['0.11.0', 'true'],
      ['2.9.0', 'true'],
    ] as const) {
      const twin = bring({ eso }, { creationPolicy: 'None', deletionPolicy: 'Retain', history: 'always' })
      const secret = twin.drop().secret()
      expect(textAt(secret, 'metadata', 'labels', 'reconcile.external-secrets.io/managed')).toBe(label)
      expect(secret?.['data']).toEqual({ mine: 'eA==' })
    }
  })
})

describe('pairs of policies that the webhook refuses', () => {
  const pairs = [
    ['Merge', 'Delete'],
    ['None', 'Delete'],
    ['None', 'Merge'],
  ] as const
  const refused = versionsIn(ALL_RANGES).flatMap((eso) => pairs.map((pair) => [eso, ...pair] as const))

  it.each(refused)('%s, %s with %s', (eso, creationPolicy, deletionPolicy) => {
    const answer = new EsoTwin({ eso }).tryCreate('db', { creationPolicy, deletionPolicy })
    expect(answer.code).toBe(403)
    expect(textAt(answer.body, 'message')).toMatch(
      /^admission webhook "validate\.externalsecret\.external-secrets\.io" denied the request: deletionPolicy=/,
    )
  })

  it('2.9.0, CreateOrMerge with Delete', () => {
    const policies = { creationPolicy: 'CreateOrMerge', deletionPolicy: 'Delete' }
    expect(new EsoTwin({ eso: '2.9.0' }).tryCreate('db', policies).code).toBe(403)
  })

  const without = [...refused, ['2.9.0', 'CreateOrMerge', 'Delete'] as const]
  it.each(without)(
    '%s, %s with %s keeps the Secret when the webhook is off',
    (eso, creationPolicy, deletionPolicy) => {
      const twin = bring({ eso, webhook: false }, { creationPolicy, deletionPolicy, history: 'always' })
      const uid = twin.uid()
      if (creationPolicy === 'CreateOrMerge') expect(uid).not.toBe('')
      expect(fate(twin.drop(), uid)).toBe('kept')
    },
  )

  it('2.9.0, None with Delete and a reference left over: lost', () => {
    const before = { creationPolicy: 'None', deletionPolicy: 'Delete', history: 'was Owner, synced' } as const
    const twin = bring({ eso: '2.9.0', webhook: false }, before)
    const uid = twin.uid()
    expect(fate(twin.drop(), uid)).toBe('lost')
    expect(twin.deletedBy()).toBe('externalsecret')
  })
})

describe('a generic target', () => {
  const deployment = (args: readonly string[]): JsonObject => operator(1, args)
  const target = { name: 'db', manifest: { apiVersion: 'v1', kind: 'ConfigMap' } }

  it.each([
    ['Owner', true, 'Delete', false],
    ['Orphan', true, 'Delete', false],
    ['Orphan', true, 'Retain', true],
    ['Orphan', false, 'Delete', true],
  ])('of policy %s, flag %s, %s stays: %s', (creationPolicy, allowed, deletionPolicy, stays) => {
    for (const eso of ['1.0.0', '2.9.0']) {
      const args = allowed ? ['--unsafe-allow-generic-targets'] : []
      const twin = new EsoTwin({ eso, objects: [deployment(args)] })
      const metadata = { name: 'db', namespace: 'app' }
      twin.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata })
      twin.sync({ ...target, creationPolicy, deletionPolicy }).drop()
      expect(twin.externalSecret()).toBeUndefined()
      expect(twin.get('', 'configmaps', 'app', 'db') !== undefined).toBe(stays)
    }
  })
})

describe('the operator scaled to 0', () => {
  const scale = (twin: EsoTwin, replicas: number) =>
    twin.must({
      verb: 'patch',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespace: 'external-secrets',
      name: 'external-secrets',
      patchType: 'merge',
      body: { spec: { replicas } },
    })

  it('does not stop the garbage collector before v0.20.0', () => {
    const twin = new EsoTwin({ eso: '0.19.2', objects: [operator(1)] }).sync()
    scale(twin, 0)
    expect(twin.drop().secret()).toBeUndefined()
  })

  it.each(['0.20.0', '2.9.0'])(
    'leaves the ExternalSecret of %s terminating, and its Secret alive, until it returns',
    (eso) => {
      const twin = new EsoTwin({ eso, objects: [operator(1)] }).sync()
      const uid = twin.uid()
      scale(twin, 0)
      twin.drop()
      expect(textAt(twin.externalSecret(), 'metadata', 'deletionTimestamp')).not.toBe('')
      expect(fate(twin, uid)).toBe('kept')
      scale(twin, 1)
      twin.quiesce()
      expect(twin.externalSecret()).toBeUndefined()
      expect(twin.secret()).toBeUndefined()
    },
  )
})

describe('deleting the namespace', () => {
  it.each(['0.5.0', '0.19.2', '2.9.0'])('%s: everything goes, whatever the policy', (eso) => {
    const twin = bring({ eso }, { creationPolicy: 'Orphan', deletionPolicy: 'Retain', history: 'always' })
    twin.must({ verb: 'delete', group: '', version: 'v1', resource: 'namespaces', name: 'app' })
    twin.quiesce()
    twin.elapse(60_000)
    expect(twin.secret()).toBeUndefined()
    expect(twin.externalSecret()).toBeUndefined()
    expect(twin.get('', 'namespaces', '', 'app')).toBeUndefined()
  })
})
