import { $, defineScenario, step } from '../harness/index.js'
import { explorations } from './hook-job-terminating.explorations.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const APP = 'data-migrations-temporal'
const JOB = 'data-migrations-temporal-temporal-migrations'
const REPORT = { document: 'Temporal Argo CD recovery', section: 'Recovery Incident: 2025-12-03' }

const patch = (body: string) => $`kubectl patch application ${APP} -n argocd --type=merge -p ${body}`
const SYNC = '{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'
const deletes = (...flags: readonly string[]) =>
  $`kubectl delete job ${JOB} -n ${NAMESPACE} --force --grace-period=0 ${flags}`

const begin = step('begin', patch(SYNC))
/** The cause is mended first, in all fixes: the hook’s host name. */
const push = step('push', $`git push ${REPOSITORY} right-host:main`)
const deleteJob = step('delete-job', deletes())
/** What is left of the command when somebody ends its waiting. */
const deleteWithoutWaiting = step('delete-job', deletes('--wait=false'))
const clearOperation = step('clear-operation', patch('{"operation": null}'))
const refresh = step(
  'refresh',
  $`kubectl annotate application ${APP} -n argocd argocd.argoproj.io/refresh=hard --overwrite`,
)
const sync = step('sync', patch(SYNC))
const syncByArgo = step('sync', $`argocd app sync ${APP} --prune`)
const removeFinalizer = step(
  'remove-finalizer',
  $`kubectl patch job ${JOB} -n ${NAMESPACE} --type=merge -p ${'{"metadata":{"finalizers":null}}'}`,
)
const terminate = step('terminate', $`argocd app terminate-op ${APP}`)
const documented = [push, deleteJob, clearOperation, refresh, sync]

const CHECK = `kubectl get job ${JOB} -n ${NAMESPACE} -o jsonpath='{.metadata.deletionTimestamp} {.metadata.finalizers}'`

const notMigrated = { gate: 'goal', evidence: 'succeeded' }
const waitsForTheHook = {
  gate: 'zero-diff',
  evidence: 'its last operation is Running: waiting for completion',
}
const podStays = { gate: 'survives-restart', evidence: 'does not become ready again' }
const neverEnds = { gate: 'steps', evidence: 'delete-job: never ended' }

