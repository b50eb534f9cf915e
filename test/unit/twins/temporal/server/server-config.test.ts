import { describe, expect, it } from 'vitest'
import type { ContainerArgs } from '../../../../../twins/contract/component.js'
import { fillTemplate } from '../../../../../twins/temporal/server/config-template.js'
import { portsOf, serverConfigOf } from '../../../../../twins/temporal/server/server-config.js'

function container(given: Partial<ContainerArgs>): ContainerArgs {
  const empty = { command: [], args: [], env: {}, mounts: {} }
  const names = {
    namespace: 'test',
    pod: 'p',
    podUid: 'u',
    container: 'c',
    image: 'temporalio/server:1.29.1',
  }
  return { ...names, ...empty, ...given }
}

const ENV = { DB: 'postgres12', POSTGRES_SEEDS: 'db', POSTGRES_USER: 'u', POSTGRES_PWD: 'p' }

describe('the environment of the image', () => {
  it('has the defaults of its template', () => {
    const config = serverConfigOf(container({ env: ENV }))
    expect(config).toMatchObject({
      services: ['frontend', 'history', 'matching', 'worker'],
      numHistoryShards: 4,
      default: {
        host: 'db',
        port: 5432,
        databaseName: 'temporal',
        maxConnLifetimeMs: 3_600_000,
        namespace: 'test',
      },
      visibility: { databaseName: 'temporal_visibility' },
    })
  })

  it.each([
    [{ SERVICES: 'history:matching' }, [], ['history', 'matching']],
    [{ SERVICES: 'history' }, ['start', '--service=frontend'], ['frontend']],
    [{}, ['--service', 'worker'], ['worker']],
  ])('%j and %j run %j', (env, args, services) => {
    expect(serverConfigOf(container({ env: { ...ENV, ...env }, args })).services).toEqual(services)
  })

  it('of Cassandra is not modelled', () => {
    expect(() => serverConfigOf(container({}))).toThrow(
      'not modelled: Temporal: a server with the store cassandra',
    )
  })
})

const FILE = `
persistence:
  defaultStore: main
  visibilityStore: seen
  numHistoryShards: 512
  datastores:
    main:
      sql: { pluginName: postgres12_pgx, connectAddr: "db.prod:6432", databaseName: t, user: a, password: {{ .Env.PASSWORD | quote }}, maxConnLifetime: 30m }
    seen:
      sql: { pluginName: postgres12, connectAddr: "other:5432", databaseName: v, user: b, password: {{ env "SEEN" | quote }} }
services:
  frontend: { rpc: { grpcPort: 7999 } }
`

it('a mounted file goes before the environment', () => {
  const mounts = { '/etc/temporal/config/config_template.yaml': FILE }
  const config = serverConfigOf(
    container({ env: { PASSWORD: 'x: "y"', SEEN: 's', SERVICES: 'frontend' }, mounts }),
  )
  expect(config).toMatchObject({
    numHistoryShards: 512,
    default: {
      pluginName: 'postgres12_pgx',
      host: 'db.prod',
      port: 6432,
      password: 'x: "y"',
      maxConnLifetimeMs: 1_800_000,
    },
    visibility: { host: 'other', password: 's', maxConnLifetimeMs: 0 },
  })
  expect(portsOf('frontend', config)).toEqual([7999, 6933, 7243])
  expect(portsOf('history', config)).toEqual([7234, 6934])
})

it.each([
  ['{{ default .Env.A "b" }}', {}, 'b'],
  ['{{ default .Env.A "b" }}', { A: 'c' }, 'c'],
  ['a: \n{{- .Env.A | lower | quote -}}\n', { A: 'C' }, 'a:"c"'],
  ['{{/* nothing */}}x', {}, 'x'],
])('%s with %j is %j', (text, env, filled) => {
  expect(fillTemplate(text, env as Record<string, string>)).toBe(filled)
})

it('other actions of a template are not modelled', () => {
  expect(() => fillTemplate('{{ if .Env.A }}x{{ end }}', {})).toThrow(
    'not modelled: Temporal: {{ if .Env.A }}',
  )
})
