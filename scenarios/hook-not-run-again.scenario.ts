import { $, defineScenario, step } from '../harness/index.js'
import { explorations } from './hook-not-run-again.explorations.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const APP = 'data-migrations-temporal'
const JOB = 'data-migrations-temporal-temporal-migrations'
const SETTINGS = 'temporal-migrations'
const REPORT = 'Temporal Argo CD recovery'
const FOLLOW_UP = {
  document: REPORT,
  section: 'Automation Follow-up: Guaranteed Re-runs + Setup Guardrail (2025-12-04)',
}
const LIMITATIONS = { document: REPORT, section: 'Known Limitations' }

const push = (branch: string, name = 'push') => step(name, $`git push ${REPOSITORY} ${branch}:main`)
const refresh = step(
  'refresh',
  $`kubectl annotate application ${APP} -n argocd argocd.argoproj.io/refresh=hard --overwrite`,
)
const drift = step(
  'drift',
  $`kubectl patch configmap ${SETTINGS} -n ${NAMESPACE} --type=merge -p ${'{"data":{"default.targetVersion":"1.18"}}'}`,
)
const patchSync = step(
  'sync',
  $`kubectl patch application ${APP} -n argocd --type=merge -p ${'{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'}`,
)
const sync = (...flags: readonly string[]) => step('sync', $`argocd app sync ${APP} ${flags}`)

const notRun = { gate: 'goal', evidence: 'value is "1.17" instead of "1.18"' }

export default defineScenario({
  name: 'hook-not-run-again',
  title: 'A hook is changed in Git, and Argo CD does not run it',
  summary:
    'The migrations Job is a hook. To run it again, its chart derives an annotation from its version and the schema version it brings. ' +
    'A hook has no sync status: however much of it changes, the Application stays Synced, automated sync has nothing to do, and the ' +
    'migration does not run. Everything is green.',
  source: FOLLOW_UP,
  world: {
    systems: ['argocd'],
    nodes: ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: {
      repositories: {
        [REPOSITORY]: {
          branches: {
            main: 'gitops/main',
            'force-trigger': 'gitops/force-trigger',
            settings: 'gitops/settings',
          },
        },
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
      description: 'the hook has run with the new target version',
      declared: ['manifests/job-done.yaml'],
    },
  },
  incidents: [
    {
      name: 'hook-alone',
      title: 'the hook changes in Git, its annotation included, and nothing else',
      steps: [
        push('force-trigger'),
        refresh,
        step('look', $`argocd app wait ${APP} --sync --health --timeout 60`),
      ],
      chain: [
        {
          says: 'the new commit is there, and Argo CD is told to look',
          event: { actor: 'refresh', verb: 'patch', object: `applications.argoproj.io/argocd/${APP}` },
        },
        { says: 'the Application is Synced and Healthy', event: { exit: { step: 'look', code: 0 } } },
      ],
    },
  ],
  fixes: [
    {
      name: 'force-trigger',
      title: 'Change the annotation that the chart derives from the versions (the documented automation).',
      from: FOLLOW_UP,
      goal: 'migrated',
      startsAfter: 'healthy',
      steps: [push('force-trigger'), refresh],
      expect: { fails: [notRun] },
      refutes: {
        claim: 'any bump of the annotation makes Argo CD see a difference and run the pre-install hook again',
        truth:
          'Hooks are left out of the comparison: a change in a hook alone makes no difference, so nothing syncs. Something that is ' +
          'tracked must change with it.',
        versions: 'every version read, 2.8 to 3.5',
        event: { actor: 'refresh', verb: 'patch', object: `applications.argoproj.io/argocd/${APP}` },
        check: `argocd app diff ${APP}; kubectl get job ${JOB} -n ${NAMESPACE} -o jsonpath='{.metadata.annotations}'`,
      },
    },
    {
      name: 'change-the-settings-too',
      title: 'Let something that is tracked change with the hook: the target version in the ConfigMap.',
      from: LIMITATIONS,
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [push('settings'), refresh],
    },
    {
      name: 'sync-by-hand',
      title: 'Sync by hand: a sync of the whole Application runs its hooks, Synced or not.',
      from: { derived: 'hooks belong to the operation, not to a difference' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [sync()],
    },
    {
      name: 'sync-by-kubectl',
      title: 'The same by the report’s patch.',
      from: { document: REPORT, section: 'Recovery Incident: 2025-12-03' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [patchSync],
    },
    {
      name: 'sync-one-resource',
      title: 'Sync the ConfigMap alone: a selective sync runs no hooks.',
      from: { derived: 'the same with the resource that one means' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [sync('--resource', `:ConfigMap:${SETTINGS}`)],
      expect: { fails: [notRun] },
    },
    {
      name: 'annotate-the-job',
      title: 'Put the annotation on the Job in the cluster: nobody compares it.',
      from: { derived: 'the trigger, where Argo CD could see it' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [
        step(
          'annotate',
          $`kubectl annotate job ${JOB} -n ${NAMESPACE} ameide.io/force-trigger=now --overwrite`,
        ),
        refresh,
      ],
      expect: { fails: [notRun] },
    },
    {
      name: 'delete-the-job',
      title: 'Delete the Job: self-heal puts back what is tracked, and a hook is not.',
      from: { derived: 'self-heal is on' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [step('delete', $`kubectl delete job ${JOB} -n ${NAMESPACE}`), refresh],
      expect: { fails: [{ gate: 'goal', evidence: 'is declared but absent' }] },
    },
    {
      name: 'drift-after-the-push',
      title:
        'Change a tracked object in the cluster after the push: the first sync of a commit is a whole one.',
      from: { derived: 'a difference at a revision that was never synced' },
      goal: 'migrated',
      startsAfter: 'hook-alone',
      steps: [drift],
    },
    {
      name: 'drift-before-the-push',
      title: 'The same before the push: self-heal syncs that object alone, and runs no hooks.',
      from: { derived: 'the same steps in the other order' },
      goal: 'migrated',
      startsAfter: 'healthy',
      steps: [drift, push('force-trigger'), refresh],
      expect: { fails: [notRun] },
    },
  ],
  explorations: explorations({
    steps: [push('force-trigger', 'push-hook'), push('settings', 'push-settings'), drift, sync()],
    job: `jobs.batch/${NAMESPACE}/${JOB}`,
  }),
})
