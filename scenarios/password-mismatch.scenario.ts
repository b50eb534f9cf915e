import { $, defineScenario, step, type Topology, type Versions } from '../harness/index.js'
import { explorations } from './password-mismatch.explorations.js'

const DEV = 'ameide-dev'
const STAGING = 'ameide-staging'
const REPORT = { document: 'Temporal Argo CD recovery', section: 'Recovery Incident: 2025-12-05' }

const waitFor = (namespace: string) =>
  $`kubectl wait --for=condition=Ready cluster/postgres-ameide -n ${namespace} --timeout=10m`
const apply = (...names: readonly string[]) =>
  $`kubectl apply ${names.flatMap((name) => ['-f', `manifests/${name}.yaml`])}`
const migrated = (namespace: string) =>
  $`kubectl wait --for=condition=Complete job/temporal-migrations -n ${namespace} --timeout=5m`
/** As the database's superuser, in its pod. */
const psql = (database: string, statement: string) =>
  $`kubectl exec -n ${DEV} postgres-ameide-1 -c postgres -- psql -U postgres -d ${database} -tAc ${statement}`
const upgrade = (...flags: readonly string[]) =>
  $`helm upgrade temporal chart -n ${DEV} ${flags} --wait --timeout 5m`
const restart = $`kubectl rollout restart deployment -n ${DEV} -l app.kubernetes.io/name=temporal`
const rolledOut = $`kubectl rollout status deployment/temporal-history -n ${DEV} --timeout=5m`

const setUp = (environment: string, namespace: string, values: readonly string[]) => [
  apply(`credentials-${environment}`, `cluster-${environment}`),
  waitFor(namespace),
  apply(`databases-${environment}`),
  $`kubectl wait --for=jsonpath={.status.applied}=true database --all -n ${namespace} --timeout=5m`,
  apply(`migrations-${environment}`),
  migrated(namespace),
  $`helm install temporal chart -n ${namespace} ${values.flatMap((name) => ['-f', name])} --wait`,
]

/** The roles' Secrets are switched, without their tolerations the migrations wait, and a Job cannot be changed. */
const switchRoles = step(
  'roles',
  $`kubectl patch cluster postgres-ameide -n ${DEV} --type merge --patch-file manifests/roles-env.yaml`,
)
const migrateAgain = [
  step('remove-job', $`kubectl delete job temporal-migrations -n ${DEV}`),
  step('migrations', apply('migrations-env')),
  step('migrated', migrated(DEV)),
]

