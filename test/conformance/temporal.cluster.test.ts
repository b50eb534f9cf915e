import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import type { Process } from '../../twins/kernel/process.js'
import { PROCESSES } from '../../twins/kernel/tables.js'
import { temporal } from '../../twins/temporal/index.js'
import { testEngine } from '../support/postgres.js'
import { DATABASE_HOST, TemporalCluster } from '../unit/twins/temporal/temporal-cluster.js'
import { ROLE } from '../unit/twins/temporal/temporal-worlds.js'

const engine = testEngine()
afterAll(() => engine.close())

const DATABASES = [
  ROLE,
  'CREATE DATABASE temporal OWNER temporal',
  'CREATE DATABASE temporal_visibility OWNER temporal',
]
const TOOLS = 'temporalio/admin-tools:1.29.1-tctl-1.18.4-cli-1.5.0'

const MIGRATION = `
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, namespace: test }
spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: ${TOOLS}
          command:
            - sh
            - -c
            - >-
              temporal-sql-tool --db temporal setup-schema -v 0.0 &&
              temporal-sql-tool --db temporal update-schema -d /etc/temporal/schema/postgresql/v12/temporal/versioned &&
              temporal-sql-tool --db temporal_visibility setup-schema -v 0.0 &&
              temporal-sql-tool --db temporal_visibility update-schema -d ./schema/postgresql/v12/visibility/versioned
          env: &env
            - { name: SQL_HOST, value: db }
            - { name: SQL_PORT, value: "5432" }
            - { name: SQL_USER, value: temporal }
            - { name: SQL_PASSWORD, value: x }
            - { name: SQL_PLUGIN, value: postgres12_pgx }
`

