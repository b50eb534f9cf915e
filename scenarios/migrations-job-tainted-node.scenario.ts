import { $, defineScenario, step, type Topology, type Versions } from '../harness/index.js'
import { explorations } from './migrations-job-tainted-node.explorations.js'

const NAMESPACE = 'ameide-dev'
const JOB = 'data-migrations-temporal-temporal-migrations'
const REPORT = { document: 'Temporal Argo CD recovery', section: 'Recovery Incident: 2025-12-05' }

const remove = step('remove', $`kubectl delete job ${JOB} -n ${NAMESPACE}`)
const named = (name: string, manifest: string) => step(name, $`kubectl apply -f manifests/${manifest}.yaml`)
const apply = (manifest: string) => named('apply', manifest)
const wait = $`kubectl wait --for=condition=complete job/${JOB} -n ${NAMESPACE} --timeout=120s`
const waitForEnd = step('wait', wait)

const PENDING = { reason: 'FailedScheduling', message: 'had untolerated taint' }
const notDone = { gate: 'goal', evidence: 'succeeded' }
const stillPending = { gate: 'zero-diff', evidence: 'is not ready' }

/** The small world has one node of the environment, and of its services the one that the Job asks. */
export default defineScenario((_versions: Versions, { small }: Topology) => {
  const dev = small ? ['dev-1'] : ['dev-1', 'dev-2']
  const untaint = $`kubectl taint nodes ${dev} ameide.io/environment-`
  const taint = $`kubectl taint nodes ${dev} ameide.io/environment=dev:NoSchedule`
  return {
    name: 'migrations-job-tainted-node',
    title: 'The migrations Job stays Pending, because its pods tolerate no taint',
    summary:
      'All nodes of the environment carry a taint that its services tolerate. The chart of the migrations Job knows no ' +
      'tolerations: its pod is never scheduled, nothing fails, and whatever waits for the schema waits for ever.',
    source: REPORT,
    world: {
      nodes: [...dev, 'staging-1'],
      namespaces: [NAMESPACE],
      setup: [
        $`kubectl label nodes ${dev} ameide.io/environment=dev`,
        $`kubectl label nodes staging-1 ameide.io/environment=staging`,
        taint,
        $`kubectl taint nodes staging-1 ameide.io/environment=staging:NoSchedule`,
        $`kubectl apply -f manifests/services${small ? '-small' : ''}.yaml`,
        $`kubectl rollout status deployment/${small ? 'postgres-ameide' : 'data-temporal-frontend'} -n ${NAMESPACE} --timeout=120s`,
      ],
    },
    protects: {
      pods: [{ namespace: NAMESPACE, selector: 'app.kubernetes.io/name in (postgres-ameide, temporal)' }],
      keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['password'] }],
    },
    goals: {
      migrated: {
        description: 'the migrations have run, and the nodes are still reserved for their environments',
        declared: ['manifests/job-done.yaml', 'manifests/nodes.yaml'],
      },
    },
    incidents: [
      {
        name: 'pending',
        title: 'the Job is applied and its pod is never scheduled',
        steps: [apply('job'), step('wait', wait, { onFailure: 'continue' })],
        chain: [
          { says: 'the Job makes its pod', event: { actor: 'job', reason: 'SuccessfulCreate' } },
          { says: 'no node takes it', event: PENDING },
          { says: 'nothing fails: the wait runs out', event: { exit: { step: 'wait', code: 1 } } },
        ],
      },
    ],
    fixes: [
      {
        name: 'tolerations-and-node-selector',
        title: 'Add tolerations and nodeSelector to the Job, and replace it.',
        from: REPORT,
        goal: 'migrated',
        startsAfter: 'pending',
        steps: [remove, apply('job-with-tolerations'), waitForEnd],
      },
      {
        name: 'apply-over-it',
        title: 'The same, applied over the Job that is there: its template cannot change.',
        from: { derived: 'the same steps without the one that nobody wrote down' },
        goal: 'migrated',
        startsAfter: 'pending',
        steps: [apply('job-with-tolerations'), waitForEnd],
        expect: { fails: [{ gate: 'steps', evidence: 'field is immutable' }, notDone, stillPending] },
      },
      {
        name: 'node-selector-alone',
        title: 'Add the nodeSelector alone: it chooses nodes, the taint still repels.',
        from: { derived: 'half of the documented change' },
        goal: 'migrated',
        startsAfter: 'pending',
        steps: [remove, apply('job-with-node-selector'), waitForEnd],
        expect: { fails: [{ gate: 'steps', evidence: 'timed out waiting' }, notDone, stillPending] },
      },
      {
        name: 'remove-the-taint',
        title: 'Take the taint off the nodes: the Job runs, and so may everything else there.',
        from: { derived: 'what lets the pod be scheduled as it is' },
        goal: 'migrated',
        startsAfter: 'pending',
        steps: [step('untaint', untaint), waitForEnd],
        expect: { fails: [{ gate: 'goal', evidence: 'taints' }] },
      },
    ],
    explorations: explorations({ remove, apply: named, untaint, taint, pending: PENDING }),
  }
})