/** The small world has one of the two environments. */
export default defineScenario((_versions: Versions, { small }: Topology) => ({
  name: 'password-mismatch',
  title: 'Two Secrets, two passwords: the role gets one, the services read the other',
  summary:
    'A consolidation of credentials generates a second Secret for each of Temporal’s databases. CloudNativePG sets the role’s password ' +
    'from the first, the services are pointed at the second. Whoever reconnects is refused; whoever is connected goes on.',
  source: REPORT,
  world: {
    systems: ['cloudnative-pg', 'temporal'],
    nodes: ['node-dev', ...(small ? [] : ['node-staging'])],
    namespaces: [DEV, ...(small ? [] : [STAGING])],
    setup: [
      $`kubectl taint nodes node-dev ameide.io/environment=dev:NoSchedule`,
      ...(small ? [] : [$`kubectl taint nodes node-staging ameide.io/environment=staging:NoSchedule`]),
      ...setUp('dev', DEV, []),
      apply('bootstrap-dev'),
      $`kubectl wait --for=condition=Complete job/temporal-namespace-bootstrap -n ${DEV} --timeout=5m`,
      ...(small ? [] : setUp('staging', STAGING, ['values-staging.yaml'])),
    ],
  },
  protects: {
    pods: [
      { namespace: DEV, selector: 'cnpg.io/cluster=postgres-ameide' },
      ...(small
        ? []
        : [
            { namespace: STAGING, selector: 'cnpg.io/cluster=postgres-ameide' },
            { namespace: STAGING, selector: 'app.kubernetes.io/name=temporal' },
          ]),
    ],
    keys: [
      {
        namespace: small ? DEV : STAGING,
        secret: 'temporal-db-credentials',
        keys: ['username', 'password'],
      },
    ],
    data: [
      { says: 'Temporal namespaces', command: psql('temporal', 'SELECT name FROM namespaces ORDER BY name') },
      { says: 'cluster metadata', command: psql('temporal', 'SELECT count(*) FROM cluster_metadata_info') },
    ],
  },
  goals: {
    'env-secrets': {
      description: 'roles and services read temporal-db-env and temporal-visibility-db-env',
      declared: ['manifests/roles-env.yaml'],
    },
    'credentials-secrets': {
      description: 'roles and services read the Secrets they have always read',
      declared: ['manifests/cluster-dev.yaml'],
    },
  },
  incidents: [
    {
      name: 'two-passwords',
      title: 'the services are switched to a Secret that the role does not know',
      steps: [
        step('generate', apply('credentials-env-dev')),
        step('switch-services', upgrade('-f', 'values-env.yaml')),
        step('remove-job', $`kubectl delete job temporal-migrations -n ${DEV}`),
        step('migrations', apply('migrations-env-without-tolerations')),
      ],
      chain: [
        {
          says: 'the release points the services at the new Secret',
          event: {
            actor: 'switch-services',
            verb: 'patch',
            object: `deployments.apps/${DEV}/temporal-frontend`,
          },
        },
        {
          says: 'the server refuses the password that CloudNativePG never set',
          event: { message: 'password authentication failed for user "temporal"' },
        },
        {
          says: 'the services say only that there is no connection',
          event: { message: 'no usable database connection found' },
        },
        { says: 'and crash, again and again', event: { waiting: 'CrashLoopBackOff' } },
        {
          says: 'helm reports success all the same: without a readiness probe a container that runs for a moment is ready',
          event: { exit: { step: 'switch-services', code: 0 } },
        },
        {
          says: 'the migrations behind it have no node they may run on',
          event: { reason: 'FailedScheduling', message: 'had untolerated taint' },
        },
      ],
    },
  ],
  fixes: [
    {
      name: 'consolidate-and-recreate',
      title:
        'One Secret a database for both sides, tolerations, and the databases dropped and recreated (the documented recovery).',
      from: REPORT,
      goal: 'env-secrets',
      startsAfter: 'two-passwords',
      steps: [
        switchRoles,
        step('drop', psql('postgres', 'DROP DATABASE IF EXISTS temporal;')),
        step('drop-visibility', psql('postgres', 'DROP DATABASE IF EXISTS temporal_visibility;')),
        step(
          'delete-databases',
          $`kubectl delete database postgres-ameide-temporal postgres-ameide-temporal-visibility -n ${DEV}`,
        ),
        step('databases', apply('databases-dev')),
        ...migrateAgain,
        step('restart', restart),
        step('rolled-out', rolledOut),
      ],
      expect: { fails: [{ gate: 'protected-data', evidence: 'orders' }] },
      refutes: {
        claim: 'the databases have to be dropped and recreated cleanly',
        truth:
          'What is refused is a password: once both sides have the same one, nothing needs to be dropped, and what is dropped is lost.',
        versions: 'every version',
        event: { verb: 'DROP DATABASE' },
        check: `kubectl exec -n ${DEV} postgres-ameide-1 -c postgres -- psql -U postgres -d temporal -tAc 'SELECT name FROM namespaces'`,
      },
    },
    {
      name: 'role-follows-the-services',
      title: 'The roles get the password that the services read; nothing is dropped.',
      from: { derived: 'what is refused is a password, not a schema' },
      goal: 'env-secrets',
      startsAfter: 'two-passwords',
      steps: [switchRoles, ...migrateAgain, step('restart', restart), step('rolled-out', rolledOut)],
    },
    {
      name: 'services-follow-the-role',
      title: 'The services go back to the Secret that the roles know.',
      from: { derived: 'the old Secret is still right' },
      goal: 'credentials-secrets',
      startsAfter: 'two-passwords',
      steps: [
        step('switch-back', upgrade('--reset-values')),
        step('remove-job', $`kubectl delete job temporal-migrations -n ${DEV}`),
        step('migrations', apply('migrations-dev')),
        step('migrated', migrated(DEV)),
      ],
    },
    {
      name: 'upgrade-without-values',
      title: 'The services go back by an upgrade without values.',
      from: { derived: 'the chart’s defaults name the old Secrets' },
      goal: 'credentials-secrets',
      startsAfter: 'two-passwords',
      steps: [step('switch-back', upgrade(), { onFailure: 'continue' })],
      expect: {
        fails: [{ gate: 'zero-diff', evidence: 'context deadline exceeded' }],
      },
      refutes: {
        claim: 'an upgrade without values goes back to the values of the chart',
        truth: 'Helm takes the values of the last release when it is given none; --reset-values goes back.',
        versions: 'Helm 3 and 4',
        event: { exit: { step: 'switch-back', code: 1 } },
        check: `helm get values temporal -n ${DEV}   # existingSecret: temporal-db-env`,
      },
    },
    {
      name: 'role-first',
      title: 'The same consolidation in the other order: the roles first, then the services.',
      from: { derived: 'open connections live on while the password changes' },
      goal: 'env-secrets',
      startsAfter: 'healthy',
      steps: [
        step('generate', apply('credentials-env-dev')),
        switchRoles,
        step('switch-services', upgrade('-f', 'values-env.yaml')),
      ],
    },
    {
      name: 'alter-role-by-hand',
      title: 'ALTER ROLE with the password that the services read.',
      from: { derived: 'the shortest way one would try' },
      goal: 'env-secrets',
      startsAfter: 'two-passwords',
      steps: [
        step('alter', psql('postgres', "ALTER ROLE temporal PASSWORD 'fake-dev-env'")),
        step(
          'alter-visibility',
          psql('postgres', "ALTER ROLE temporal_visibility PASSWORD 'fake-dev-visibility-env'"),
        ),
        ...migrateAgain,
        step('restart', restart),
      ],
      expect: {
        fails: [
          { gate: 'goal', evidence: 'passwordSecret.name is "temporal-db-credentials"' },
          {
            gate: 'survives-restart',
            evidence: 'does not become ready again after a restart: CrashLoopBackOff',
          },
        ],
      },
    },
  ],
  explorations: explorations({
    roles: switchRoles,
    alter: step(
      'alter',
      psql(
        'postgres',
        "ALTER ROLE temporal PASSWORD 'fake-dev-env'; ALTER ROLE temporal_visibility PASSWORD 'fake-dev-visibility-env'",
      ),
    ),
    migrateWith: (manifest) => [
      step('remove-job', $`kubectl delete job temporal-migrations -n ${DEV}`),
      step('migrations', apply(manifest), { after: ['remove-job'] }),
    ],
    restart: step('restart', restart),
    recreate: [
      step('drop', psql('postgres', 'DROP DATABASE temporal')),
      step('delete-database', $`kubectl delete database postgres-ameide-temporal -n ${DEV}`, {
        after: ['drop'],
      }),
      step('database', apply('databases-dev'), { after: ['delete-database'] }),
    ],
    switchBack: step('switch-back', upgrade('--reset-values')),
    withoutValues: step('without-values', upgrade()),
  }),
}))
