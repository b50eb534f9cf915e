import type { ImageProgram } from '../contract/component.js'
import { type ToolArgs, toolProgramName } from '../contract/component.js'
import { NotModelled } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc, Program } from '../kernel/process.js'
import { exec, park, report } from '../kernel/requests.js'
import { arrayAt, cannotStart, objectAt, textAt } from '../kubernetes/index.js'
import { POSTGRES_IMAGE, serverOf } from './cluster.js'
import { instanceInit, instanceJoin, instanceRestore } from './instance/jobs.js'
import { instanceRun } from './instance/run.js'

const INSTANCE_COMMANDS: Readonly<Record<string, Program>> = {
  run: instanceRun,
  init: instanceInit,
  join: instanceJoin,
  restore: instanceRestore,
}

/** Name of the image of instances, under which its programs are registered. */
export const INSTANCE_IMAGE = 'cnpg-postgresql'

/**
 * The images of PostgreSQL under the instance manager, which the bootstrap container has put at /controller/manager. A command in it
 * runs as the user `postgres` on the machine of the server: `psql` over the socket needs no password.
 */
export const postgresImage: ImageProgram = {
  name: INSTANCE_IMAGE,
  matches: (image) => POSTGRES_IMAGE.test(image),
  program: function* (args, context) {
    const [manager, subject, verb = ''] = commandOf(args)
    const program =
      manager === '/controller/manager' && subject === 'instance' ? INSTANCE_COMMANDS[verb] : undefined
    if (program === undefined) throw unmodelled(args)
    return yield* program(args, context)
  },
  exec: runInInstance,
}

function* runInInstance(args: JsonObject): Proc<number> {
  const [binary = ''] = commandOf(args)
  const tool = binary.replace(/^.*\//, '')
  if (tool === 'psql') {
    const env: Readonly<Record<string, string>> = {
      ...(objectAt(args, 'env') as Readonly<Record<string, string>>),
      USER: 'postgres',
    }
    const namespace = textAt(args, 'namespace')
    const call: ToolArgs = {
      argv: ['psql', ...commandOf(args).slice(1)],
      env,
      cwd: '',
      stdin: textAt(args, 'stdin'),
      namespace,
      server: serverOf(namespace, env['CLUSTER_NAME'] ?? ''),
    }
    const result = yield* exec('psql', toolProgramName('psql'), call)
    for (const stream of ['stdout', 'stderr'] as const)
      if (result[stream] !== '') yield { kind: 'print', stream, text: result[stream] }
    return result.code
  }
  if (KNOWN_BINARIES.has(tool)) throw unmodelled(args)
  return yield* cannotStart(`exec: ${JSON.stringify(binary)}: executable file not found in $PATH`)
}

/** What the image has and the twin has not. ghcr.io/cloudnative-pg/postgresql (Debian, PostgreSQL's own programs). */
const KNOWN_BINARIES: ReadonlySet<string> = new Set([
  'bash',
  'cat',
  'df',
  'du',
  'env',
  'initdb',
  'ls',
  'manager',
  'pg_basebackup',
  'pg_controldata',
  'pg_ctl',
  'pg_dump',
  'pg_dumpall',
  'pg_isready',
  'pg_restore',
  'sh',
])

/** The operator's own image: it puts the instance manager into a pod, or is the operator. */
export const operatorImage: ImageProgram = {
  name: 'cnpg-operator',
  matches: (image) => /(^|\/)cloudnative-pg:/.test(image),
  program: function* (args) {
    if (commandOf(args)[1] === 'bootstrap') return 0
    yield* report({ ready: true })
    return yield* park()
  },
}

function commandOf(args: JsonObject): readonly string[] {
  return [...arrayAt(args, 'command'), ...arrayAt(args, 'args')].map(String)
}

function unmodelled(args: JsonObject): NotModelled {
  const what = `running ${commandOf(args).join(' ')} in image ${textAt(args, 'image')}`
  return new NotModelled(what, 'Leave the step out of the rehearsal, or use psql.')
}
