import type { TransactionStatus } from '../contract/sql/values.js'
import { NotModelled } from '../kernel/errors.js'
import { skeletonOf, splitStatements } from './sql-text.js'
import type { SessionSpec } from './types.js'

const OTHER_WAY = 'Leave the statement out of the rehearsal, or state its result with plain statements.'

/** What the twin refuses, by how the statement looks without its literals. */
const REFUSED: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\bpg_sleep/, what: 'pg_sleep: the server would really sleep' },
  { pattern: /\b(create|into) (local |global )?temp(orary)?\b/, what: 'temporary tables' },
  { pattern: /\bwith hold\b/, what: 'cursors WITH HOLD' },
  { pattern: /^copy\b.*\b(stdin|stdout|program)\b/, what: 'COPY from or to the client or a program' },
  { pattern: /^alter system\b/, what: 'ALTER SYSTEM' },
  { pattern: /\b(create|drop|alter) tablespace\b/, what: 'tablespaces' },
  { pattern: /\b(create|alter|drop) subscription\b|\bpg_create_\w*replication_slot/, what: 'replication' },
  { pattern: /^prepare transaction\b/, what: 'two-phase commit' },
  {
    pattern: /\b(random|random_normal|gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|timeofday)\b ?\(/,
    what: 'functions with a different result at each call',
  },
  {
    pattern: /\b(pg_read_file|pg_ls_dir|lo_import|lo_export|pg_read_binary_file)\b/,
    what: 'files of the server',
  },
]

/** A definition may name a function of chance without calling it. */
const DEFINES = /^(create|alter|comment|grant|revoke|drop)\b/

/** Throws {@link NotModelled} for a statement whose effect the twin cannot remember. */
export function checkModelled(statement: string): void {
  for (const piece of splitStatements(statement)) {
    const skeleton = skeletonOf(piece.text)
    for (const { pattern, what } of REFUSED) {
      if (!pattern.test(skeleton)) continue
      if (DEFINES.test(skeleton) && what.startsWith('functions')) continue
      throw new NotModelled(`PostgreSQL: ${what}`, OTHER_WAY)
    }
  }
}

/** Whether it may look at or change databases other than the session's own. */
export function concernsDatabases(statement: string): boolean {
  return splitStatements(statement).some((piece) =>
    /^(create|alter|drop) database\b|^(re)?assign owned\b|^drop owned\b/.test(skeletonOf(piece.text)),
  )
}

/** Whether it may see who else is connected. */
export function concernsSessions(statement: string): boolean {
  return /\bdatabase\b|pg_stat|pg_locks|backend|connection|pg_blocking/i.test(statement)
}

const OPENS = /^(begin|start transaction)\b/
const CLOSES = /^(commit|end|rollback|abort)\b(?! to\b)(?! prepared\b)(?! work to\b)(?! transaction to\b)/
/** Statements that change the session and not the database. */
const KEEPS = /^(set|reset|prepare|deallocate|listen|unlisten|discard|load)\b/
const ADVISORY = /\bpg_(try_)?advisory_(lock|unlock)\w*\b ?\(/

/**
 * The session after a statement. `status` is the server's word for whether a transaction is open now. Throws {@link NotModelled}
 * when a string of several statements begins a transaction and leaves it open.
 */
export function sessionAfter(
  session: SessionSpec,
  statement: string,
  status: TransactionStatus,
  failed: boolean,
): SessionSpec {
  if (status !== 'I') return { ...session, transaction: openTransaction(session, statement) }
  const done = [...session.transaction, ...(failed ? [] : [statement])]
  const kept = committed(done) ? done.flatMap(keptPieces) : []
  if (session.transaction.length === 0 && kept.length === 0) return session
  return { ...session, transaction: [], preamble: [...session.preamble, ...kept] }
}

function openTransaction(session: SessionSpec, statement: string): readonly string[] {
  const pieces = splitStatements(statement)
  const control = pieces.filter(({ text }) => OPENS.test(skeletonOf(text)) || CLOSES.test(skeletonOf(text)))
  if (pieces.length > 1 && control.length > 0 && !OPENS.test(skeletonOf(pieces[0]?.text ?? ''))) {
    throw new NotModelled(
      'PostgreSQL: a string of several statements that begins a transaction and leaves it open',
      'Send BEGIN as a statement of its own, as psql -f does.',
    )
  }
  return [...session.transaction, statement]
}

/** SET and its kin last when the transaction commits, and go with it otherwise. */
function committed(statements: readonly string[]): boolean {
  const last = splitStatements(statements.at(-1) ?? '').at(-1)
  return last === undefined || !/^(rollback|abort)\b/.test(skeletonOf(last.text))
}

function keptPieces(statement: string): readonly string[] {
  return splitStatements(statement)
    .map(({ text }) => text)
    .filter((text) => {
      const skeleton = skeletonOf(text)
      if (/^set (local|transaction|constraints)\b/.test(skeleton)) return false
      return KEEPS.test(skeleton) || ADVISORY.test(skeleton)
    })
}
