import type { ToolArgs } from '../../contract/component.js'
import type { Proc, Program } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { runBackslash } from './commands.js'
import { parametersOf } from './connection-options.js'
import { EXIT_BADCONN, EXIT_FAILURE, EXIT_USER, PsqlExit } from './errors.js'
import { type Action, type PsqlOptions, parseOptions } from './options.js'
import { runFile, runScript } from './run-script.js'
import { nextPart } from './script.js'
import { Session } from './session.js'

const VERSION = 'psql (PostgreSQL) 15.18'

/** What `psql` gets besides what every tool gets. */
interface PsqlArgs extends ToolArgs {
  /** The server on its own machine, which its sockets lead to. Default: there is none. */
  readonly server?: string
}

/**
 * The `psql` command, version 15, without a terminal. Exit codes: 0; 1 a failure of its own or of the last `-c`; 2 no connection; 3 an
 * error in a script with ON_ERROR_STOP. It is judged by psql 15.18 of Debian on the same servers.
 */
export const psql: Program = function* (args, context) {
  const tool = args as PsqlArgs
  try {
    const options = parseOptions(tool.argv)
    if (options.version) {
      yield* print(VERSION)
      return 0
    }
    const { cwd, stdin, env, namespace = '', server = '' } = tool
    const where = { files: context.files, cwd, stdin, namespace, server }
    const session = new Session(options, parametersOf(options, env), where)
    return yield* runAll(session, options)
  } catch (error) {
    if (!(error instanceof PsqlExit)) throw error
    yield* printError(error.message)
    return error.exitCode
  }
}

function* runAll(session: Session, options: PsqlOptions): Proc<number> {
  const problem = yield* session.connect(session.parameters)
  if (problem !== null) throw new PsqlExit(EXIT_BADCONN, `psql: error: ${problem}`)
  const code = yield* runActions(session, options)
  yield* session.disconnect()
  return code
}

/** PostgreSQL 15 src/bin/psql/startup.c (main). */
function* runActions(session: Session, { actions, singleTransaction }: PsqlOptions): Proc<number> {
  if (actions.length === 0) return yield* runScript(session, session.stdin, null)
  if (singleTransaction) yield* session.query('BEGIN')
  let code = 0
  for (const action of actions) {
    code = yield* runAction(session, action)
    if (code !== 0 && session.stopOnError) break
  }
  if (singleTransaction) yield* session.query(code !== 0 && session.stopOnError ? 'ROLLBACK' : 'COMMIT')
  return code
}

function* runAction(session: Session, action: Action): Proc<number> {
  if (action.kind === 'file') return yield* runFile(session, action.text, session.cwd)
  if (!action.text.startsWith('\\')) return (yield* session.send(action.text)) ? 0 : EXIT_FAILURE
  const cursor = { at: 0, query: '', parentheses: 0 }
  const part = nextPart(action.text, cursor, (name) => session.variables.get(name))
  if (part?.kind !== 'backslash') return 0
  const outcome = yield* runBackslash(session, part, cursor, runFile)
  return outcome === 'failed' ? (session.stopOnError ? EXIT_USER : EXIT_FAILURE) : 0
}
