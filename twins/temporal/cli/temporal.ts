import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Proc, Program } from '../../kernel/process.js'
import { now, print, printError } from '../../kernel/requests.js'
import {
  type FlagSpec,
  Flags,
  type FlagType,
  parseFlags,
  parseFlagValue,
  REAL_BINARY,
  VIRTUAL_EPOCH_MS,
} from '../../kubernetes/index.js'
import type { Namespace } from '../server/namespaces.js'
import { type Address, FrontendClient } from './frontend-client.js'
import { namespaceText } from './namespace-text.js'

type Specs = Readonly<Record<string, FlagSpec<FlagType>>>

const COMMON: Specs = {
  address: { type: 'string', default: 'localhost:7233' },
  namespace: { type: 'string', short: 'n', default: 'default' },
  output: { type: 'string', short: 'o', default: 'text' },
  'log-level': { type: 'string' },
  'log-format': { type: 'string' },
  color: { type: 'string' },
  'time-format': { type: 'string' },
  'command-timeout': { type: 'duration' },
  tls: { type: 'bool', modelled: false },
  'api-key': { type: 'string', modelled: false },
}

const OF_NAMESPACES: Specs = {
  description: { type: 'string' },
  email: { type: 'string' },
  retention: { type: 'duration' },
  'history-archival-state': { type: 'string' },
  'history-uri': { type: 'string' },
  'visibility-archival-state': { type: 'string' },
  'visibility-uri': { type: 'string' },
  global: { type: 'bool', modelled: false },
  cluster: { type: 'array', modelled: false },
  'active-cluster': { type: 'string', modelled: false },
  data: { type: 'array', modelled: false },
}

/** Default of `create --retention`. */
const DEFAULT_RETENTION_MS = 259_200_000

interface Invocation {
  readonly flags: Flags
  readonly client: FrontendClient
  /** Namespace that the command is about. */
  readonly name: string
}

interface Command {
  readonly specs: Specs
  readonly run: (invocation: Invocation) => Proc<string | null>
}

/** Subcommands; each result is the error's text, or null. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'operator namespace create': { specs: OF_NAMESPACES, run: create },
  'operator namespace update': {
    specs: { ...OF_NAMESPACES, 'promote-global': { type: 'bool', modelled: false } },
    run: update,
  },
  'operator namespace describe': {
    specs: { 'namespace-id': { type: 'string', modelled: false } },
    run: describe,
  },
  'operator namespace list': { specs: {}, run: list },
  'operator cluster health': { specs: {}, run: health },
}

/** A command line that the tool refuses. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * The `temporal` command, version 1.5.0, for namespaces and the cluster's health. It speaks to the frontend over the cluster's network, from the namespace it runs in.
 * Exit codes: 0; 1 after `Error: …` on standard error. Source: temporalio/cli v1.5.0 temporalcli/commands.operator_namespace.go, commands.operator_cluster.go.
 */
export const temporalCli: Program = function* (args) {
  const tool = args as ToolArgs
  try {
    const problem = yield* run(tool)
    if (problem === null) return 0
    yield* printError(`Error: ${problem}`)
    return 1
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    yield* printError(`Error: ${error.message}`)
    return 1
  }
}

function* run(tool: ToolArgs): Proc<string | null> {
  const words = tool.argv.slice(1)
  const path = words.slice(0, 3).join(' ')
  const command = Object.hasOwn(COMMANDS, path) ? COMMANDS[path] : undefined
  if (command === undefined) throw new NotModelled(`temporal ${words.join(' ')}`, REAL_BINARY)
  const specs = { ...COMMON, ...command.specs }
  const usage = (message: string) => new UsageError(message)
  const dialect = { path: `temporal ${path}`, specs, parseValue: parseFlagValue, usage }
  const { values, args } = parseFlags(dialect, words.slice(3))
  const flags = new Flags(specs, values)
  const named = flags.given('namespace')
    ? flags.text('namespace')
    : (tool.env['TEMPORAL_NAMESPACE'] ?? '') || 'default'
  if (args[0] !== undefined && named !== 'default')
    return `namespace was provided as both an argument (${args[0]}) and a flag (-n ${named}); please specify namespace only with -n`
  if (args[0] !== undefined) yield* warnOfArgument()
  const client = new FrontendClient(tool.namespace ?? '', addressOf(flags, tool.env))
  return yield* command.run({ flags, client, name: args[0] ?? named })
}

