import { $, defineScenario, step } from '../harness/index.js'
import { explorations } from './rolling-sync-without-self-heal.explorations.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const MIGRATIONS = 'data-migrations-temporal'
const TEMPORAL = 'data-temporal'
const JOB = 'data-migrations-temporal-temporal-migrations'
const DEPLOYMENT = 'data-temporal-frontend'
const REPORT = 'Temporal Argo CD recovery'
const CONTEXT = { document: REPORT, section: 'Context' }
const OF_5TH = { document: REPORT, section: 'Recovery Incident: 2025-12-05' }

const apply = (name: string) => $`kubectl apply -f manifests/${name}.yaml`
const refresh = (app: string) =>
  step(
    'refresh',
    $`kubectl annotate application ${app} -n argocd argocd.argoproj.io/refresh=hard --overwrite`,
  )
const deleteApplication = (app: string) =>
  step('delete', $`kubectl delete application ${app} -n argocd --wait=false`)
const enable = step(
  'enable',
  $`kubectl patch application ${TEMPORAL} -n argocd --type=merge -p ${'{"spec":{"syncPolicy":{"automated":{"enabled":true}}}}'}`,
)
const sync = (app: string) => step('sync', $`argocd app sync ${app}`)
const preserve = step('preserve', apply('applicationset-preserving'))
const allAtOnce = step('all-at-once', apply('applicationset-all-at-once'))

const outOfSync = { gate: 'zero-diff', evidence: `is OutOfSync: Deployment/${DEPLOYMENT}` }
const scaledDown = { gate: 'goal', evidence: 'spec.replicas is 1 instead of 2' }
const podsGo = { gate: 'protected-pods', evidence: 'is being terminated' }

