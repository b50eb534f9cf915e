import { $, defineScenario, step, type Topology, type Versions } from '../harness/index.js'
import { explorations } from './partial-schema-migration.explorations.js'

const NAMESPACE = 'ameide'
const REPOSITORY = 'https://git.example.com/ameide/gitops.git'
const MIGRATIONS = 'data-migrations-temporal'
const JOB = 'data-migrations-temporal-temporal-migrations'
const BOOTSTRAP_JOB = 'data-temporal-namespace-bootstrap-temporal-namespace-bootstrap'
const REPORT = 'Temporal Argo CD recovery'
const OF_3RD = { document: REPORT, section: 'Recovery Incident: 2025-12-03' }
const FOLLOW_UP = { document: REPORT, section: 'Automation Follow-up (2025-12-04)' }

const apply = (name: string) => $`kubectl apply -f manifests/${name}.yaml`
/** From the creation of the migrations Job until someone ends the role’s sessions: the tool has made half of the tables of version 1.0 by then. */
const ENDED_AFTER_MS = 3385

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
const restartThree = step(
  'restart',
  $`kubectl rollout restart deployment -n ${NAMESPACE} data-temporal-frontend data-temporal-matching data-temporal-worker`,
)
const bootstrapAgain = [
  step('delete-bootstrap', $`kubectl delete job ${BOOTSTRAP_JOB} -n ${NAMESPACE} --force --grace-period=0`),
  ...syncAnew('bootstrap', 'data-temporal-namespace-bootstrap'),
]
const stillFails = (evidence: string) => ({ fails: [{ gate: 'zero-diff', evidence }] })
const NOT_MIGRATED = `Application argocd/${MIGRATIONS}: is OutOfSync`
const SCHEMA_VERSION = `kubectl exec -n ${NAMESPACE} platform-postgres-clusters-1 -c postgres -- psql -U postgres -d temporal -tAc 'SELECT curr_version FROM schema_version'`
const DUPLICATE = { message: 'duplicate key value violates unique constraint "namespace_metadata_pkey"' }

/** Everything in a database of Temporal but its rows, as one digest. */
const SHAPE =
  "SELECT md5(string_agg(item, ';' ORDER BY item)) FROM (SELECT concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable) " +
  "FROM information_schema.columns WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' " +
  "UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = 'convert_ts') AS items(item)"

/** The services are in a back-off of minutes by then, and the bootstrap needs one that answers. */
const rolledOut = $`kubectl rollout status deployment/data-temporal-frontend -n ${NAMESPACE} --timeout=5m`
const servicesAgain = [restart, step('rolled-out', rolledOut)]

const noOperation = '{"operation": null}'
const deleteRow = [
  step('delete-row', asTemporal('DELETE FROM namespace_metadata WHERE partition_id = 54321;')),
  step('delete-job', $`kubectl delete job ${JOB} -n ${NAMESPACE} --force --grace-period=0`),
  step(
    'clear-operation',
    $`kubectl patch application ${MIGRATIONS} -n argocd --type=merge -p ${noOperation}`,
  ),
]