/** The line of Go's log/slog; upstream's time is local. */
function* warnOfArgument(): Proc<void> {
  const time = new Date(VIRTUAL_EPOCH_MS + (yield* now())).toISOString()
  const message = 'Passing the namespace as an argument is now deprecated; please switch to using -n instead'
  yield* printError(`time=${time} level=WARN msg="${message}"`)
}

function addressOf(flags: Flags, env: Readonly<Record<string, string>>): Address {
  const given = flags.given('address') ? '' : (env['TEMPORAL_ADDRESS'] ?? '')
  const text = given || flags.text('address')
  const match = /^(?:dns:\/\/\/)?(.*):(\d+)$/.exec(text)
  if (match === null) throw new NotModelled(`temporal --address ${text}`, 'Write it as host:port.')
  return { host: match[1] ?? '', port: Number(match[2]), text }
}

function* create(invocation: Invocation): Proc<string | null> {
  const { client, name, flags } = invocation
  const unreached = yield* client.dial()
  if (unreached !== null) return unreached
  const retentionMs = flags.given('retention') ? flags.number('retention') : DEFAULT_RETENTION_MS
  const answered = yield* client.ask({ method: 'RegisterNamespace', ...requestOf(invocation), retentionMs })
  if ('problem' in answered) return `unable to create namespace ${name}: ${answered.problem}`
  yield* print(`Namespace ${name} successfully registered.`)
  return null
}

function* update(invocation: Invocation): Proc<string | null> {
  const { client, name, flags } = invocation
  const unreached = yield* client.dial()
  if (unreached !== null) return unreached
  const retentionMs = flags.number('retention')
  const answered = yield* client.ask({ method: 'UpdateNamespace', ...requestOf(invocation), retentionMs })
  if ('problem' in answered) return `namespace update failed: ${answered.problem}`
  yield* print(`Namespace ${name} update succeeded.`)
  return null
}

function requestOf({ flags, name }: Invocation) {
  const archival = (what: string) => {
    const state = flags.text(`${what}-archival-state`)
    if (!['', 'enabled', 'disabled'].includes(state))
      throw new UsageError(
        `invalid argument ${JSON.stringify(state)} for "--${what}-archival-state" flag: ${state} is not one of required values of disabled, enabled`,
      )
    return { state, uri: flags.text(`${what}-uri`) }
  }
  return {
    name,
    description: flags.text('description'),
    ownerEmail: flags.text('email'),
    history: archival('history'),
    visibility: archival('visibility'),
  }
}

function* describe({ client, name, flags }: Invocation): Proc<string | null> {
  const unreached = yield* client.dial()
  if (unreached !== null) return unreached
  const answered = yield* client.ask({ method: 'DescribeNamespace', name })
  if ('problem' in answered) return `unable to describe namespace ${name}: ${answered.problem}`
  yield* print(namespaceText([answered.ok as Namespace], flags.text('output')))
  return null
}

function* list({ client, flags }: Invocation): Proc<string | null> {
  const unreached = yield* client.dial()
  if (unreached !== null) return unreached
  const answered = yield* client.ask({ method: 'ListNamespaces' })
  if ('problem' in answered) return `failed listing namespaces: ${answered.problem}`
  yield* print(namespaceText(answered.ok as readonly Namespace[], flags.text('output')))
  return null
}

function* health({ client }: Invocation): Proc<string | null> {
  const unreached = yield* client.dial()
  if (unreached !== null) return unreached
  yield* print('SERVING')
  return null
}
