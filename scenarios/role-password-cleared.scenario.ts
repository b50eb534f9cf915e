import { $, type Command, defineScenario, step } from '../harness/index.js'
import { explorations } from './role-password-cleared.explorations.js'

const NAMESPACE = 'tracecat'
const SECRET = 'tracecat-postgres-credentials'
const SECRET_KEY = `secrets/${NAMESPACE}/${SECRET}`
const REPORT = { document: 'Terraform Apply Status, 2026-02-24', section: 'Learnings 1' }

const upgrade = (...values: readonly string[]): Command =>
  $`helm upgrade tracecat chart -n ${NAMESPACE} ${values.flatMap((name) => ['-f', `values-${name}.yaml`])}`
const drop = step('drop', upgrade('drop'))
const keep = step('keep', upgrade('keep'))
const retain = step('retain', upgrade('retain'))
const terraform = step(
  'terraform',
  $`kubectl apply --server-side --force-conflicts --field-manager=Terraform -f manifests/terraform-externalsecret.yaml`,
)
const byHand = (reload: 'yes' | 'no') =>
  step('create', $`kubectl apply -f manifests/secret-by-hand-reload-${reload}.yaml`)
const restart = step('restart', $`kubectl rollout restart deployment/tracecat-worker -n ${NAMESPACE}`)
/** As the superuser, in the database’s own pod. */
const asSuperuser = (database: string, statement: string) =>
  $`kubectl exec -n ${NAMESPACE} tracecat-db-1 -c postgres -- psql -U postgres -d ${database} -tAc ${statement}`
/** A new login, with what a running worker has in its environment since it started. */
const logIn = $`kubectl exec -n ${NAMESPACE} deployment/tracecat-worker -- psql -tAc ${'SELECT current_user'}`

const EXTERNAL_SECRET_KEY = `externalsecrets.external-secrets.io/${NAMESPACE}/${SECRET}`
const COLLECTED = { actor: 'garbage-collector', verb: 'delete', object: SECRET_KEY }
const CLEARED = { actor: 'instance-manager', verb: 'ALTER ROLE' }
const REFUSED = { message: 'password authentication failed for user "workflows"' }
const CHECK = `kubectl exec -n ${NAMESPACE} tracecat-db-1 -c postgres -- psql -U postgres -tAc "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'workflows'"`

const collected = { gate: 'keys-present', evidence: `Secret ${NAMESPACE}/${SECRET}: was deleted` }
const absent = { gate: 'keys-present', evidence: 'is absent at the end' }
const undeclared = { gate: 'goal', evidence: 'is declared but absent' }
const stillCleared = { gate: 'zero-diff', evidence: 'its password was cleared, its Secret was missing' }
const latent = { gate: 'survives-restart', evidence: `secret "${SECRET}" not found` }

