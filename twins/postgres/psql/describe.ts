import type { Proc } from '../../kernel/process.js'
import { DESCRIPTIONS, RELATION_KINDS, relationQuery } from './describe-queries.js'
import { describeTable } from './describe-table.js'
import { isRightAligned } from './format.js'
import type { Session } from './session.js'

/** `\l`, `\dn`, `\du`, `\dt` and its kin, `\d`. */
export function isDescription(name: string): boolean {
  return name === 'd' || name in DESCRIPTIONS || RELATIONS.test(name)
}

const RELATIONS = /^d[tvmsi]+$/

/** Show what the catalogue says. PostgreSQL 15 src/bin/psql/describe.c. */
export function* runDescription(
  session: Session,
  name: string,
  words: readonly string[],
): Proc<'done' | 'failed'> {
  const [pattern] = words
  if (name === 'd' && pattern !== undefined) return yield* describeTable(session, pattern)
  const known = DESCRIPTIONS[name]
  const kinds = name === 'd' ? 'tvms' : name.slice(1)
  const { title, query, footers } = known ?? {
    title: 'List of relations',
    query: relationQuery(kinds),
    footers: undefined,
  }
  if (!session.connected) {
    yield* session.complain('You are currently not connected to a database.')
    return 'failed'
  }
  const answer = yield* session.query(query(pattern, Number(session.version)))
  if (answer.error !== null) return yield* session.fail(answer.error, '')
  const result = answer.results[0]!
  if (known === undefined && result.rows.length === 0 && !session.quiet) {
    const what = pattern === undefined ? 'any relations.' : `any ${nounOf(kinds)} named "${pattern}".`
    yield* session.complain(`Did not find ${what}`)
    return 'done'
  }
  yield* session.table({
    title,
    headers: result.fields.map((field) => field.name),
    right: result.fields.map((field) => isRightAligned(field.type)),
    rows: result.rows,
    ...(footers === undefined ? {} : { footers }),
  })
  return 'done'
}

/** Version 15 says `relation` for whatever kind. */
function nounOf(kinds: string): string {
  return kinds in RELATION_KINDS || kinds.length > 1 ? 'relation' : kinds
}
