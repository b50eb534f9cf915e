import { $, defineScenario, step } from '../harness/index.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const MIGRATIONS = 'data-migrations-temporal'
const JOB = 'data-migrations-temporal-temporal-migrations'
const BOOTSTRAP_JOB = 'data-temporal-namespace-bootstrap-temporal-namespace-bootstrap'
const REPORT = 'Temporal Argo CD recovery'
const OF_3RD = { document: REPORT, section: 'Recovery Incident: 2025-12-03' }
const FOLLOW_UP = { document: REPORT, section: 'Automation Follow-up (2025-12-04)' }

const apply = (name: string) => $`kubectl apply -f manifests/${name}.yaml`
/** The report's way to start a sync without the argocd command. */
const refresh = (app: string) =>
  $`kubectl annotate application ${app} -n argocd argocd.argoproj.io/refresh=hard --overwrite`
const sync = (app: string) =>
  $`kubectl patch application ${app} -n argocd --type=merge -p ${'{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'}`
const syncAnew = (name: string, app: string) => [
  step(`refresh-${name}`, refresh(app)),
  step(`sync-${name}`, sync(app)),
]
/** As the role of the services, from the tools' pod. */
const asTemporal = (statement: string) =>
  $`kubectl exec -n ${NAMESPACE} deployment/data-temporal-admintools -- env PGPASSWORD=fake-temporal-password psql -h platform-postgres-clusters-rw.ameide.svc.cluster.local -U temporal -d temporal -c ${statement}`
const asSuperuser = (database: string, statement: string) =>
  $`kubectl exec -n ${NAMESPACE} platform-postgres-clusters-1 -c postgres -- psql -U postgres -d ${database} -tAc ${statement}`
const restart = step(
  'restart',
  $`kubectl rollout restart deployment -n ${NAMESPACE} -l app.kubernetes.io/name=temporal`,
)
const deleteJob = step('delete-job', $`kubectl delete job ${JOB} -n ${NAMESPACE} --force --grace-period=0`)

