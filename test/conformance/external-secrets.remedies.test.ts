import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { textAt } from '../../twins/kubernetes/index.js'
import { EsoTwin, type Fate, fate, type Propagation } from '../support/eso-twin.js'

/** What is done before the ExternalSecret is deleted, and how it is deleted. */
interface Remedy {
  readonly name: string
  readonly prepare: (twin: EsoTwin) => EsoTwin
  readonly target?: JsonObject
  readonly propagation?: Propagation
  /** Fate in the releases until v0.10.7, from v0.11.0, and from v0.20.0. */
  readonly fates: readonly [Fate, Fate, Fate]
}

const orphaned = (twin: EsoTwin) => twin.patch({ spec: { target: { creationPolicy: 'Orphan' } } })
const KEEP = { metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } } }

const REMEDIES: readonly Remedy[] = [
  {
    name: 'add deletionPolicy Retain',
    prepare: (twin) => twin.patch({ spec: { target: { deletionPolicy: 'Retain' } } }).settled(),
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'creationPolicy Orphan, wait for a sync',
    prepare: (twin) => settled(orphaned(twin)),
    fates: ['lost', 'kept', 'kept'],
  },
  {
    name: 'creationPolicy Orphan without a sync',
    prepare: orphaned,
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'creationPolicy Orphan and strip the ownerReference by hand',
    prepare: (twin) => settled(settled(orphaned(twin)).strip()),
    fates: ['kept', 'kept', 'kept'],
  },
  {
    name: 'strip the ownerReference by hand, delete promptly',
    prepare: (twin) => twin.strip(),
    fates: ['kept', 'kept', 'kept'],
  },
  {
    name: 'strip the ownerReference by hand, delete after the next sync',
    prepare: (twin) =>
      settled(settled(twin.strip()).patch({ metadata: { annotations: { 'force-sync': '1' } } })),
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'strip the ownerReference by hand with deletionPolicy Delete, delete promptly',
    prepare: (twin) => twin.strip(),
    target: { deletionPolicy: 'Delete' },
    fates: ['kept', 'kept', 'kept'],
  },
  {
    name: 'refreshInterval 0, strip the ownerReference, then any change of the ExternalSecret',
    prepare: (twin) => {
      settled(settled(twin.patch({ spec: { refreshInterval: '0' } })).strip())
      return settled(twin.patch({ metadata: { labels: { chart: 'x-2' } } }))
    },
    fates: ['lost', 'kept', 'kept'],
  },
  {
    name: 'helm.sh/resource-policy keep on the Secret',
    prepare: (twin) => settled(twin.patchSecret(KEEP)),
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'a second, non-controller ownerReference to a live object',
    prepare: (twin) => settled(twin.patchSecret(withSecondOwner(twin))),
    fates: ['kept', 'kept', 'kept'],
  },
  {
    name: 'creationPolicy None',
    prepare: (twin) => settled(twin.patch({ spec: { target: { creationPolicy: 'None' } } })),
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'creationPolicy Orphan with refreshInterval 0, wait',
    prepare: (twin) => settled(orphaned(settled(twin.patch({ spec: { refreshInterval: '0' } })))),
    fates: ['lost', 'lost', 'lost'],
  },
  {
    name: 'creationPolicy Orphan while the provider has lost the secret, wait',
    prepare: (twin) => {
      forget(twin)
      return settled(orphaned(twin))
    },
    fates: ['lost', 'lost', 'lost'],
  },
]

/** First and last releases of the three columns. */
const COLUMNS = [
  ['0.5.0', '0.9.4', '0.9.5', '0.10.7'],
  ['0.11.0', '0.19.2'],
  ['0.20.0', '2.9.0'],
] as const

describe('remedies', () => {
  const cells = REMEDIES.flatMap((remedy) =>
    COLUMNS.flatMap((versions, index) =>
      versions.map((eso) => ({ eso, ...remedy, fate: remedy.fates[index] })),
    ),
  )
  it.each(cells)('$eso: $name: $fate', ({ eso, prepare, target, propagation, fate: expected }) => {
    const twin = new EsoTwin({ eso }).sync(target ?? {})
    const uid = twin.uid()
    prepare(twin)
    expect(fate(twin, uid)).toBe('kept')
    twin.drop(propagation === undefined ? {} : { propagation })
    expect(fate(twin, uid)).toBe(expected)
  })

  it.each([
    ['0.10.7', 'kept'],
    ['0.19.2', 'kept'],
    ['0.20.0', 'lost'],
    ['2.9.0', 'lost'],
  ])('%s: a second ownerReference with deletionPolicy Delete: %s', (eso, expected) => {
    const twin = new EsoTwin({ eso }).sync({ deletionPolicy: 'Delete' })
    const uid = twin.uid()
    twin.patchSecret(withSecondOwner(twin))
    expect(fate(settled(twin).drop(), uid)).toBe(expected)
  })

  it.each(COLUMNS.flat())(
    '%s: helm.sh/resource-policy keep on the ExternalSecret: it lives on and keeps syncing',
    (eso) => {
      // Helm leaves an annotated ExternalSecret alone, so nothing is deleted; the operator does not mind the annotation.
      const twin = new EsoTwin({ eso }).sync()
      const uid = twin.uid()
      settled(twin.patch(KEEP)).elapse(2 * 3_600_000)
      expect(fate(twin, uid)).toBe('kept')
      expect(textAt(twin.externalSecret(), 'status', 'refreshTime') > '2026-01-01T01').toBe(true)
    },
  )
})

/** The provider's secret is gone for good. */
function forget(twin: EsoTwin): void {
  const input = { SecretId: 'prod/db', ForceDeleteWithoutRecovery: true }
  const headers = {
    host: 'secretsmanager.us-east-1.amazonaws.com',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.DeleteSecret',
  }
  twin.call({ port: 'aws', payload: { method: 'POST', path: '/', headers, body: JSON.stringify(input) } })
}

function withSecondOwner(twin: EsoTwin): JsonObject {
  const own = twin.secret()?.['metadata'] as JsonObject
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'anchor', namespace: 'app' } }
  twin.create(configMap)
  const uid = textAt(twin.get('', 'configmaps', 'app', 'anchor'), 'metadata', 'uid')
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'anchor', uid }
  return { metadata: { ownerReferences: [...(own['ownerReferences'] as readonly JsonObject[]), reference] } }
}

function settled(twin: EsoTwin): EsoTwin {
  return twin.settled()
}
