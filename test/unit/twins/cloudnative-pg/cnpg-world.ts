import { cloudnativePg } from '../../../../twins/cloudnative-pg/index.js'
import type { Component } from '../../../../twins/contract/component.js'
import { SQL_PORT, type SqlRequest } from '../../../../twins/contract/sql/requests.js'
import { createEmbeddedTwin } from '../../../../twins/embedded/embedded-twin.js'
import { transact } from '../../../../twins/kernel/boot.js'
import type { JsonObject, LogEntry } from '../../../../twins/kernel/index.js'
import { EffectPending } from '../../../../twins/kernel/pending.js'
import type { Exit } from '../../../../twins/kernel/process.js'
import type { World } from '../../../../twins/kernel/world.js'
import {
  type ApiRequest,
  type ApiResponse,
  arrayAt,
  kubernetes,
  listObjects,
  textAt,
} from '../../../../twins/kubernetes/index.js'
import { createPostgres, type DatabaseEngine } from '../../../../twins/postgres/index.js'
import { TestTwin } from '../../../support/twin.js'

export const NAMESPACE = 'db'

export interface CnpgOptions {
  readonly cnpg?: string
  readonly nodes?: readonly string[]
  readonly objects?: readonly JsonObject[]
  readonly components?: readonly Component[]
  readonly grain?: 'reconcile' | 'write'
}

/** A world with Kubernetes, PostgreSQL and the operator, and the namespace `db`. Worlds are values: `fork` goes on from one. */
export class CnpgWorld {
  readonly twin: TestTwin

  constructor(engine: DatabaseEngine, options: CnpgOptions = {}) {
    const { cnpg, nodes = ['node-a', 'node-b', 'node-c'], objects = [], components = [], grain } = options
    this.twin = new TestTwin({
      components: [kubernetes, createPostgres(engine), cloudnativePg, ...components],
      namespaces: [NAMESPACE, 'cnpg-system'],
      nodes,
      objects,
      ...(cnpg === undefined ? {} : { profile: { cnpg } }),
      ...(grain === undefined ? {} : { grain }),
    })
  }

  get world(): World {
    return this.twin.world
  }

  set world(world: World) {
    this.twin.world = world
  }

  /** Run until nothing but background timers is left. */
  async quiesce(): Promise<this> {
    const { state } = await createEmbeddedTwin(this.twin.system).advance(this.world, () => false)
    this.world = state
    return this
  }

  async elapse(ms: number): Promise<this> {
    this.world = await createEmbeddedTwin(this.twin.system).elapse(this.world, ms)
    return this
  }

  async settle(): Promise<string> {
    const { state, outcome } = await createEmbeddedTwin(this.twin.system).settle(this.world)
    this.world = state
    return outcome
  }

  /** Run on until a condition holds; stops when nothing more happens. */
  async until(holds: (world: this) => boolean): Promise<this> {
    const twin = createEmbeddedTwin(this.twin.system)
    const { state } = await twin.advance(this.world, (world) => {
      this.world = world
      return holds(this)
    })
    this.world = state
    return this
  }

  create(...objects: readonly JsonObject[]): this {
    this.twin.create(...objects)
    return this
  }

  api(request: ApiRequest): ApiResponse {
    return this.twin.api(request)
  }

  must(request: ApiRequest): JsonObject {
    const answer = this.api(request)
    if (answer.code >= 400) throw new TypeError(textAt(answer.body, 'message'))
    return answer.body
  }

  patch(kind: KindName, name: string, body: JsonObject): this {
    this.must({ verb: 'patch', ...address(kind), name, patchType: 'merge', body })
    return this
  }

  delete(kind: KindName, name: string, more: Partial<ApiRequest> = {}): this {
    this.must({ verb: 'delete', ...address(kind), name, ...more })
    return this
  }

  get(kind: KindName, name: string): JsonObject | undefined {
    const { group, resource, namespace } = address(kind)
    return this.twin.get(group, resource, namespace, name)
  }

  names(kind: KindName): readonly string[] {
    const { group, resource, namespace } = address(kind)
    return listObjects(this.world, group, resource, namespace).map((object) =>
      textAt(object, 'metadata', 'name'),
    )
  }

  cluster(name = 'c'): JsonObject {
    const found = this.get('clusters', name)
    if (found === undefined) throw new TypeError(`no cluster ${name}`)
    return found
  }

  phase(name = 'c'): string {
    return textAt(this.cluster(name), 'status', 'phase')
  }

  secret(name: string, key: string): string {
    return Buffer.from(textAt(this.get('secrets', name), 'data', key), 'base64').toString('utf8')
  }

  /** uid of a pod, '' when it does not exist. */
  uid(pod: string): string {
    return textAt(this.get('pods', pod), 'metadata', 'uid')
  }

