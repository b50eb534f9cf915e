import { expect, it } from 'vitest'
import { ALL_GATES } from '../../harness/gates/index.js'
import type { FixOutcome } from '../../harness/runner/outcome.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { runScenario } from '../../harness/runner/run-scenario.js'
import { $, type Command } from '../../harness/scenario/command.js'
import { type Scenario, step } from '../../harness/scenario/scenario.js'
import { baseComponents } from '../../twins/index.js'
import { memoryFiles } from '../../twins/kernel/index.js'
import { scenarioWith } from '../support/scenarios.js'

interface Case {
  readonly nodes?: readonly string[]
  /** What is there before, and what the fix applies. */
  readonly world: string
  readonly change: string
  readonly more?: Partial<Scenario['world']>
  readonly protects?: Partial<Scenario['protects']>
  readonly commands?: readonly Command[]
}

/** The fix applies manifests, and types what follows. */
async function fixOf({ nodes = ['node-a', 'node-b'], world, change, more, protects, commands = [] }: Case) {
  const scenario = scenarioWith({
    world: { nodes, namespaces: ['shop'], setup: [{ ...$`kubectl apply -f -`, stdin: world }], ...more },
    protects: { pods: [], keys: [], ...protects },
    goals: { done: { description: 'it is applied', declared: ['change.yaml'] } },
    incidents: [],
    fixes: [
      {
        name: 'mend',
        title: 'Mend it',
        from: { derived: 'a test' },
        goal: 'done',
        startsAfter: 'healthy',
        steps: [
          step('apply', $`kubectl apply -f change.yaml`, { exitCode: 0 }),
          ...commands.map((command, index) => step(`command-${index}`, command, { exitCode: 0 })),
        ],
      },
    ],
  })
  const shared = {
    under: () => scenario,
    files: memoryFiles({ 'change.yaml': change }),
    components: baseComponents,
    gates: ALL_GATES,
    seed: 1,
  }
  const outcome = await runScenario({ ...shared, scenario, prepare: prepareEmbedded(shared) })
  return outcome.fixes[0]!
}

function told(fix: FixOutcome, name: string): readonly string[] {
  const gate = fix.gates.find((each) => each.gate === name)
  return gate === undefined
    ? ['not asked']
    : [gate.verdict, ...gate.evidence.map(({ subject, message }) => `${subject}: ${message}`)]
}

const app = (replicas: number, more = '', pod = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      ${pod}
      containers:
        - { name: web, image: shop/web:1 ${more} }
`
const budget = (minAvailable: number): string => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: shop }
spec: { minAvailable: ${minAvailable}, selector: { matchLabels: { app: web } } }
`
const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: shop }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---`

it('a fix after which everything may be drained, restarted and waited for passes', async () => {
  const fix = await fixOf({ world: app(1), change: app(2) })
  expect(fix.gates.map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual(
    expect.arrayContaining(['survives-restart pass', 'survives-drain pass', 'survives-time pass']),
  )
  expect(fix.notAsked).toBeUndefined()
})

it('a budget that the fix brings and no drain can keep is found, with the pod it keeps', async () => {
  const fix = await fixOf({ world: app(1), change: app(1) + budget(1) })
  expect(told(fix, 'survives-drain')).toEqual([
    'fail',
    expect.stringMatching(
      /^PodDisruptionBudget shop\/web: keeps Pod shop\/web-\w+-\w+ on node node-[ab], a drain gives up after 10m: run more replicas/,
    ),
  ])
})

it('a budget that was there before the change is a note', async () => {
  const fix = await fixOf({ world: app(1) + budget(1), change: app(1, ', env: [{ name: A, value: b }]') })
  expect(told(fix, 'survives-drain')).toEqual(['pass'])
  expect(fix.gates.find(({ gate }) => gate === 'survives-drain')!.note).toMatch(
    /^as in the healthy world: PodDisruptionBudget shop\/web: keeps Pod/,
  )
})

it('a pod with a volume of one node waits for that node, and comes back with it', async () => {
  const pod = `volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]`
  const fix = await fixOf({ world: app(1), change: claim + app(1, '', pod) })
  expect(told(fix, 'survives-drain')).toEqual(['pass'])
})

it('a pod that nobody makes anew is gone', async () => {
  const naked = `
