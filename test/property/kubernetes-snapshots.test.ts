import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { kubernetes, listObjects, valueAt } from '../../twins/kubernetes/index.js'
import { canonicalDifferences, restoredFrom, writesOf } from '../support/snapshots.js'
import { TestTwin } from '../support/twin.js'

const components = [kubernetes]

/** Workloads that come to rest, whatever happens to them. */
interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet'
  readonly replicas: number
  /** Whether the Secret it reads is there. */
  readonly configured: boolean
  readonly probed: boolean
}

const workload: fc.Arbitrary<Workload> = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'),
  replicas: fc.nat(3),
  configured: fc.boolean(),
  probed: fc.boolean(),
})

const COMMANDS = [
  'kubectl delete pods --all -n test --wait=false',
  'kubectl scale deployment --all --replicas=2 -n test',
  'kubectl rollout restart deployment -n test',
  'kubectl cordon node-a',
  'kubectl delete deployment --all -n test --wait=false --cascade=foreground',
  'kubectl label node node-b disk=nvme',
]
/** After which a restored container does not know any more what it was started with. */
const FORGETFUL = 'kubectl delete secret creds -n test'

function objectOf({ kind, replicas, configured, probed }: Workload, index: number): JsonObject {
  const name = `w${index}`
  const env = [
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: configured ? 'creds' : 'nowhere', key: 'a' } } },
  ]
  const probe = probed ? { readinessProbe: { httpGet: { path: '/', port: 80 } } } : {}
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'test' },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1', env, ...probe }] },
      },
    },
  }
}

function worldOf(workloads: readonly Workload[]): TestTwin {
  const creds = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'creds', namespace: 'test' },
    stringData: { a: 'fake' },
  }
  const objects = [creds, ...workloads.map(objectOf)]
  return new TestTwin({ components, nodes: ['node-a', 'node-b'], objects })
}

const worlds = (commands: readonly string[]) =>
  fc.record({
    workloads: fc.array(workload, { minLength: 1, maxLength: 3 }),
    commands: fc.array(fc.constantFrom(...commands), { maxLength: 2 }),
  })

it('a world at rest is restored as it is, and nobody has anything to do', () => {
  fc.assert(
    fc.property(worlds(COMMANDS), ({ workloads, commands }) => {
      const twin = worldOf(workloads)
      twin.settle()
      for (const one of commands) {
        twin.run(one)
        twin.settle()
      }
      const restored = restoredFrom(twin, components)
      restored.settle()
      // No object shows an image that a node has pulled and no pod uses any more.
      const differences = canonicalDifferences(twin.world, restored.world)
      expect(differences.filter((one) => !one.startsWith('- kubernetes.nodeImages '))).toEqual([])
      expect(writesOf(restored)).toEqual([])
    }),
    { numRuns: 12 },
  )
})

it('a world that was dumped at any moment comes to what it would have come to', () => {
  fc.assert(
    fc.property(
      worlds([...COMMANDS, FORGETFUL]),
      fc.integer({ min: 3000, max: 15_000 }),
      ({ workloads, commands }, ms) => {
        // What is not ready yet stays so when nothing is known of its image: nobody can tell whether it was about to be.
        const twin = worldOf(workloads.map((one) => ({ ...one, probed: false })))
        for (const one of commands) twin.start(one)
        twin.elapse(ms)
        const restored = restoredFrom(twin, components)
        // Commands under way are no part of a dump; they have at most one request left by now.
        twin.settle()
        restored.settle()
        expect(stand(restored)).toEqual(stand(twin))
      },
    ),
    { numRuns: 12 },
  )
})

/** What workloads and their pods say, whatever the pods are called. */
function stand(twin: TestTwin): unknown {
  const replicas = ['deployments', 'replicasets', 'statefulsets', 'daemonsets'].flatMap((resource) =>
    listObjects(twin.world, 'apps', resource).map((one) => [
      valueAt(one, 'kind'),
      valueAt(one, 'metadata', 'name'),
      valueAt(one, 'status', 'readyReplicas') ?? valueAt(one, 'status', 'numberReady') ?? 0,
    ]),
  )
  const pods = listObjects(twin.world, '', 'pods').map((pod) => {
    const [status] = (valueAt(pod, 'status', 'containerStatuses') ?? []) as readonly JsonObject[]
    return `${valueAt(pod, 'metadata', 'labels', 'app')} ${valueAt(status, 'state', 'waiting', 'reason') ?? 'Running'}`
  })
  return { replicas, pods: pods.sort() }
}