export default defineScenario({
  name: 'hook-job-terminating',
  title: 'The migrations hook stays in Terminating, and every sync waits for it',
  summary:
    'Argo CD gives each hook a finalizer, and takes it off in a step of the operation that made the hook. An operator clears the ' +
    'operation and deletes the Job by force: nobody is left who would take the finalizer off, the Job stays in Terminating, ' +
    'and the operation that is set next is the old one, which goes on waiting for it.',
  source: REPORT,
  world: {
    systems: ['argocd'],
    nodes: ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: {
      repositories: {
        [REPOSITORY]: { branches: { main: 'gitops/main', 'right-host': 'gitops/right-host' } },
      },
    },
    setup: [
      $`kubectl apply -f manifests/database.yaml`,
      $`kubectl rollout status deployment/postgres-ameide -n ${NAMESPACE} --timeout=120s`,
      $`kubectl apply -f manifests/application.yaml`,
    ],
  },
  protects: {
    pods: [{ namespace: NAMESPACE, selector: 'app.kubernetes.io/name=postgres-ameide' }],
    keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['password'] }],
  },
  goals: {
    migrated: {
      description: 'the migrations hook has run to its end',
      declared: ['manifests/job-done.yaml'],
    },
  },
  incidents: [
    {
      name: 'never-ends',
      title: 'the hook waits for a host that does not exist, and the operation for the hook',
      steps: [begin],
      chain: [
        {
          says: 'Argo CD makes the hook before anything else',
          event: { verb: 'create', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        },
        {
          says: 'its pod waits for a database under a wrong name, and never ends',
          event: { reason: 'Started', message: 'temporal-migrations' },
        },
      ],
    },
    {
      name: 'terminating',
      title: 'the operation is cleared, and the Job deleted by force',
      steps: [begin, clearOperation, deleteWithoutWaiting],
      chain: [
        {
          says: 'Argo CD makes the hook before anything else',
          event: { verb: 'create', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        },
        {
          says: 'the operation is cleared: nobody works on it any more',
          event: {
            actor: 'clear-operation',
            verb: 'patch',
            object: `applications.argoproj.io/argocd/${APP}`,
          },
        },
        {
          says: 'a deletion by force marks the Job and waits for the finalizer like any other',
          event: { actor: 'delete-job', verb: 'delete', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        },
      ],
    },
  ],
  fixes: [
    {
      name: 'delete-by-force',
      title: 'Delete the Job by force, clear the operation, refresh, sync anew (the documented recovery).',
      from: REPORT,
      goal: 'migrated',
      startsAfter: 'never-ends',
      steps: documented,
      expect: { fails: [neverEnds, waitsForTheHook, notMigrated, podStays] },
      refutes: {
        claim: 'kubectl delete job --force --grace-period=0 removes a hook that is stuck in Terminating',
        truth:
          'It shortens the grace period of pods and removes no finalizer. kubectl waits until the object is gone: the command does not come back.',
        versions: 'Argo CD 2.14.3 and from 3.0.0 on, every kubectl',
        event: { actor: 'delete-job', verb: 'delete', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        check: CHECK,
      },
    },
    {
      name: 'delete-without-waiting',
      title: 'The same, with an operator who does not wait for the deletion.',
      from: { derived: 'what somebody does whose command does not come back' },
      goal: 'migrated',
      startsAfter: 'never-ends',
      steps: [push, deleteWithoutWaiting, clearOperation, refresh, sync],
      expect: { fails: [waitsForTheHook, notMigrated, podStays] },
      refutes: {
        claim: 'patching {"operation": null} and a new operation triggers a fresh sync',
        truth:
          'The state of the old operation stays Running, and an operation that is set while it does resumes the old one, at its old revision. ' +
          'Argo CD’s own sync forgets that state first.',
        versions: 'every version read, 2.8 to 3.5, without automated sync',
        event: { actor: 'sync', verb: 'patch', object: `applications.argoproj.io/argocd/${APP}` },
        check: `kubectl get application ${APP} -n argocd -o jsonpath='{.status.operationState.startedAt} {.status.operationState.message}'`,
      },
    },
    {
      name: 'delete-by-force-before-3.0',
      title: 'The documented recovery with Argo CD 2.14.11, which gives hooks no finalizer.',
      from: REPORT,
      goal: 'migrated',
      startsAfter: 'never-ends',
      profile: { argocd: '2.14.11' },
      steps: documented,
    },
    {
      name: 'delete-by-force-in-2.14.3',
      title: 'The documented recovery with Argo CD 2.14.3, the one release of 2.14 with the finalizer.',
      from: REPORT,
      goal: 'migrated',
      startsAfter: 'never-ends',
      profile: { argocd: '2.14.3' },
      steps: documented,
      expect: { fails: [neverEnds, waitsForTheHook, notMigrated, podStays] },
    },
    {
      name: 'remove-the-finalizer',
      title: 'Take the finalizer off the Job: it goes, and nothing else does.',
      from: { derived: 'what holds the Job is its finalizer' },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [push, removeFinalizer, refresh],
      expect: { fails: [waitsForTheHook, { gate: 'goal', evidence: 'is declared but absent' }] },
    },
    {
      name: 'remove-the-finalizer-and-sync',
      title:
        'Take the finalizer off and set an operation by kubectl: it is the old one, and its hook is gone.',
      from: { derived: 'the documented sync after the right deletion' },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [push, removeFinalizer, refresh, sync],
      expect: {
        fails: [
          { gate: 'zero-diff', evidence: 'is missing, it might have been deleted' },
          { gate: 'goal', evidence: 'is declared but absent' },
        ],
      },
    },
    {
      name: 'remove-the-finalizer-and-sync-twice',
      title: 'The same, and once more: the old operation has failed by then, the second one is new.',
      from: { derived: 'an operation that has ended is not resumed' },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [push, removeFinalizer, refresh, sync, step('sync-again', patch(SYNC))],
    },
    {
      name: 'sync-by-argocd',
      title: 'Let Argo CD sync: it forgets the old state, and its operation takes the finalizer off.',
      from: {
        derived:
          'a sync over the API sets operationState to null, and hooks of earlier runs lose their finalizer',
      },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [push, syncByArgo],
    },
    {
      name: 'forget-the-state',
      title: 'Without the argocd command: clear the operation’s state as well, then set a new one.',
      from: { derived: 'Applications have no status subresource: a patch may write their status' },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [push, step('forget', patch('{"operation": null, "status": {"operationState": null}}')), sync],
    },
    {
      name: 'terminate-first',
      title: 'End the operation by Argo CD before anything else: it deletes its hook itself.',
      from: { derived: 'termination takes the finalizer off and deletes the hook' },
      goal: 'migrated',
      startsAfter: 'never-ends',
      steps: [push, terminate, syncByArgo],
    },
    {
      name: 'terminate-after-clearing',
      title: 'The same two in the other order: a cleared operation cannot be terminated.',
      from: { derived: 'the same steps in the wrong order' },
      goal: 'migrated',
      startsAfter: 'never-ends',
      steps: [push, clearOperation, terminate, syncByArgo],
      expect: {
        fails: [
          { gate: 'steps', evidence: 'Unable to terminate operation. No operation is in progress' },
          waitsForTheHook,
          notMigrated,
          podStays,
        ],
      },
    },
    {
      name: 'sync-before-the-cause',
      title: 'Sync before the cause is mended: the next hook waits as the last one did.',
      from: { derived: 'the same steps in the wrong order' },
      goal: 'migrated',
      startsAfter: 'terminating',
      steps: [syncByArgo, push],
      expect: {
        fails: [{ gate: 'steps', evidence: 'never ended' }, waitsForTheHook, notMigrated, podStays],
      },
    },
  ],
  explorations: explorations({
    job: `jobs.batch/${NAMESPACE}/${JOB}`,
    steps: [
      push,
      clearOperation,
      terminate,
      deleteWithoutWaiting,
      step('patch-operation', patch(SYNC)),
      step('argocd-sync', syncByArgo.command),
    ],
  }),
})
