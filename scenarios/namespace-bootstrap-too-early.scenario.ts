import { $, defineScenario, step } from '../harness/index.js'
import { explorations } from './namespace-bootstrap-too-early.explorations.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const MIGRATIONS = 'data-migrations-temporal'
const BOOTSTRAP = 'data-temporal-namespace-bootstrap'
const BOOTSTRAP_JOB = 'data-temporal-namespace-bootstrap-temporal-namespace-bootstrap'
const REPORT = 'Temporal Argo CD recovery'
const RECIPE = { document: REPORT, section: 'Fixes applied (generic recipe)' }

const apply = (name: string) => $`kubectl apply -f manifests/${name}.yaml`
const sync = (app: string) =>
  $`kubectl patch application ${app} -n argocd --type=merge -p ${'{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'}`
const deploy = step('deploy', apply('applications'))
const migrate = step('migrate', sync(MIGRATIONS))
const restart = step(
  'restart',
  $`kubectl rollout restart deployment -n ${NAMESPACE} -l app.kubernetes.io/name=temporal`,
)
const available = step(
  'available',
  $`kubectl rollout status deployment/data-temporal-frontend -n ${NAMESPACE} --timeout=10m`,
)
const bootstrap = step('bootstrap', sync(BOOTSTRAP))
const deleteJob = step(
  'delete-job',
  $`kubectl delete job ${BOOTSTRAP_JOB} -n ${NAMESPACE} --force --grace-period=0`,
)

const notBootstrapped = { gate: 'goal', evidence: 'status.succeeded is absent' }
const failed = { gate: 'zero-diff', evidence: `Application argocd/${BOOTSTRAP}` }

export default defineScenario({
  name: 'namespace-bootstrap-too-early',
  title: 'The namespace is bootstrapped before the frontend answers',
  summary:
    'The Job that makes Temporal’s namespace needs the frontend, the frontend needs the schema, and the schema needs the migrations hook. On a fresh cluster ' +
    'the hook has not run: the services crash, the Job is refused until it has no retries left, and Argo CD does not try that commit again.',
  source: { document: REPORT, section: 'Issues encountered' },
  world: {
    systems: ['argocd', 'temporal'],
    nodes: ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: {
      repositories: {
        [REPOSITORY]: { branches: { main: 'gitops/main', 'wait-for-frontend': 'gitops/wait-for-frontend' } },
      },
    },
    postgres: {
      servers: [
        {
          name: 'postgres-ameide',
          hosts: { 'postgres-ameide-rw.ameide.svc.cluster.local': '10.0.0.5' },
          bootstrap: [
            {
              database: 'postgres',
              statement: "CREATE ROLE temporal LOGIN PASSWORD 'fake-temporal-password'",
            },
            {
              database: 'postgres',
              statement: "CREATE ROLE temporal_visibility LOGIN PASSWORD 'fake-visibility-password'",
            },
            { database: 'postgres', statement: 'CREATE DATABASE temporal OWNER temporal' },
            {
              database: 'postgres',
              statement: 'CREATE DATABASE temporal_visibility OWNER temporal_visibility',
            },
          ],
        },
      ],
    },
    setup: [apply('secrets'), apply('application-migrations')],
  },
  protects: {
    pods: [],
    keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['username', 'password'] }],
  },
  goals: {
    bootstrapped: { description: 'the namespace is there', declared: ['manifests/bootstrapped.yaml'] },
  },
  incidents: [
    {
      name: 'too-early',
      title: 'services and bootstrap are deployed, and the migrations have not run',
      steps: [deploy],
      chain: [
        {
          says: 'the services find no schema, and crash',
          event: { message: 'relation "schema_version" does not exist' },
        },
        { says: 'nobody answers at the frontend', event: { message: 'connection refused' } },
        { says: 'the Job has no retries left', event: { reason: 'BackoffLimitExceeded' } },
      ],
    },
  ],
  fixes: [
    {
      name: 'generic-recipe',
      title: 'Run the migrations hook, restart Temporal’s pods, resync the bootstrap (the generic recipe).',
      from: RECIPE,
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [migrate, restart, bootstrap],
    },
    {
      name: 'delete-the-job-first',
      title: 'The same, and the failed Job is deleted by force before the resync.',
      from: { document: REPORT, section: 'Recovery Incident: 2025-12-05 (GHCR Mirror Alignment)' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [migrate, restart, deleteJob, bootstrap],
    },
    {
      name: 'let-them-restart',
      title: 'The recipe, and the pods are left to restart by themselves.',
      from: RECIPE,
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [migrate, bootstrap],
      expect: { fails: [failed, notBootstrapped] },
      refutes: {
        claim: 'it is enough to let Argo CD or the Deployment restart the pods',
        truth:
          'Argo CD restarts nothing that is Synced, and the kubelet has backed off to five minutes by then: the bootstrap has used up its retries before a service comes back. ' +
          'Restart them, or wait for them.',
        versions: 'every Kubernetes with a back-off of up to five minutes',
        event: { reason: 'BackoffLimitExceeded' },
        check: `kubectl get pods -n ${NAMESPACE} -l app.kubernetes.io/name=temporal   # CrashLoopBackOff, RESTARTS`,
      },
    },
    {
      name: 'wait-for-them',
      title: 'Leave the pods alone, and resync when the frontend is back.',
      from: { derived: 'the order that counts: schema, frontend, namespace' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [migrate, available, bootstrap],
    },
    {
      name: 'bootstrap-first',
      title: 'Resync the bootstrap first, then run the migrations and restart.',
      from: { derived: 'the same steps in the wrong order' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [{ ...bootstrap, waits: 'settled' }, migrate, restart],
      expect: { fails: [failed, notBootstrapped] },
    },
    {
      name: 'restart-without-migrations',
      title: 'Restart and resync: without a schema both fail as before.',
      from: { derived: 'the recipe without its first step' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [restart, bootstrap],
      expect: { fails: [{ gate: 'zero-diff', evidence: 'does not serve' }, notBootstrapped] },
    },
    {
      name: 'migrate-alone',
      title: 'Run the migrations alone: the services recover, and nobody tries the bootstrap again.',
      from: { derived: 'what ran once is not tried again at the same commit' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [migrate],
      expect: { fails: [failed, notBootstrapped] },
    },
    {
      name: 'wait-in-the-job',
      title: 'Let the Job itself wait for the frontend: then the order does not matter.',
      from: { derived: 'an init container is no failed attempt' },
      goal: 'bootstrapped',
      startsAfter: 'too-early',
      steps: [step('push', $`git push ${REPOSITORY} wait-for-frontend:main`), bootstrap, migrate],
    },
    {
      name: 'migrations-first',
      title: 'On a fresh cluster: the migrations first, then services and bootstrap.',
      from: { document: REPORT, section: 'Automation Follow-up (2025-12-04), Reminder' },
      goal: 'bootstrapped',
      startsAfter: 'healthy',
      steps: [migrate, deploy],
    },
  ],
  explorations: explorations({ steps: [migrate, restart, bootstrap] }),
})
