import { NotModelled } from '../../kernel/errors.js'
import type { Proc } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { parametersText, reconnect } from './connection-options.js'
import { isDescription, runDescription } from './describe.js'
import { argumentsOf, type Cursor, type ScriptPart, takeQuery } from './script.js'
import type { Session } from './session.js'

type Backslash = Extract<ScriptPart, { readonly kind: 'backslash' }>
type Outcome = 'done' | 'failed' | 'quit'

/** Runs a file by its name below a folder. */
type RunFile = (session: Session, path: string, folder: string) => Proc<number>

/** Commands psql has and the twin has not. PostgreSQL 15 src/bin/psql/command.c. */
const UNMODELLED =
  /^(!|C|H|T|a|cd|copy|copyright|crosstabview|drg|e|edit|ef|encoding|errverbose|ev|f|g|gdesc|gx|h|help|html|if|elif|else|endif|lo_\w+|o|out|p|password|prompt|pset|r|s|sf\+?|sv\+?|setenv|timing|w|watch|z|\?|d\w*\+?S?\+?)$/

/** Run a backslash command. `cursor` holds the query in front of it. */
export function* runBackslash(
  session: Session,
  part: Backslash,
  cursor: Cursor,
  runFile: RunFile,
): Proc<Outcome> {
  const words = argumentsOf(part.rest, (name) => session.variables.get(name))
  if (isDescription(part.name)) return yield* runDescription(session, part.name, words)
  switch (part.name) {
    case 'q':
    case 'quit':
      return 'quit'
    case 'c':
    case 'connect':
      return yield* reconnectTo(session, words)
    case 'conninfo':
      yield* print(parametersText(session.connected ? session.parameters : null))
      return 'done'
    case 'echo':
    case 'qecho':
      yield* print(words.join(' '))
      return 'done'
    case 'warn':
      yield* printError(words.join(' '))
      return 'done'
    case 'set':
      return setVariable(session, words)
    case 'unset':
      session.variables.delete(words[0] ?? '')
      return 'done'
    case 'i':
    case 'include':
    case 'ir':
    case 'include_relative':
      return yield* include(session, part.name, words[0] ?? '', runFile)
    case 'g':
    case 'gexec':
    case 'gset':
      return yield* sendSpecial(session, part.name, words, takeQuery(cursor))
    default:
      return yield* toggle(session, part, words)
  }
}

function* toggle(session: Session, { name }: Backslash, words: readonly string[]): Proc<Outcome> {
  const [word] = words
  if (name === 'x') {
    const expanded = word === undefined ? !session.print.expanded : isOn(word)
    session.print = { ...session.print, expanded }
    if (!session.quiet) yield* print(`Expanded display is ${expanded ? 'on' : 'off'}.`)
    return 'done'
  }
  if (name === 't') {
    const tuplesOnly = word === undefined ? !session.print.tuplesOnly : isOn(word)
    session.print = { ...session.print, tuplesOnly }
    if (!session.quiet) yield* print(`Tuples only is ${tuplesOnly ? 'on' : 'off'}.`)
    return 'done'
  }
  if (UNMODELLED.test(name)) {
    throw new NotModelled(`psql \\${name}`, 'Run this step with the real binary: --clients real.')
  }
  yield* session.complain(`invalid command \\${name}`)
  return 'failed'
}

function isOn(word: string): boolean {
  return /^(on|true|yes|1)$/i.test(word)
}

/** A script goes on without a connection when there is none to be had (command.c, do_connect). */
function* reconnectTo(session: Session, words: readonly string[]): Proc<Outcome> {
  const parameters = reconnect(session.parameters, words)
  const problem = yield* session.connect(parameters)
  if (problem !== null) {
    yield* session.disconnect()
    yield* session.complain(`\\connect: ${problem}`)
    return 'failed'
  }
  if (!session.quiet) {
    const { dbname, user } = parameters
    yield* print(`You are now connected to database "${dbname}" as user "${user}".`)
  }
  return 'done'
}

function setVariable(session: Session, words: readonly string[]): Outcome {
  const [name, ...values] = words
  if (name === undefined) throw new NotModelled('psql \\set without a name', 'Name a variable.')
  if (name === 'AUTOCOMMIT' && !isOn(values[0] ?? 'on'))
    throw new NotModelled('psql AUTOCOMMIT off', 'Write BEGIN and COMMIT.')
  if (name === 'QUIET') session.quiet = isOn(values[0] ?? 'on')
  session.variables.set(name, values.join(''))
  return 'done'
}

function* include(session: Session, name: string, path: string, runFile: RunFile): Proc<Outcome> {
  if (path === '') {
    yield* session.complain(`\\${name}: missing required argument`)
    return 'failed'
  }
  const relative = name === 'ir' || name === 'include_relative'
  const current = session.place?.file ?? ''
  const folder = relative ? `${session.cwd}/${current.split('/').slice(0, -1).join('/')}` : session.cwd
  const code = yield* runFile(session, path, folder)
  return code === 0 ? 'done' : 'failed'
}

function* sendSpecial(
  session: Session,
  name: string,
  words: readonly string[],
  query: string,
): Proc<Outcome> {
  if (query === '') return 'done'
  if (name === 'g') {
    if (words.length > 0) throw new NotModelled('psql \\g with an argument', 'Use \\g alone.')
    return (yield* session.send(query)) ? 'done' : 'failed'
  }
  if (!session.connected) return (yield* session.send(query)) ? 'done' : 'failed'
  const answer = yield* session.query(query)
  // Only an error is to be shown; sending it again would do it twice.
  if (answer.error !== null) return yield* session.fail(answer.error, query)
  const result = answer.results.at(-1)
  if (name === 'gexec') return yield* executeCells(session, result?.rows ?? [])
  if (result?.rows.length !== 1) {
    yield* session.complain(
      result === undefined || result.rows.length === 0
        ? 'no rows returned for \\gset'
        : 'more than one row returned for \\gset',
    )
    return 'failed'
  }
  result.fields.forEach((field, column) => {
    const value = result.rows[0]?.[column]
    const variable = `${words[0] ?? ''}${field.name}`
    if (value === null || value === undefined) session.variables.delete(variable)
    else session.variables.set(variable, value)
  })
  return 'done'
}

/** Row by row, left to right; one that fails does not keep the others back unless ON_ERROR_STOP says so (common.c, ExecQueryTuples). */
function* executeCells(session: Session, rows: readonly (readonly (string | null)[])[]): Proc<Outcome> {
  let outcome: Outcome = 'done'
  for (const statement of rows.flat()) {
    if (statement === null) continue
    if (yield* session.send(statement)) continue
    outcome = 'failed'
    if (session.stopOnError) break
  }
  return outcome
}