export default defineScenario({
  name: 'role-password-cleared',
  title: 'A dropped ExternalSecret takes the Secret with it, and the operator clears the role’s password',
  summary:
    'The Secret of a database role is made by an ExternalSecret that a Helm release owns. A release drops it, the garbage collector takes the Secret, and ' +
    'CloudNativePG, in the releases before the correction, takes a missing Secret for an empty password: it clears the one the role has. Running ' +
    'services notice at their next login.',
  source: REPORT,
  profile: { cnpg: '1.29.1' },
  world: {
    systems: ['cloudnative-pg', 'temporal'],
    nodes: ['node-a', 'node-b'],
    namespaces: [NAMESPACE],
    secretsManager: {
      region: 'us-west-2',
      secrets: { 'tracecat/postgres': { password: 'fake-workflows-password' } },
    },
    manifests: ['manifests/clustersecretstore.yaml'],
    setup: [
      $`kubectl apply -f manifests/cluster.yaml`,
      $`helm install tracecat chart -n ${NAMESPACE}`,
      $`kubectl wait --for=condition=Ready cluster/tracecat-db -n ${NAMESPACE} --timeout=10m`,
      $`kubectl wait --for=jsonpath={.status.applied}=true database/workflows -n ${NAMESPACE} --timeout=5m`,
      $`kubectl rollout status deployment/tracecat-worker -n ${NAMESPACE} --timeout=10m`,
      asSuperuser('workflows', 'CREATE TABLE runs (id int PRIMARY KEY)'),
      asSuperuser('workflows', 'INSERT INTO runs SELECT generate_series(1, 100)'),
    ],
  },
  protects: {
    pods: [{ namespace: NAMESPACE, selector: 'cnpg.io/cluster=tracecat-db' }],
    keys: [{ namespace: NAMESPACE, secret: SECRET, keys: ['username', 'password'] }],
    data: [{ says: 'rows', command: asSuperuser('workflows', 'SELECT count(*) FROM runs') }],
  },
  goals: {
    helm: {
      description: 'the ExternalSecret belongs to the release',
      ownership: [{ plane: 'helm', object: `ExternalSecret ${NAMESPACE}/${SECRET}`, owned: true }],
    },
    terraform: {
      description: 'the ExternalSecret belongs to Terraform, and not to the release',
      declared: ['manifests/terraform-externalsecret.yaml'],
      ownership: [{ plane: 'helm', object: `ExternalSecret ${NAMESPACE}/${SECRET}`, owned: false }],
    },
    'log-in': { description: 'the worker can log in', declared: ['manifests/worker-available.yaml'] },
  },
  incidents: [
    {
      name: 'cleared',
      title: 'the release drops the ExternalSecret, and within a second nobody can log in any more',
      steps: [drop, step('log-in', logIn, { exitCode: 2, onFailure: 'continue' })],
      chain: [
        {
          says: 'Helm deletes the dropped ExternalSecret',
          event: { actor: 'drop', verb: 'delete', object: EXTERNAL_SECRET_KEY },
        },
        { says: 'its owner is gone: the garbage collector deletes the Secret', event: COLLECTED },
        { says: 'CloudNativePG reads a missing Secret as an empty password', event: CLEARED },
        {
          says: 'who is connected goes on; who logs in, with the password of always, is refused',
          event: REFUSED,
        },
      ],
    },
    {
      name: 'cleared-later',
      title:
        'the same with a Secret that CloudNativePG does not watch: nothing happens until the database restarts',
      steps: [
        step('unlabel', $`kubectl label secret ${SECRET} -n ${NAMESPACE} cnpg.io/reload-`),
        drop,
        step('log-in', logIn, { exitCode: 0 }),
        step('restart-database', $`kubectl delete pod tracecat-db-1 -n ${NAMESPACE}`),
        step('log-in-later', logIn, { exitCode: 2, onFailure: 'continue' }),
      ],
      chain: [
        { says: 'the garbage collector deletes the Secret', event: COLLECTED },
        { says: 'a login still succeeds', event: { exit: { step: 'log-in', code: 0 } } },
        { says: 'the next event of the Cluster clears the password', event: CLEARED },
        { says: 'and logins are refused', event: REFUSED },
      ],
    },
  ],
  fixes: [
    {
      name: 'retain-before-migration',
      title:
        'Set deletionPolicy: Retain, drop the ExternalSecret, let Terraform apply it (the documented prevention).',
      from: REPORT,
      goal: 'terraform',
      startsAfter: 'healthy',
      steps: [retain, drop, step('log-in', logIn), terraform],
      expect: {
        fails: [
          { gate: 'steps', evidence: 'log-in: exit code 2' },
          undeclared,
          stillCleared,
          collected,
          latent,
        ],
      },
      refutes: {
        claim: 'with deletionPolicy: Retain the Secret survives, so the database never notices',
        truth:
          'The Secret is collected with its owner all the same, and the operator clears the password of the role within a second: the label that makes it notice ' +
          'a new password makes it notice a missing one.',
        versions: 'CloudNativePG before 1.28.4, 1.29.0 and 1.29.1; every ESO with creationPolicy Owner',
        event: CLEARED,
        check: CHECK,
      },
    },
    {
      name: 'retain-with-1.29.2',
      title: 'The same with CloudNativePG 1.29.2: the Secret goes, the role keeps its password.',
      from: REPORT,
      goal: 'terraform',
      startsAfter: 'healthy',
      profile: { cnpg: '1.29.2' },
      steps: [retain, drop, step('log-in', logIn), terraform],
      expect: { fails: [collected] },
    },
    {
      name: 'keep-on-live-object',
      title:
        'helm.sh/resource-policy: keep on the live ExternalSecret, then drop it, then Terraform: nothing is deleted.',
      from: { derived: 'Helm reads the annotation of the live object before it deletes' },
      goal: 'terraform',
      startsAfter: 'healthy',
      steps: [keep, drop, terraform, step('log-in', logIn)],
    },
    {
      name: 'keep-in-the-same-release',
      title: 'The annotation in the release that drops the ExternalSecret: it never reaches the live object.',
      from: { derived: 'the same steps in the wrong order' },
      goal: 'terraform',
      startsAfter: 'healthy',
      steps: [step('keep-and-drop', upgrade('keep', 'drop')), terraform],
      expect: { fails: [collected] },
    },
    {
      name: 'create-secret-by-hand',
      title: 'Create the Secret by hand (interim fix), with the label: the role has its password again.',
      from: REPORT,
      goal: 'log-in',
      startsAfter: 'cleared',
      steps: [byHand('yes'), step('log-in', logIn)],
    },
    {
      name: 'create-secret-without-the-label',
      title: 'The same without the label: the pods start, the role stays without a password.',
      from: { derived: 'the interim fix as one would type it' },
      goal: 'log-in',
      startsAfter: 'cleared',
      steps: [byHand('no'), restart],
      expect: { fails: [stillCleared, { gate: 'goal', evidence: 'availableReplicas' }] },
    },
    {
      name: 'alter-role-by-hand',
      title:
        'ALTER ROLE with the right password: it holds until the operator looks, which then clears it again.',
      from: { derived: 'the shortest way one would try' },
      goal: 'log-in',
      startsAfter: 'cleared',
      steps: [
        step('alter', asSuperuser('postgres', "ALTER ROLE workflows PASSWORD 'fake-workflows-password'")),
        step('log-in', logIn, { exitCode: 0 }),
        step('look', $`kubectl annotate cluster tracecat-db -n ${NAMESPACE} example.com/ticket=1`),
        step('log-in-again', logIn),
      ],
      expect: {
        fails: [{ gate: 'steps', evidence: 'log-in-again: exit code 2' }, stillCleared, absent, latent],
      },
    },
    {
      name: 'roll-back',
      title: 'Roll the release back: ExternalSecret, Secret and password return in this order.',
      from: { derived: 'what brings the Secret back brings the password back' },
      goal: 'helm',
      startsAfter: 'cleared',
      steps: [step('rollback', $`helm rollback tracecat 1 -n ${NAMESPACE}`), step('log-in', logIn)],
    },
    {
      name: 'terraform-afterwards',
      title: 'Let Terraform apply its ExternalSecret: the Secret returns, and with it the password.',
      from: { derived: 'the same from the other owner' },
      goal: 'terraform',
      startsAfter: 'cleared',
      steps: [terraform, step('log-in', logIn)],
    },
    {
      name: 'roll-back-later',
      title: 'The same after the database has restarted: a new Secret has the label again.',
      from: { derived: 'the label stands in the ExternalSecret’s template' },
      goal: 'helm',
      startsAfter: 'cleared-later',
      steps: [step('rollback', $`helm rollback tracecat 1 -n ${NAMESPACE}`), step('log-in', logIn)],
    },
  ],
  explorations: explorations({ steps: [keep, retain, drop, terraform], cleared: CLEARED }),
})