  /** Distinct phases of a Cluster so far, in their order. */
  phases(name = 'c'): readonly string[] {
    const found: string[] = []
    for (const { event } of this.twin.log()) {
      if (event.kind !== 'write' || event.key !== `clusters.postgresql.cnpg.io/${NAMESPACE}/${name}`) continue
      const phase = textAt(event.after as JsonObject, 'status', 'phase')
      if (phase !== '' && phase !== found.at(-1)) found.push(phase)
    }
    return found
  }

  /** Events about a Cluster: `Reason: message`. */
  events(reason: string): readonly string[] {
    return listObjects(this.world, '', 'events', NAMESPACE)
      .filter((event) => textAt(event, 'reason') === reason)
      .map((event) => textAt(event, 'message'))
  }

  log(): readonly LogEntry[] {
    return this.twin.log()
  }

  /** Statements that reached the servers since an entry of the log, by what the log shows of them. */
  async run(command: string | readonly string[], stdin = ''): Promise<Exit> {
    const pid = this.twin.start(command, stdin)
    await this.until(() => this.twin.exitOf(pid) !== null)
    const exit = this.twin.exitOf(pid)
    if (exit === null) throw new TypeError(`${String(command)} never ends`)
    return exit
  }

  /** One request to the databases. */
  async sql(request: SqlRequest): Promise<JsonObject> {
    for (;;) {
      try {
        let answer: JsonObject = {}
        this.world = transact(this.twin.system, this.world, 'test', (tx) => {
          answer = this.twin.system.ports
            .get(SQL_PORT)!
            .handle(tx, request as unknown as JsonObject, { actor: 'test' }) as JsonObject
        })
        return answer
      } catch (error) {
        if (!(error instanceof EffectPending)) throw error
        await error.effect.execute()
      }
    }
  }

  /** Rows of a query as the superuser, values joined by `|`. */
  async rows(
    statement: string,
    database = 'postgres',
    server = `${NAMESPACE}/c`,
  ): Promise<readonly string[]> {
    const target = { server, trusted: true, user: 'postgres', database }
    const answer = await this.sql({ op: 'run', ...target, statement })
    if (answer['kind'] !== 'done') throw new TypeError(JSON.stringify(answer))
    if (answer['error'] !== null) throw new TypeError(textAt(answer, 'error', 'message'))
    const [result] = arrayAt(answer, 'results').slice(-1)
    return arrayAt(result, 'rows').map((row) => (row as readonly string[]).join('|'))
  }

  /** How a login over a service ends: `connected`, or why not. */
  async login(user: string, password: string, database = user, service = 'c-rw'): Promise<string> {
    const host = `${service}.${NAMESPACE}.svc.cluster.local`
    const answer = await this.sql({ op: 'connect', host, user, password, database })
    if (answer['kind'] === 'connected') {
      await this.sql({ op: 'disconnect', session: textAt(answer, 'session') })
      return 'connected'
    }
    return textAt(answer, 'error', 'sqlstate') || textAt(answer, 'reason') || String(answer['kind'])
  }
}

export type KindName =
  | 'clusters'
  | 'databases'
  | 'backups'
  | 'scheduledbackups'
  | 'pods'
  | 'secrets'
  | 'services'
  | 'jobs'
  | 'persistentvolumeclaims'
  | 'poddisruptionbudgets'
  | 'endpoints'
  | 'deployments'

const OWN = new Set<KindName>(['clusters', 'databases', 'backups', 'scheduledbackups'])

export function address(kind: KindName) {
  const groups: Partial<Record<KindName, string>> = {
    jobs: 'batch',
    poddisruptionbudgets: 'policy',
    deployments: 'apps',
  }
  const group = OWN.has(kind) ? 'postgresql.cnpg.io' : (groups[kind] ?? '')
  return { group, version: 'v1', resource: kind, namespace: NAMESPACE }
}

/** A Cluster `c`. */
export function cluster(spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'c', namespace: NAMESPACE, ...metadata },
    spec: {
      instances: 1,
      imageName: 'ghcr.io/cloudnative-pg/postgresql:17.5',
      storage: { size: '1Gi' },
      ...spec,
    },
  }
}

/** A Database object of the Cluster `c`. */
export function database(name: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Database',
    metadata: { name, namespace: NAMESPACE },
    spec: { cluster: { name: 'c' }, name, ...spec },
  }
}

/** Credentials, by default with the label that makes changes count at once. */
export function credentials(
  name: string,
  username: string,
  password: string,
  labels: JsonObject = { 'cnpg.io/reload': 'true' },
): JsonObject {
  const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE, labels },
    type: 'kubernetes.io/basic-auth',
    data: { username: encode(username), password: encode(password) },
  }
}