apiVersion: v1
kind: Pod
metadata: { name: once, namespace: shop }
spec: { containers: [{ name: main, image: shop/web:1 }] }
`
  const fix = await fixOf({ world: app(1), change: naked })
  expect(told(fix, 'survives-drain')[1]).toMatch(
    /^Pod shop\/once: 0 of 1 pods is ready after node node-[ab] was drained and uncordoned: its pod is gone: give it a controller/,
  )
})

it('an init image that only the first node could pull is found when the pod has to move', async () => {
  const init = `initContainers: [{ name: init, image: docker.io/library/busybox:1.36, command: ['true'] }]`
  const fix = await fixOf({
    world: app(1),
    change: app(1, '', init),
    more: { registry: { 'docker.io/library/busybox': { refuses: 'rate-limit', pulls: 1 } } },
  })
  expect(told(fix, 'survives-restart')).toEqual(['pass'])
  const [verdict, first] = told(fix, 'survives-drain')
  expect(verdict).toBe('fail')
  expect(first).toMatch(/^Deployment shop\/web: 0 of 1 pods is ready after node node-[ab] was drained/)
  expect(first).toMatch(
    /toomanyrequests.*: first \d+s after the end: make its image pullable from every node/s,
  )
})

const secret = `---
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: fake-password }
`
const reads = `, env: [{ name: P, valueFrom: { secretKeyRef: { name: db, key: password } } }]`

it('a Secret that is gone is noticed at a restart, and the gates after it are not asked', async () => {
  const fix = await fixOf({
    world: app(1, reads) + secret,
    change: app(1, reads),
    commands: [$`kubectl delete secret db -n shop`],
  })
  expect(told(fix, 'survives-restart')).toEqual([
    'fail',
    expect.stringContaining('does not become ready again after a restart: CreateContainerConfigError'),
  ])
  expect(fix.notAsked).toEqual([
    { gate: 'survives-drain', because: 'gate survives-restart fails already' },
    { gate: 'survives-time', because: 'gate survives-restart fails already' },
  ])
})

it('a scenario may decline a gate, with the reason', async () => {
  const fix = await fixOf({
    world: app(1),
    change: app(1) + budget(1),
    protects: { after: { notAsked: { 'survives-drain': 'its nodes are replaced, never drained' } } },
  })
  expect(fix.verdict).toBe('pass')
  expect(fix.notAsked).toEqual([
    { gate: 'survives-drain', because: 'the scenario says: its nodes are replaced, never drained' },
  ])
})

/** Refreshed every 60 hours, so that no settling of two days sees it; the value behind it is gone. */
const external = (hours: number): string => `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: aws }
spec: { provider: { aws: { service: SecretsManager, region: us-west-2 } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: db, namespace: shop }
spec:
  refreshInterval: ${hours}h
  secretStoreRef: { kind: ClusterSecretStore, name: aws }
  target: { name: db, deletionPolicy: Delete }
  dataFrom: [{ extract: { key: shop/db } }]
---`

it.each([
  [72, 'fail'],
  [48, 'pass'],
])('what fails after 60 hours is found by a clock that runs on for %d hours: %s', async (hours, verdict) => {
  const fix = await fixOf({
    world: external(60) + app(1, reads),
    change: app(1, reads),
    more: {
      secretsManager: { region: 'us-west-2', secrets: { 'shop/db': { password: 'fake-password' } } },
    },
    protects: {
      keys: [{ namespace: 'shop', secret: 'db', keys: ['password'] }],
      after: { hours },
    },
    commands: [
      $`aws secretsmanager delete-secret --region us-west-2 --secret-id shop/db --force-delete-without-recovery`,
    ],
  })
  const time = told(fix, 'survives-time')
  expect(time[0]).toBe(verdict)
  if (verdict === 'pass') return
  expect(time).toContainEqual(
    expect.stringMatching(/^Secret shop\/db: was deleted: first (59h5\d|60h0)m\d+s after the end$/),
  )
  expect(time).toContainEqual(
    expect.stringMatching(/^Deployment shop\/web: 0 of 1 pods is ready after a restart within 72h0m0s/),
  )
})