export default defineScenario({
  name: 'rolling-sync-without-self-heal',
  title: 'An ApplicationSet rolls out in phases, and nothing heals itself any more',
  summary:
    'The template of an ApplicationSet asks for automated sync with prune and self-heal, and its strategy for a rollout in phases. With ' +
    'RollingSync the controller turns automated sync off on every Application it generates, and syncs them itself, when something ' +
    'new comes from Git. What somebody changes in the cluster stays changed.',
  source: CONTEXT,
  world: {
    systems: ['argocd'],
    nodes: ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: { repositories: { [REPOSITORY]: { branches: { main: 'gitops/main' } } } },
    setup: [
      apply('database'),
      $`kubectl rollout status deployment/postgres-ameide -n ${NAMESPACE} --timeout=120s`,
      apply('progressive-syncs'),
      apply('applicationset'),
    ],
  },
  protects: {
    pods: [
      { namespace: NAMESPACE, selector: 'app.kubernetes.io/name=postgres-ameide' },
      { namespace: NAMESPACE, selector: 'app.kubernetes.io/name=temporal' },
    ],
    keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['password'] }],
  },
  goals: {
    'as-in-git': {
      description: 'the frontend is what Git says',
      declared: ['manifests/frontend-as-in-git.yaml'],
    },
    automated: {
      description: 'the frontend is what Git says, and its Application heals itself',
      declared: ['manifests/frontend-as-in-git.yaml', 'manifests/application-automated.yaml'],
    },
    migrated: { description: 'the migrations hook has run again', declared: ['manifests/job-done.yaml'] },
  },
  incidents: [
    {
      name: 'scaled-by-hand',
      title: 'somebody scales the frontend down, and nobody puts it back',
      steps: [
        step('scale', $`kubectl scale deployment ${DEPLOYMENT} -n ${NAMESPACE} --replicas=1`),
        step('healed', $`argocd app wait ${TEMPORAL} --sync --timeout 300`, {
          exitCode: 20,
          onFailure: 'continue',
        }),
      ],
      chain: [
        {
          says: 'automated sync is off on what is generated, and the Deployment is changed by hand',
          event: { actor: 'scale', object: `deployments.apps/${NAMESPACE}/${DEPLOYMENT}` },
        },
        { says: 'a pod goes', event: { reason: 'SuccessfulDelete', message: DEPLOYMENT } },
        {
          says: 'five minutes later the Application is still OutOfSync',
          event: { exit: { step: 'healed', code: 20 } },
        },
      ],
    },
    {
      name: 'job-is-gone',
      title: 'the databases are new and the migrations have to run again: their Job is deleted',
      steps: [step('delete-job', $`kubectl delete job ${JOB} -n ${NAMESPACE}`)],
      chain: [
        {
          says: 'the Job is deleted',
          event: { actor: 'delete-job', verb: 'delete', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        },
        { says: 'with its pod', event: { actor: 'garbage-collector', verb: 'delete' } },
      ],
    },
  ],
  fixes: [
    {
      name: 'leave-it-to-self-heal',
      title: 'Refresh, and leave it to self-heal (what the report takes for granted).',
      from: CONTEXT,
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [refresh(TEMPORAL)],
      expect: { fails: [outOfSync, scaledDown] },
      refutes: {
        claim:
          'the ApplicationSet applies syncPolicy.automated with prune and selfHeal, and uses RollingSync to keep the order',
        truth:
          'It cannot have both: RollingSync sets automated.enabled to false on all Applications it generates, whatever the template says.',
        versions: 'every version with progressive syncs that was read, up to 3.5',
        event: { actor: 'refresh', verb: 'patch', object: `applications.argoproj.io/argocd/${TEMPORAL}` },
        check: `kubectl get application ${TEMPORAL} -n argocd -o jsonpath='{.spec.syncPolicy.automated}'`,
      },
    },
    {
      name: 'enable-on-the-application',
      title:
        'Turn automated sync on again where it was turned off: the ApplicationSet resets what it generated.',
      from: { derived: 'the field is in the Application' },
      goal: 'automated',
      startsAfter: 'scaled-by-hand',
      steps: [enable],
      expect: { fails: [{ gate: 'goal', evidence: 'automated.enabled is false instead of true' }] },
    },
    {
      name: 'sync-by-hand',
      title: 'Sync the Application by hand.',
      from: { derived: 'what is not automated is done by somebody' },
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [sync(TEMPORAL)],
    },
    {
      name: 'all-at-once',
      title: 'Give up the phases: without a strategy automated sync is what the template says.',
      from: { derived: 'one of the two has to go' },
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [allAtOnce],
    },
    {
      name: 'recreate-the-service',
      title: 'Delete the Application of the service, and let the ApplicationSet make it again.',
      from: { derived: 'what the report does with the migrations' },
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [deleteApplication(TEMPORAL)],
      expect: { fails: [podsGo] },
    },
    {
      name: 'preserve-then-recreate',
      title: 'The same after the ApplicationSet was told to preserve what it has deployed.',
      from: { derived: 'without its finalizer an Application goes alone' },
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [preserve, deleteApplication(TEMPORAL)],
    },
    {
      name: 'recreate-then-preserve',
      title: 'The same two in the other order.',
      from: { derived: 'the same steps in the wrong order' },
      goal: 'as-in-git',
      startsAfter: 'scaled-by-hand',
      steps: [deleteApplication(TEMPORAL), preserve],
      expect: { fails: [podsGo] },
    },
    {
      name: 'recreate-the-migrations',
      title: 'Delete the Application of the migrations: it is made again, and its hook runs (documented).',
      from: OF_5TH,
      goal: 'migrated',
      startsAfter: 'job-is-gone',
      steps: [deleteApplication(MIGRATIONS)],
    },
    {
      name: 'refresh-the-migrations',
      title: 'Refresh the Application of the migrations: a hook is no difference, nothing runs.',
      from: { derived: 'the shorter way' },
      goal: 'migrated',
      startsAfter: 'job-is-gone',
      steps: [refresh(MIGRATIONS)],
      expect: { fails: [{ gate: 'goal', evidence: 'is declared but absent' }] },
    },
    {
      name: 'sync-the-migrations',
      title: 'Sync the Application of the migrations by hand: its hook runs, and nothing is deleted for it.',
      from: { derived: 'an operation runs the hooks' },
      goal: 'migrated',
      startsAfter: 'job-is-gone',
      steps: [sync(MIGRATIONS)],
    },
  ],
  explorations: explorations({
    steps: [preserve, deleteApplication(TEMPORAL), allAtOnce, sync(TEMPORAL)],
    deployment: `deployments.apps/${NAMESPACE}/${DEPLOYMENT}`,
  }),
})