const server = (service: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${service}, namespace: test }
spec: { selector: { app: ${service} }, ports: [{ port: 7233 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${service}, namespace: test }
spec:
  selector: { matchLabels: { app: ${service} } }
  template:
    metadata: { labels: { app: ${service} } }
    spec:
      containers:
        - name: temporal
          image: ghcr.io/mirror/temporalio-server:1.29.1
          env:
            - { name: DB, value: postgres12 }
            - { name: POSTGRES_SEEDS, value: db }
            - { name: POSTGRES_USER, value: temporal }
            - { name: POSTGRES_PWD, value: x }
            - { name: SERVICES, value: ${service} }
`

const ADMIN_TOOLS = `
apiVersion: v1
kind: Pod
metadata: { name: admintools, namespace: test }
spec:
  containers:
    - name: admin-tools
      image: ${TOOLS}
      env: [{ name: TEMPORAL_ADDRESS, value: "frontend:7233" }]
`

const inTools = (...argv: readonly string[]) => ['kubectl', 'exec', '-n', 'test', 'admintools', '--', ...argv]
const PSQL = ['env', 'PGPASSWORD=x', 'psql', '-h', DATABASE_HOST, '-U', 'temporal', '-d', 'temporal', '-tAc']

function planeOf(cluster: TemporalCluster) {
  return temporal.planes[0]!.inspect(cluster.world, cluster.system.profile)
}

describe('a cluster', () => {
  let cluster: TemporalCluster
  beforeAll(() => {
    cluster = new TemporalCluster(engine, DATABASES)
  })

  it('does not start the server before the schema is there, and says why', async () => {
    await cluster.apply(server('frontend'))
    await cluster.apply(ADMIN_TOOLS)
    const logs = await cluster.run(['kubectl', 'logs', '-n', 'test', 'deployment/frontend'])
    expect(logs.stdout).toContain(
      'sql schema version compatibility check failed: unable to read DB schema version keyspace/database: temporal error: pq: relation "schema_version" does not exist',
    )
    const { compared, differences } = planeOf(cluster)
    expect(compared).toBe(1)
    expect(differences.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^the Temporal server temporal does not serve: Unable to create server\. Error: /,
      ),
    ])
    const refused = await cluster.run(inTools('temporal', 'operator', 'namespace', 'create', '-n', 'orders'))
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/failed reaching server: .*connect: connection refused/)
  })

  it('migrates by a Job', async () => {
    await cluster.apply(MIGRATION)
    const logs = await cluster.run(['kubectl', 'logs', '-n', 'test', 'job/migrate'])
    expect(logs.stdout).toContain('Schema updated from 1.8 to 1.9')
    expect(await cluster.sql('SELECT curr_version FROM schema_version', 'temporal')).toContain('"1.18"')
  })

  it('starts the server at its next try', async () => {
    await cluster.elapse(600_000)
    expect(planeOf(cluster)).toEqual({ compared: 1, differences: [] })
    await cluster.apply(server('history'))
    expect(planeOf(cluster).differences).toEqual([])
    expect(await cluster.sql('SELECT count(*) FROM namespaces', 'temporal')).toContain('[["1"]]')
  })

  it('registers namespaces through the frontend', async () => {
    const namespace = (verb: string, ...rest: readonly string[]) =>
      cluster.run(inTools('temporal', 'operator', 'namespace', verb, ...rest))
    expect((await namespace('describe', '-n', 'orders')).stderr).toContain(
      'Error: unable to describe namespace orders: Namespace orders is not found.',
    )
    expect((await namespace('create', '-n', 'orders', '--retention', '30m')).stderr).toContain(
      'Error: unable to create namespace orders: A valid retention period is not set on request.',
    )
    const created = await namespace('create', '-n', 'orders', '--retention', '72h')
    expect(created).toMatchObject({ code: 0, stdout: 'Namespace orders successfully registered.\n' })
    expect((await namespace('create', '-n', 'orders')).stderr).toContain(
      'Error: unable to create namespace orders: Namespace "orders" already exists',
    )
    expect((await namespace('describe', '-n', 'orders')).stdout).toMatch(
      /WorkflowExecutionRetentionTtl +72h0m0s/,
    )
    expect((await namespace('list')).stdout).toContain('temporal-system')
    const named = await namespace('describe', 'orders')
    expect([named.code, named.stderr]).toEqual([0, expect.stringContaining('is now deprecated')])
  })

  it('looks into the database from admin-tools', async () => {
    const found = await cluster.run(inTools(...PSQL, 'SELECT notification_version FROM namespace_metadata'))
    expect(found).toMatchObject({ code: 0, stdout: '3\n' })
    const asked = await cluster.run(
      inTools('bash', '-c', 'temporal-sql-tool describe-schema || echo "code $?"'),
    )
    expect(asked.stdout).toBe('code 3\n')
  })

  it('keeps sessions open, so that the database cannot be dropped', async () => {
    expect(await cluster.sql('DROP DATABASE temporal')).toContain('"sqlstate":"55006"')
  })

  it('goes on with a changed password until its connections have lived their time', async () => {
    await cluster.sql("ALTER ROLE temporal PASSWORD 'y'")
    const describeOrders = () =>
      cluster.run(inTools('temporal', 'operator', 'namespace', 'describe', '-n', 'orders'))
    await cluster.elapse(600_000)
    expect((await describeOrders()).code).toBe(0)
    await cluster.elapse(3_600_000)
    const later = await describeOrders()
    expect(later.code).toBe(1)
    expect(later.stderr).toContain('pq: password authentication failed for user "temporal"')
    const pods = await cluster.run([
      'kubectl',
      'get',
      'pods',
      '-n',
      'test',
      '-l',
      'app=frontend',
      '--no-headers',
    ])
    expect(pods.stdout).toContain('1/1')
    await cluster.sql("ALTER ROLE temporal PASSWORD 'x'")
    await cluster.elapse(60_000)
    expect((await describeOrders()).code).toBe(0)
  })

  it('stops in good order', async () => {
    await cluster.run(['kubectl', 'delete', 'deployment', 'history', '-n', 'test'])
    await cluster.quiesce()
    const ended = cluster.world
      .list<Process>(PROCESSES)
      .filter(({ value }) => value.stderr.includes('All services are stopped.'))
    expect(ended.map(({ value }) => value.exit?.code)).toEqual([0])
  })

  it('settles', async () => {
    const settled = await createEmbeddedTwin(cluster.system).settle(cluster.world)
    expect(settled.outcome).toBe('settled')
  })
})

describe('auto-setup', () => {
  it('creates what is not named like its user, sets both databases up, serves, and registers the namespace default', async () => {
    const cluster = new TemporalCluster(engine, [ROLE, 'CREATE DATABASE temporal OWNER temporal'])
    await cluster.apply(`
apiVersion: v1
kind: Pod
metadata: { name: temporal, namespace: test }
spec:
  containers:
    - name: temporal
      image: temporalio/auto-setup:1.29.1
      env:
        - { name: DB, value: postgres12 }
        - { name: DB_PORT, value: "5432" }
        - { name: POSTGRES_SEEDS, value: db }
        - { name: POSTGRES_USER, value: temporal }
        - { name: POSTGRES_PWD, value: x }
`)
    await cluster.elapse(30_000)
    expect(await cluster.sql('SELECT name FROM namespaces', 'temporal')).toContain('default')
    expect(planeOf(cluster)).toEqual({ compared: 1, differences: [] })
  })
})
