import { $, defineScenario, step } from '../harness/index.js'
import { explorations } from './registry-rate-limit.explorations.js'

const NAMESPACE = 'ameide-dev'
const JOB = 'data-migrations-temporal-temporal-migrations'
const REPORT = {
  document: 'Temporal Argo CD recovery',
  section: 'Recovery Incident: 2025-12-05 (GHCR Mirror Alignment)',
}
/** Made up, as everything that looks like a secret here. */
const ACCOUNT = { username: 'ameide-bot', password: 'fake-ghcr-token' }

const pullSecret = (token: string, name = 'pull-secret') =>
  step(
    name,
    $`kubectl create secret docker-registry ghcr-pull -n ${NAMESPACE} --docker-server=ghcr.io --docker-username=${ACCOUNT.username} --docker-password=${token}`,
  )
const remove = step('remove', $`kubectl delete job ${JOB} -n ${NAMESPACE}`)
const apply = step('apply', $`kubectl apply -f manifests/job-mirror.yaml`)
const wait = $`kubectl wait --for=condition=complete job/${JOB} -n ${NAMESPACE} --timeout=10m`
const waitForEnd = step('wait', wait)

const notDone = { gate: 'goal', evidence: 'succeeded' }
const noImage = { gate: 'zero-diff', evidence: 'ImagePullBackOff' }
const waitsInVain = { gate: 'steps', evidence: 'timed out waiting' }

export default defineScenario({
  name: 'registry-rate-limit',
  title: 'Docker Hub refuses one more pull, and the migrations Job waits for its image',
  summary:
    'The image of the migrations Job comes from Docker Hub, which answers 429 to anonymous pulls beyond its limit. The pod ' +
    'stays in ImagePullBackOff; a pod that has not started is no failed attempt, so the Job never gives up. The mirror that ' +
    'replaces Docker Hub is private.',
  source: REPORT,
  world: {
    nodes: ['node-a'],
    namespaces: [NAMESPACE],
    registry: {
      'docker.io': { refuses: 'rate-limit' },
      'ghcr.io/ameideio/mirror/busybox': { refuses: 'unauthorized', accepts: ACCOUNT },
    },
    setup: [
      $`kubectl apply -f manifests/services.yaml`,
      $`kubectl rollout status deployment/postgres-ameide -n ${NAMESPACE} --timeout=120s`,
    ],
  },
  protects: {
    pods: [{ namespace: NAMESPACE, selector: 'app.kubernetes.io/name=postgres-ameide' }],
    keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['password'] }],
  },
  goals: {
    migrated: { description: 'the migrations have run', declared: ['manifests/job-done.yaml'] },
  },
  incidents: [
    {
      name: 'rate-limited',
      title: 'the Job is applied and its image cannot be pulled',
      steps: [
        step('apply', $`kubectl apply -f manifests/job.yaml`),
        step('wait', wait, { onFailure: 'continue' }),
      ],
      chain: [
        {
          says: 'Docker Hub refuses the pull',
          event: { reason: 'Failed', message: '429 Too Many Requests' },
        },
        { says: 'the kubelet backs off', event: { waiting: 'ImagePullBackOff' } },
        { says: 'the Job neither fails nor ends', event: { exit: { step: 'wait', code: 1 } } },
      ],
    },
  ],
  fixes: [
    {
      name: 'mirror-and-pull-secret',
      title: 'Take the image from the mirror, with a pull secret.',
      from: REPORT,
      goal: 'migrated',
      startsAfter: 'rate-limited',
      steps: [pullSecret(ACCOUNT.password), remove, apply, waitForEnd],
    },
    {
      name: 'pull-secret-later',
      title: 'The Job first, then the pull secret: the kubelet looks for it at each attempt.',
      from: { derived: 'the same steps in another order' },
      goal: 'migrated',
      startsAfter: 'rate-limited',
      steps: [remove, apply, pullSecret(ACCOUNT.password), waitForEnd],
    },
    {
      name: 'mirror-alone',
      title: 'Take the image from the mirror, without a pull secret: 401 instead of 429.',
      from: { derived: 'half of the documented change' },
      goal: 'migrated',
      startsAfter: 'rate-limited',
      steps: [remove, apply, waitForEnd],
      expect: { fails: [waitsInVain, notDone, { gate: 'zero-diff', evidence: '401 Unauthorized' }] },
    },
    {
      name: 'wrong-token',
      title: 'A pull secret with a token that the mirror does not accept.',
      from: { derived: 'the documented steps with an expired token' },
      goal: 'migrated',
      startsAfter: 'rate-limited',
      steps: [pullSecret('fake-expired-token'), remove, apply, waitForEnd],
      expect: { fails: [waitsInVain, notDone, { gate: 'zero-diff', evidence: '403 Forbidden' }] },
    },
    {
      name: 'apply-over-it',
      title: 'The new image applied over the Job that is there: its template cannot change.',
      from: { derived: 'the same steps without the one that nobody wrote down' },
      goal: 'migrated',
      startsAfter: 'rate-limited',
      steps: [pullSecret(ACCOUNT.password), apply, waitForEnd],
      expect: { fails: [{ gate: 'steps', evidence: 'field is immutable' }, notDone, noImage] },
    },
  ],
  explorations: explorations({
    pullSecret: pullSecret(ACCOUNT.password),
    expired: pullSecret('fake-expired-token', 'expired-secret'),
    remove,
    apply,
  }),
})
