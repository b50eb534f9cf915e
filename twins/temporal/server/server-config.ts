import type { ContainerArgs } from '../../contract/component.js'
import { NotModelled, RehearseError } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import { objectAt, parseGoDuration, parseYaml, textAt, valueAt } from '../../kubernetes/index.js'
import { POSTGRES_PLUGINS, type SqlConfig, scalarText } from '../sql/sql-config.js'
import { type ArchivalConfig, archivalConfigOf, NO_ARCHIVAL } from './archival.js'
import { fillTemplate } from './config-template.js'

export const SERVICES = ['frontend', 'internal-frontend', 'history', 'matching', 'worker'] as const
export type Service = (typeof SERVICES)[number]

/** Ports by service: gRPC, membership, HTTP. Source: temporalio/helm-charts temporal-0.73.2 values.yaml. */
const PORTS: Readonly<Record<Service, readonly [grpc: number, membership: number, http?: number]>> = {
  frontend: [7233, 6933, 7243],
  'internal-frontend': [7236, 6936, 7246],
  history: [7234, 6934],
  matching: [7235, 6935],
  worker: [7239, 6939],
}

/** What a server's process is told. */
export interface ServerConfig {
  readonly services: readonly Service[]
  readonly numHistoryShards: number
  readonly default: SqlConfig
  /** Null: visibility lies in no SQL store, and nobody checks it. */
  readonly visibility: SqlConfig | null
  readonly grpcPorts: Readonly<Partial<Record<Service, number>>>
  readonly archival: ArchivalConfig
}

const CONFIG_FOLDER = '/etc/temporal/config/'
const DEFAULT_LIFETIME = '1h'

/** The configuration of a container: a mounted file, else the image's template over the environment. */
export function serverConfigOf(args: ContainerArgs): ServerConfig {
  const path = Object.keys(args.mounts)
    .sort()
    .find((name) => name.startsWith(CONFIG_FOLDER) && (args.mounts[name] ?? '').includes('persistence:'))
  const services = servicesOf(args)
  if (path === undefined) return fromEnvironment(args, services)
  const parsed = parseYaml(fillTemplate(args.mounts[path] ?? '', args.env))
  if (!isObject(parsed)) throw badConfig(path)
  return fromFile(parsed, services, args.namespace)
}

/** `--service x` (repeatable) before SERVICES, a list with commas or colons (docker/start-temporal.sh); default all but the internal frontend. */
function servicesOf({ env, command, args }: ContainerArgs): readonly Service[] {
  const words = [...command, ...args]
  const flagged = words.flatMap((word, at) => {
    const match = /^--?(?:service|svc)(?:=(.*))?$/.exec(word)
    return match === null ? [] : [match[1] ?? words[at + 1] ?? '']
  })
  const named = flagged.length > 0 ? flagged : (env['SERVICES'] ?? '').split(/[,:]/)
  const services = named.map((name) => name.trim()).filter((name) => name !== '')
  if (services.length === 0) return ['frontend', 'history', 'matching', 'worker']
  for (const service of services) {
    if (!(SERVICES as readonly string[]).includes(service))
      throw new NotModelled(`Temporal: service ${service}`, `Use one of ${SERVICES.join(', ')}.`)
  }
  return services as readonly Service[]
}

/** temporalio/temporal v1.29.1 docker/config_template.yaml, the branch of PostgreSQL. */
function fromEnvironment({ env, namespace }: ContainerArgs, services: readonly Service[]): ServerConfig {
  const of = (name: string, fallback: string) => (env[name] ?? '') || fallback
  const pluginName = of('DB', 'cassandra')
  checkPlugin(pluginName)
  const store = (database: string, lifetime: string): SqlConfig => ({
    pluginName,
    host: of('POSTGRES_SEEDS', ''),
    port: Number(of('DB_PORT', '5432')),
    user: of('POSTGRES_USER', ''),
    password: of('POSTGRES_PWD', ''),
    databaseName: database,
    connectAttributes: {},
    maxConnLifetimeMs: durationMs(of(lifetime, DEFAULT_LIFETIME)),
    namespace,
  })
  return {
    services,
    numHistoryShards: Number(of('NUM_HISTORY_SHARDS', '4')),
    default: store(of('DBNAME', 'temporal'), 'SQL_MAX_CONN_TIME'),
    visibility: store(of('VISIBILITY_DBNAME', 'temporal_visibility'), 'SQL_VIS_MAX_CONN_TIME'),
    grpcPorts: {},
    archival: NO_ARCHIVAL,
  }
}

/** temporalio/temporal v1.29.1 common/config/config.go (Persistence, SQL, Service). */
function fromFile(config: JsonObject, services: readonly Service[], namespace: string): ServerConfig {
  const persistence = objectAt(config, 'persistence')
  const store = (role: string) => objectAt(persistence, 'datastores', textAt(persistence, role))
  const sql = objectAt(store('defaultStore'), 'sql')
  if (Object.keys(sql).length === 0)
    throw new NotModelled('Temporal: a default store that is not SQL', USE_SQL)
  const visibility = objectAt(store('visibilityStore'), 'sql')
  const grpcPorts = Object.fromEntries(
    SERVICES.flatMap((service) => {
      const port = valueAt(config, 'services', service, 'rpc', 'grpcPort')
      return typeof port === 'number' ? [[service, port] as const] : []
    }),
  )
  return {
    services,
    numHistoryShards: Number(scalarText(valueAt(persistence, 'numHistoryShards')) || '0'),
    default: storeOf(sql, namespace),
    visibility: Object.keys(visibility).length === 0 ? null : storeOf(visibility, namespace),
    grpcPorts,
    archival: archivalConfigOf(config),
  }
}

function storeOf(sql: JsonObject, namespace: string): SqlConfig {
  const text = (name: string) => scalarText(sql[name])
  checkPlugin(text('pluginName'))
  const [, host = '', port = '5432'] = /^(.*?)(?::(\d+))?$/.exec(text('connectAddr')) ?? []
  return {
    pluginName: text('pluginName'),
    host,
    port: Number(port),
    user: text('user'),
    password: text('password'),
    databaseName: text('databaseName'),
    connectAttributes: Object.fromEntries(
      Object.entries(objectAt(sql, 'connectAttributes')).map(([name, value]) => [name, scalarText(value)]),
    ),
    maxConnLifetimeMs: durationMs(text('maxConnLifetime') || '0'),
    namespace,
  }
}

const USE_SQL = 'Use a store of PostgreSQL, plugin postgres12 or postgres12_pgx.'

function checkPlugin(name: string): void {
  if (!POSTGRES_PLUGINS.includes(name))
    throw new NotModelled(`Temporal: a server with the store ${name}`, USE_SQL)
}

function durationMs(text: string): number {
  const parsed = parseGoDuration(text)
  if ('problem' in parsed) throw badConfig(text)
  return parsed.value
}

function badConfig(subject: string): RehearseError {
  return new RehearseError(`the configuration of a Temporal server cannot be read: ${subject}`, {
    code: 'temporal-config-unreadable',
    subject,
    remedy: 'Correct the file or the environment of the container.',
  })
}

/** Where a service listens. */
export function portsOf(service: Service, config: ServerConfig): readonly number[] {
  const [grpc, ...others] = PORTS[service]
  return [config.grpcPorts[service] ?? grpc, ...others.filter((port) => port !== undefined)]
}
