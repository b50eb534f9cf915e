import { normalisePath } from '../../kernel/files.js'
import type { Proc } from '../../kernel/process.js'
import { print } from '../../kernel/requests.js'
import { runBackslash } from './commands.js'
import { EXIT_BADCONN, EXIT_FAILURE, EXIT_USER } from './errors.js'
import { type Cursor, nextPart } from './script.js'
import type { Session } from './session.js'

/** Run a file, `-` for standard input. Returns psql's exit code; `from` is what the file is named in. */
export function* runFile(session: Session, path: string, folder: string): Proc<number> {
  const name = path === '-' ? '<stdin>' : path
  const text = path === '-' ? session.stdin : readFile(session, path, folder)
  if (text === undefined) {
    const start = session.place === null ? 'psql: error: ' : ''
    yield* session.complain(`${start}${path}: No such file or directory`)
    return EXIT_FAILURE
  }
  const outer = session.place
  const code = yield* runScript(session, text, name)
  session.place = outer
  return code
}

function readFile(session: Session, path: string, folder: string): string | undefined {
  return path.startsWith('/') ? undefined : session.files.read(normalisePath(`${folder}/${path}`))
}

/**
 * Run a script to its end, or to the first error with ON_ERROR_STOP, which gives 3; 2 without a connection. `file` null: messages do not say where. PostgreSQL
 * 15 src/bin/psql/mainloop.c.
 */
export function* runScript(session: Session, script: string, file: string | null): Proc<number> {
  const cursor: Cursor = { at: 0, query: '', parentheses: 0 }
  const lookup = (name: string) => session.variables.get(name)
  for (;;) {
    const part = nextPart(script, cursor, lookup)
    if (part === undefined) return 0
    if (file !== null) session.place = { file, line: part.line }
    if (part.kind === 'query') {
      if (session.echo === 'all') yield* print(part.text)
      const done = yield* session.send(part.text)
      if (!done && session.stopOnError) return EXIT_USER
      continue
    }
    const outcome = yield* runBackslash(session, part, cursor, runFile)
    if (outcome === 'quit') return 0
    // A script does not go on without a connection.
    if (!session.connected) return EXIT_BADCONN
    if (outcome === 'failed' && session.stopOnError) return EXIT_USER
  }
}
