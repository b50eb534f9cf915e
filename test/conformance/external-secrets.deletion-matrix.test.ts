import { describe, expect, it } from 'vitest'
import { type Chooser, type JsonObject, run } from '../../twins/kernel/index.js'
import { isInvalid, textAt } from '../../twins/kubernetes/index.js'
import { EsoTwin, type EsoTwinOptions, type Propagation, preferring } from '../support/eso-twin.js'

/**
 * What becomes of the Secret when its ExternalSecret is deleted, in the first and the last release of each range:
 * external-secrets pkg/controllers/externalsecret/externalsecret_controller.go at the tags, and the garbage collector,
 * kubernetes pkg/controller/garbagecollector/garbagecollector.go.
 */
const RANGES = {
  'v0.5.0 to v0.9.4': ['0.5.0', '0.9.4'],
  'v0.9.5 to v0.10.7': ['0.9.5', '0.10.7'],
  'v0.11.0 to v0.19.2': ['0.11.0', '0.19.2'],
  'v0.20.0 to v2.9.0': ['0.20.0', '2.9.0'],
} as const
type Range = keyof typeof RANGES
const ALL = Object.keys(RANGES) as Range[]
const STRIPPING: readonly Range[] = ['v0.11.0 to v0.19.2', 'v0.20.0 to v2.9.0']
const CLINGING: readonly Range[] = ['v0.5.0 to v0.9.4', 'v0.9.5 to v0.10.7']
const FINALIZING: readonly Range[] = ['v0.20.0 to v2.9.0']
const BEFORE_FINALIZER = ALL.filter((range) => !FINALIZING.includes(range))

type Fate = 'kept' | 'lost'

const versionsIn = (ranges: readonly Range[]) => ranges.flatMap((range) => [...RANGES[range]])

/** kept: still the same Secret. */
function fate(twin: EsoTwin, uid: string): Fate {
  return twin.uid() === uid ? 'kept' : 'lost'
}

/** Where the ExternalSecret stands when it is deleted. */
interface Before {
  readonly creationPolicy: string
  readonly deletionPolicy: string
  /** `always`: it never was anything else; `was Owner, synced` and `was Owner, unsynced`: it was switched just before. */
  readonly history: 'always' | 'was Owner, synced' | 'was Owner, unsynced'
}

function bring(options: EsoTwinOptions, { creationPolicy, deletionPolicy, history }: Before): EsoTwin {
  const twin = new EsoTwin(options)
  const policies = { creationPolicy, deletionPolicy }
  if (history === 'always') {
    if (creationPolicy === 'Merge' || creationPolicy === 'None') createForeignSecret(twin)
    return twin.sync(policies)
  }
  // The webhook looks at both policies at once, so both are switched at once.
  twin.sync().patch({ spec: { target: policies } })
  if (history === 'was Owner, synced') twin.quiesce()
  return twin
}

function createForeignSecret(twin: EsoTwin): void {
  const metadata = { name: 'db', namespace: 'app' }
  const body = { apiVersion: 'v1', kind: 'Secret', metadata, data: { mine: 'eA==' } }
  twin.must({ verb: 'create', group: '', version: 'v1', resource: 'secrets', namespace: 'app', body })
}

interface Cell extends Before {
  readonly ranges: readonly Range[]
  readonly fate: Fate
  /** Who deletes it. */
  readonly by?: 'garbage-collector' | 'externalsecret'
}

const cell = (
  creationPolicy: string,
  deletionPolicies: readonly string[],
  history: Before['history'],
  ranges: readonly Range[],
  expected: Fate,
  by?: Cell['by'],
): readonly Cell[] =>
  deletionPolicies.map((deletionPolicy) => ({
    creationPolicy,
    deletionPolicy,
    history,
    ranges,
    fate: expected,
    ...(by === undefined ? {} : { by }),
  }))

const ANY = ['Retain', 'Merge', 'Delete']
const SAFE = ['Retain', 'Merge']
const GC = 'garbage-collector'
const SYNCED = 'was Owner, synced'
const UNSYNCED = 'was Owner, unsynced'

