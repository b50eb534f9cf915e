import { $, defineScenario, step, type Topology, type Versions } from '../harness/index.js'
import { explorations } from './init-image-without-netcat.explorations.js'

const NAMESPACE = 'ameide-dev'
const REPORT = {
  document: 'Temporal Argo CD recovery',
  section: 'Recovery Incident: 2025-12-05 (GHCR Mirror Alignment)',
}

const deleteStuck = step(
  'delete-stuck-pods',
  $`kubectl delete pod -n ${NAMESPACE} --field-selector=status.phase=Pending --force --grace-period=0`,
)
const wait = $`kubectl rollout status deployment/data-temporal-frontend -n ${NAMESPACE} --timeout=300s`
const waitForEnd = step('wait', wait)

const stuck = { gate: 'zero-diff', evidence: 'is not ready' }
const notDone = { gate: 'goal', evidence: 'updatedReplicas' }
const waitsInVain = { gate: 'steps', evidence: 'exceeded its progress deadline' }

/** The small world has one node and two of the four services, of which the documented restart forgets one. */
export default defineScenario((_versions: Versions, { small }: Topology) => {
  const named = (name: string, image: string) =>
    step(name, $`kubectl apply -f manifests/temporal-${image}${small ? '-small' : ''}.yaml`)
  const apply = (image: string) => named('apply', image)
  const restarted = small ? ['frontend'] : ['frontend', 'matching', 'worker']
  const restart = step(
    'restart',
    $`kubectl rollout restart deployment -n ${NAMESPACE} ${restarted.map((name) => `data-temporal-${name}`)}`,
  )
  return {
    name: 'init-image-without-netcat',
    title: 'The init container waits with nc, and its new image has none',
    summary:
      'All services wait for the database in an init container: until nc -z …; do sleep 2; done. Its image is changed to one ' +
      'without nc. The shell says "not found" and the loop goes on: the new pods stay in Init:0/1 without a failure or a restart.',
    source: REPORT,
    world: {
      nodes: small ? ['node-a'] : ['node-a', 'node-b'],
      namespaces: [NAMESPACE],
      manifests: ['manifests/postgres.yaml'],
      setup: [
        $`kubectl rollout status deployment/postgres-ameide -n ${NAMESPACE} --timeout=120s`,
        apply('docker-hub').command,
        wait,
      ],
    },
    protects: {
      pods: [{ namespace: NAMESPACE, selector: 'app.kubernetes.io/name=postgres-ameide' }],
      keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['password'] }],
    },
    goals: {
      running: {
        description: 'all services run with the newest template',
        declared: [`manifests/temporal-running${small ? '-small' : ''}.yaml`],
      },
    },
    incidents: [
      {
        name: 'stuck-in-init',
        title: 'the init image is changed, and the new pods never leave their init container',
        steps: [apply('chainguard'), step('wait', wait, { onFailure: 'continue' })],
        chain: [
          {
            says: 'the Deployments are changed',
            event: {
              actor: 'apply',
              verb: 'patch',
              object: `deployments.apps/${NAMESPACE}/data-temporal-frontend`,
            },
          },
          {
            says: 'new pods start their init container',
            event: { reason: 'Started', message: 'wait-for-backends' },
          },
          {
            says: 'which never ends: the rollout does not either',
            event: { exit: { step: 'wait', code: 1 } },
          },
        ],
      },
    ],
    fixes: [
      {
        name: 'image-with-netcat',
        title: 'Change the image to one with nc: the rollout takes the stuck pods away by itself.',
        from: REPORT,
        goal: 'running',
        startsAfter: 'stuck-in-init',
        steps: [apply('mirror'), waitForEnd],
        refutes: {
          claim: 'pods of old ReplicaSets stay stuck in Init:0/1 until somebody deletes them',
          truth:
            'A rolling update scales down what is not ready in old ReplicaSets first, since that costs no availability. They ' +
            'stay only as long as the template does.',
          versions: 'every Kubernetes with apps/v1',
          event: {
            actor: 'replicaset',
            reason: 'SuccessfulDelete',
            message: 'Deleted pod: data-temporal-frontend-',
          },
          check: `kubectl get replicasets -n ${NAMESPACE}   # the old ones are scaled to 0 without anybody's help`,
        },
      },
      {
        name: 'documented-recovery',
        title: 'The image, then delete the stuck pods by force, then restart three of the four services.',
        from: REPORT,
        goal: 'running',
        startsAfter: 'stuck-in-init',
        steps: [{ ...apply('mirror'), waits: 'no' }, deleteStuck, restart, waitForEnd],
      },
      {
        name: 'delete-the-pods-first',
        title: 'Delete the stuck pods while the template is what it is: the ReplicaSets make them again.',
        from: { derived: 'the documented steps without the first' },
        goal: 'running',
        startsAfter: 'stuck-in-init',
        steps: [deleteStuck, waitForEnd],
        expect: { fails: [waitsInVain, notDone, stuck] },
      },
      {
        name: 'restart-alone',
        title: 'Restart the services: the same template, one ReplicaSet more.',
        from: { derived: 'the documented steps without the first' },
        goal: 'running',
        startsAfter: 'stuck-in-init',
        steps: [restart, waitForEnd],
        expect: { fails: [waitsInVain, notDone, stuck] },
      },
      {
        name: 'roll-back',
        title: 'Go back to the template before: also a way out, while its image can be pulled.',
        from: { derived: 'the image before had nc' },
        goal: 'running',
        startsAfter: 'stuck-in-init',
        steps: [apply('docker-hub'), waitForEnd],
      },
    ],
    explorations: explorations({ apply: named, deleteStuck, restart }),
  }
})