/** The small world has one node, and of Temporal's services the frontend. */
export default defineScenario((_versions: Versions, { small }: Topology) => ({
  name: 'partial-schema-migration',
  title: 'A migration dies half way, and every retry dies of what it left behind',
  summary:
    'The schema tool is not transactional: it writes the version after the statements of a version. A pod that is killed in between ' +
    'leaves rows that the next one cannot insert again, and no retry gets further. Temporal’s services crash on the version, the namespace ' +
    'cannot be made, and Argo CD keeps an operation that never ends.',
  source: OF_3RD,
  world: {
    systems: ['argocd', 'cloudnative-pg', 'temporal'],
    nodes: small ? ['node-a'] : ['node-a', 'node-b'],
    namespaces: ['argocd', NAMESPACE],
    git: {
      repositories: {
        [REPOSITORY]: {
          branches: {
            main: small ? 'gitops/small' : 'gitops/main',
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
    'schemas-alone': {
      description: 'the same while the databases belong to dbuser',
      declared: ['manifests/databases-schemas-only.yaml'],
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
      title: 'the owner is right, and the first pod loses its connection inside update-schema',
      steps: [
        step('own', apply('databases-owner')),
        step('deploy', apply('applicationset'), { waits: 'no' }),
        step('begun', $`kubectl wait --for=create job/${JOB} -n ${NAMESPACE} --timeout=1m`, { waits: 'no' }),
        step('watch', $`kubectl wait --for=condition=Complete job/${JOB} -n ${NAMESPACE} --timeout=2m`, {
          exitCode: 1,
          onFailure: 'continue',
        }),
        step(
          'end-sessions',
          asSuperuser(
            'postgres',
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'temporal'",
          ),
          {
            during: { step: 'watch', when: { kind: 'elapsed', ms: ENDED_AFTER_MS } },
          },
        ),
      ],
      chain: [
        {
          says: 'someone ends the sessions of the role: the tool dies in the middle of version 1.0',
          event: { message: 'terminating connection due to administrator command' },
        },
        {
          says: 'the next pod ignores the tables that are there, and dies of a row that is there',
          event: { message: 'duplicate key value violates unique constraint "namespace_metadata_pkey"' },
        },
        { says: 'three retries later the Job has failed', event: { reason: 'BackoffLimitExceeded' } },
        {
          says: 'the services refuse a schema that is at 0.0',
          event: { message: 'Expected version: 1.18 cannot be greater than Actual version: 0.0' },
        },
      ],
    },
  ],
  fixes: [
    {
      name: 'run-the-hook-again',
      title:
        'Run the migrations hook again, restart the services, resync the bootstrap (the generic recipe).',
      from: { document: REPORT, section: 'Fixes applied (generic recipe)' },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [...syncAnew('migrations', MIGRATIONS), restart, ...bootstrapAgain],
      expect: stillFails(NOT_MIGRATED),
      refutes: {
        claim:
          'the hook is idempotent: run again, it applies the schema with warnings about duplicate updates',
        truth:
          'The tool ignores what “already exists”, not a duplicate key: the row 54321 of version 1.0 stops every rerun at the same statement.',
        versions: 'Temporal 1.4 to 1.31; a crash after the third statement of version 1.0',
        event: DUPLICATE,
        check: SCHEMA_VERSION,
      },
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
      expect: stillFails(NOT_MIGRATED),
      refutes: {
        claim: 'the Job asks temporal-sql-tool describe-schema for the version, and skips what is done',
        truth:
          'The tool has no such command in any version: the check never runs, and the migration fails as before.',
        versions: 'Temporal 1.10 to 1.31',
        event: { message: "No help topic for 'describe-schema'" },
        check: `kubectl exec -n ${NAMESPACE} deployment/data-temporal-admintools -- temporal-sql-tool --help   # the commands there are`,
      },
    },
    {
      name: 'skip-setup',
      title: 'Call setup-schema only if the version cannot be read.',
      from: FOLLOW_UP,
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [step('push', $`git push ${REPOSITORY} skip-setup:main`), ...syncAnew('migrations', MIGRATIONS)],
      expect: stillFails(NOT_MIGRATED),
      refutes: {
        claim: 'skipping setup-schema prevents the duplicate-key crash',
        truth:
          'The row is inserted by update-schema, in version 1.0; setup-schema has nothing to do with it.',
        versions: 'every version',
        event: DUPLICATE,
        check: SCHEMA_VERSION,
      },
    },
    {
      name: 'delete-the-row',
      title:
        'Delete the conflicting row, force-delete the Job, clear the operation, sync anew (the documented recovery, as written).',
      from: OF_3RD,
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [...deleteRow, ...syncAnew('migrations', MIGRATIONS)],
      expect: stillFails(
        'Application argocd/data-temporal-namespace-bootstrap: its last operation is Failed',
      ),
    },
    {
      name: 'delete-the-row-and-bootstrap',
      title: 'The same, then the services are restarted and the namespace bootstrap is synced again.',
      from: {
        derived: 'the row is all that stops the migration, and a failed sync does not start again by itself',
      },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [...deleteRow, ...syncAnew('migrations', MIGRATIONS), ...servicesAgain, ...bootstrapAgain],
    },
    {
      name: 'bootstrap-first',
      title: 'The same steps, the bootstrap before the migration.',
      from: { derived: 'the right steps in the wrong order' },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [...deleteRow, ...bootstrapAgain, ...syncAnew('migrations', MIGRATIONS)],
      expect: stillFails(
        'Application argocd/data-temporal-namespace-bootstrap: its last operation is Failed',
      ),
    },
    {
      name: 'ghcr-recovery',
      title:
        'Delete the row, restart three of the four services, delete the bootstrap’s Job and resync it (documented).',
      from: { document: REPORT, section: 'Recovery Incident: 2025-12-05 (GHCR Mirror Alignment)' },
      goal: 'migrated',
      startsAfter: 'dies-half-way',
      steps: [deleteRow[0]!, restartThree, ...bootstrapAgain],
      expect: stillFails('sql schema version compatibility check failed'),
      refutes: {
        claim: 'after these steps both databases are at their newest version and all pods run',
        truth:
          'None of them runs the migration: the row is gone, the version is still 0.0, and no service accepts it. The migration has to run after the row is deleted.',
        versions: 'every version',
        event: { message: 'Expected version: 1.18 cannot be greater than Actual version: 0.0' },
        check: SCHEMA_VERSION,
      },
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
        ...bootstrapAgain,
      ],
    },
    {
      name: 'own-the-database',
      title: 'Give the databases to the roles, then migrate, restart the services and bootstrap.',
      from: { derived: 'the owner of a database may create in its schema public, and extensions in it' },
      goal: 'migrated',
      startsAfter: 'no-create-on-public',
      steps: [
        step('own', apply('databases-owner')),
        ...syncAnew('migrations', MIGRATIONS),
        ...servicesAgain,
        ...bootstrapAgain,
      ],
    },
    {
      name: 'own-the-schema',
      title:
        'Leave the databases to dbuser and give schema public to the roles (the report’s field schemas alone).',
      from: OF_3RD,
      goal: 'schemas-alone',
      startsAfter: 'no-create-on-public',
      steps: [
        step('own', apply('databases-schemas-only')),
        ...syncAnew('migrations', MIGRATIONS),
        ...bootstrapAgain,
      ],
      expect: stillFails(NOT_MIGRATED),
      refutes: {
        claim:
          'with schemas: each database’s public schema belongs to its role, and that fixes the permission',
        truth:
          'It lets the default store through. The visibility store makes an extension in version 1.2, and that needs CREATE on the database: its owner is what counts.',
        versions: 'PostgreSQL 15 and newer, Temporal 1.20 and newer',
        event: { message: 'permission denied to create extension "btree_gin"' },
        check: `kubectl exec -n ${NAMESPACE} platform-postgres-clusters-1 -c postgres -- psql -U postgres -tAc "SELECT datname, pg_get_userbyid(datdba) FROM pg_database"`,
      },
    },
  ],
  explorations: explorations({
    own: step('own', apply('databases-owner')),
    ownSchemas: step('own-schemas', apply('databases-schemas-only')),
    deleteRow: deleteRow[0]!,
    deleteJob: deleteRow[1]!,
    syncMigrations: step('sync-migrations', sync(MIGRATIONS)),
    syncBootstrap: step('sync-bootstrap', sync('data-temporal-namespace-bootstrap')),
    migrate: (store) => [
      step('migrate', apply(`migrate-${store}`)),
      step(
        'migrated',
        $`kubectl wait --for=condition=Complete job/migrate-${store} -n ${NAMESPACE} --timeout=10m`,
      ),
    ],
    shapeOf: (database) => asSuperuser(database, SHAPE),
    duplicate: DUPLICATE,
  }),
}))