const MATRIX: readonly Cell[] = [
  ...cell('Owner', SAFE, 'always', ALL, 'lost', GC),
  ...cell('Owner', ['Delete'], 'always', BEFORE_FINALIZER, 'lost', GC),
  ...cell('Owner', ['Delete'], 'always', FINALIZING, 'lost', 'externalsecret'),

  ...cell('Orphan', ANY, 'always', ALL, 'kept'),
  ...cell('Orphan', ANY, SYNCED, CLINGING, 'lost', GC),
  ...cell('Orphan', ANY, SYNCED, STRIPPING, 'kept'),
  ...cell('Orphan', ANY, UNSYNCED, BEFORE_FINALIZER, 'lost', GC),
  ...cell('Orphan', SAFE, UNSYNCED, FINALIZING, 'lost', GC),
  ...cell('Orphan', ['Delete'], UNSYNCED, FINALIZING, 'lost', 'externalsecret'),

  ...cell('Merge', SAFE, 'always', ALL, 'kept'),
  ...cell('Merge', SAFE, SYNCED, CLINGING, 'lost', GC),
  ...cell('Merge', SAFE, SYNCED, STRIPPING, 'kept'),
  ...cell('Merge', SAFE, UNSYNCED, ALL, 'lost', GC),

  ...cell('None', ['Retain'], 'always', ALL, 'kept'),
  ...cell('None', ['Retain'], SYNCED, ALL, 'lost', GC),
  ...cell('None', ['Retain'], UNSYNCED, ALL, 'lost', GC),
]

const rows = MATRIX.flatMap((each) => versionsIn(each.ranges).map((eso) => ({ eso, ...each })))

describe('deleting the ExternalSecret', () => {
  it.each(rows)('$eso, $creationPolicy ($history), $deletionPolicy: $fate', (row) => {
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
    for (const eso of versionsIn(ALL)) {
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
  const refused = versionsIn(ALL).flatMap((eso) => pairs.map((pair) => [eso, ...pair] as const))

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
    const before = { creationPolicy: 'None', deletionPolicy: 'Delete', history: SYNCED } as const
    const twin = bring({ eso: '2.9.0', webhook: false }, before)
    const uid = twin.uid()
    expect(fate(twin.drop(), uid)).toBe('lost')
    expect(twin.deletedBy()).toBe('externalsecret')
  })
})

describe('propagation', () => {
  it.each(rows)('Foreground, $eso, $creationPolicy ($history), $deletionPolicy: $fate', (row) => {
    const twin = bring({ eso: row.eso }, row)
    const uid = twin.uid()
    twin.drop({ propagation: 'Foreground' })
    expect(fate(twin, uid)).toBe(row.fate)
    expect(twin.externalSecret()).toBeUndefined()
    if (row.fate === 'lost') expect(twin.secret()).toBeUndefined()
  })

  it('Foreground deletes the Secret before the ExternalSecret', () => {
    const twin = new EsoTwin({ eso: '0.19.2' }).sync()
    twin.drop({ propagation: 'Foreground' })
    const gone = twin
      .log()
      .flatMap(({ event }) => (event.kind === 'write' && event.after === null ? [event.key] : []))
    expect(gone).toEqual(['secrets/app/db', 'externalsecrets.external-secrets.io/app/db'])
  })

  const kept = [
    ...['0.9.5', '0.10.7', '0.11.0', '0.19.2'].flatMap((eso) => ANY.map((policy) => [eso, policy] as const)),
    ...['0.20.0', '2.9.0'].flatMap((eso) => SAFE.map((policy) => [eso, policy] as const)),
  ]
  it.each(kept)('--cascade=orphan, %s, Owner, %s: kept', (eso, deletionPolicy) => {
    const twin = new EsoTwin({ eso }).sync({ deletionPolicy })
    const uid = twin.uid()
    twin.drop({ propagation: 'Orphan' })
    expect(fate(twin, uid)).toBe('kept')
    expect(twin.owners()).toEqual([])
    expect(twin.externalSecret()).toBeUndefined()
  })

  it.each(['0.20.0', '2.9.0'])('--cascade=orphan, %s, Owner, Delete: who comes first decides', (eso) => {
    const outcome = (first: string) => {
      const twin = new EsoTwin({ eso }).sync({ deletionPolicy: 'Delete' })
      const uid = twin.uid()
      return fate(twin.drop({ propagation: 'Orphan', chooser: preferring(first) }), uid)
    }
    expect(outcome('externalsecret')).toBe('lost')
    expect(outcome('garbage-collector')).toBe('kept')
  })

  it.each(['0.5.0', '0.9.4'])(
    '--cascade=orphan, %s, Owner: a sync between two writes of the collector loses it',
    (eso) => {
      const fates = interleavings.map((chooser) => {
        const twin = new EsoTwin({ eso, grain: 'write' }).sync()
        const uid = twin.uid()
        return fate(twin.drop({ propagation: 'Orphan', chooser }), uid)
      })
      expect(new Set(fates)).toEqual(new Set(['kept', 'lost']))
    },
  )
})

/** The collector makes the first n of its requests, then the operator all of its own, then everything as usual. */
const interleavings: readonly Chooser[] = Array.from({ length: 12 }, (_, requests) => {
  let made = 0
  return {
    choose: (alternatives) => {
      const wanted = made < requests ? 'garbage-collector' : 'externalsecret'
      const found = alternatives.findIndex(({ label }) => label.includes(wanted))
      if (found >= 0 && made < requests) made += 1
      return Math.max(0, found)
    },
  }
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

function operator(replicas: number, args: readonly string[] = []): JsonObject {
  const labels = { app: 'external-secrets' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'external-secrets', namespace: 'external-secrets' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'eso', args: [...args] }] },
      },
    },
  }
}

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
    prepare: (twin) => settled(twin.patch({ spec: { target: { deletionPolicy: 'Retain' } } })),
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
  twin.quiesce()
  return twin
}