export default defineScenario({
  name: 'partial-schema-migration',
  title: 'A migration dies half way, and every retry dies of what it left behind',
  summary:
    'The schema tool is not transactional: it writes the version after the statements of a version. A pod that is killed in between ' +
    'leaves rows that the next one cannot insert again, and no retry gets further. Temporal’s services crash on the version, the namespace ' +
    'cannot be made, and Argo CD keeps an operation that never ends.',
  source: OF_3RD,
  world: {
    systems: ['argocd', 'cloudnative-pg', 'temporal'],
    nodes: ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: {
      repositories: {
        [REPOSITORY]: {
          branches: {
            main: 'gitops/main',
            'version-check': 'gitops/version-check',
            'skip-setup': 'gitops/skip-setup',
          },
        },
      },
    },
    setup: [
      apply('postgres'),
      $`kubectl wait --for=condition=Ready cluster/platform-postgres-clusters -n ${NAMESPACE} --timeout=10m`,
      apply('databases-dbuser'),
      $`kubectl wait --for=jsonpath={.status.applied}=true database --all -n ${NAMESPACE} --timeout=5m`,
    ],
  },
  protects: {
    pods: [{ namespace: NAMESPACE, selector: 'cnpg.io/cluster=platform-postgres-clusters' }],
    keys: [{ namespace: NAMESPACE, secret: 'temporal-db-env', keys: ['username', 'password'] }],
  },
  goals: {
    migrated: {
      description: 'both stores are at their newest version and the namespace is there',
      declared: ['manifests/databases-owner.yaml'],
    },
  },
  incidents: [
    {
      name: 'no-create-on-public',
      title: 'the databases belong to another role: the migration may not create a table',
      steps: [step('deploy', apply('applicationset'))],
      chain: [
        {
          says: 'Argo CD starts the migration before anything else',
          event: { verb: 'create', object: `jobs.batch/${NAMESPACE}/${JOB}` },
        },
        {
          says: 'from PostgreSQL 15 on only the owner may create in schema public',
          event: { message: 'permission denied for schema public' },
        },
        { says: 'three retries later the Job has failed', event: { reason: 'BackoffLimitExceeded' } },
      ],
    },
    {
      name: 'dies-half-way',
      title: 'the owner is right, and the first pod is killed inside update-schema',
      steps: [
        step('own', apply('databases-owner')),
        step('deploy', apply('applicationset'), { waits: 'no' }),
        step('kill', $`kubectl delete pod -n ${NAMESPACE} -l job-name=${JOB} --force --grace-period=0`, {
          during: { step: 'deploy', when: { kind: 'elapsed', ms: 6000 } },
        }),
      ],
      chain: [
        { says: 'the first pod is killed', event: { actor: 'kill', verb: 'delete' } },
        {
          says: 'the next one dies of a row that is there already',
          event: { message: 'duplicate key value violates unique constraint "namespace_metadata_pkey"' },
        },
        { says: 'three retries later the Job has failed', event: { reason: 'BackoffLimitExceeded' } },
      ],
    },
  ],
  fixes: [
    {
      name: 'delete-the-row',
      title:
        'Delete the conflicting row, force-delete the Job, clear the operation, sync anew (the documented recovery).',
      from: OF_3RD,
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [
        step('delete-row', asTemporal('DELETE FROM namespace_metadata WHERE partition_id = 54321;')),
        deleteJob,
        step(
          'clear-operation',
          $`kubectl patch application ${MIGRATIONS} -n argocd --type=merge -p ${'{"operation": null}'}`,
        ),
        ...syncAnew('migrations', MIGRATIONS),
      ],
    },
    {
      name: 'run-the-hook-again',
      title:
        'Run the migrations hook again, restart the services, resync the bootstrap (the generic recipe).',
      from: { document: REPORT, section: 'Fixes applied (generic recipe)' },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [
        ...syncAnew('migrations', MIGRATIONS),
        restart,
        ...syncAnew('bootstrap', 'data-temporal-namespace-bootstrap'),
      ],
    },
    {
      name: 'version-check',
      title: 'Ask the tool for the version before migrating.',
      from: OF_3RD,
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [
        step('push', $`git push ${REPOSITORY} version-check:main`),
        ...syncAnew('migrations', MIGRATIONS),
      ],
    },
    {
      name: 'skip-setup',
      title: 'Call setup-schema only if the version cannot be read.',
      from: FOLLOW_UP,
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [step('push', $`git push ${REPOSITORY} skip-setup:main`), ...syncAnew('migrations', MIGRATIONS)],
    },
    {
      name: 'own-the-database',
      title: 'Give the databases to the roles; nothing else.',
      from: OF_3RD,
      goal: 'migrated',
      startsAfter: 'no-create-on-public',
      steps: [step('own', apply('databases-owner')), ...syncAnew('migrations', MIGRATIONS)],
    },
    {
      name: 'own-the-schema',
      title:
        'Leave the databases to dbuser and give schema public to the roles (the report’s schemas field alone).',
      from: OF_3RD,
      goal: 'migrated',
      startsAfter: 'no-create-on-public',
      steps: [step('own', apply('databases-schemas-only')), ...syncAnew('migrations', MIGRATIONS)],
    },
    {
      name: 'drop-and-recreate',
      title: 'Drop both databases and their objects, let them be made again, run the migration.',
      from: { document: REPORT, section: 'Recovery Incident: 2025-12-05' },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [
        step('drop', asSuperuser('postgres', 'DROP DATABASE IF EXISTS temporal;')),
        step('drop-visibility', asSuperuser('postgres', 'DROP DATABASE IF EXISTS temporal_visibility;')),
        step('delete-databases', $`kubectl delete database temporal temporal-visibility -n ${NAMESPACE}`),
        step('databases', apply('databases-owner')),
        step('delete-application', $`kubectl delete application ${MIGRATIONS} -n argocd --wait=false`),
        restart,
        step(
          'delete-bootstrap',
          $`kubectl delete job ${BOOTSTRAP_JOB} -n ${NAMESPACE} --force --grace-period=0`,
        ),
        ...syncAnew('bootstrap', 'data-temporal-namespace-bootstrap'),
      ],
    },
  ],
})