describe('a Secret that a second ExternalSecret waits for', () => {
  const pair = (creationPolicy: string) => {
    const twin = new EsoTwin({ eso: '2.9.0' }).sync()
    twin.tryCreate('second', { creationPolicy })
    return settled(twin)
  }

  it.each(['Owner', 'CreateOrMerge'])('policy %s: lost with the first, made anew by the second', (policy) => {
    const twin = pair(policy)
    const uid = twin.uid()
    twin.drop()
    expect(fate(twin, uid)).toBe('lost')
    expect(twin.uid()).not.toBe('')
    expect(twin.owners()).toEqual(policy === 'Owner' ? ['second'] : [])
  })

  it('policy Orphan: gone until its refresh is due', () => {
    const twin = pair('Orphan')
    expect(twin.drop().uid()).toBe('')
    twin.elapse(2 * 3_600_000)
    expect(twin.uid()).not.toBe('')
  })
})

describe('an ExternalSecret that is deleted and made again under its name', () => {
  const again = (first: string): Fate => {
    const twin = new EsoTwin({ eso: '2.9.0' }).sync()
    const uid = twin.uid()
    twin.must({
      verb: 'delete',
      group: 'external-secrets.io',
      version: 'v1',
      resource: 'externalsecrets',
      namespace: 'app',
      name: 'db',
    })
    // The operator lets the old one go; the new one is there before the collector looks.
    twin.world = twinUntilGone(twin)
    twin.tryCreate('db')
    twin.world = runPreferring(twin, first)
    expect(twin.owners()).toEqual(['db'])
    return fate(twin, uid)
  }

  it('adopts the Secret when it syncs before the garbage collector looks, and makes a new one otherwise', () => {
    expect(again('externalsecret')).toBe('kept')
    expect(again('garbage-collector')).toBe('lost')
  })
})

function twinUntilGone(twin: EsoTwin) {
  return run(twin.system, twin.world, {
    until: (world) =>
      world.get('kubernetes.objects', 'externalsecrets.external-secrets.io/app/db') === undefined,
  }).world
}

function runPreferring(twin: EsoTwin, first: string) {
  return run(twin.system, twin.world, { chooser: preferring(first) }).world
}
