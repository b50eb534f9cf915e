import { hashJson, hashToHex } from '../kernel/hash.js'
import { compareKeys } from '../kernel/json.js'
import type { DatabaseState, ServerRoot, StateChange } from './types.js'

/** Databases of a server right after initdb. */
const FIRST_DATABASES = ['postgres', 'template0', 'template1'] as const
/** Digest of a database that holds nothing but what initdb made. */
export const EMPTY_DATABASE = 'empty'

/** Names what the roots have that no digest says; equal roots have equal names. */
export function rootName(root: ServerRoot): string {
  return `initial-${root.version}-${hashToHex(hashJson(root.bootstrap)).slice(0, 8)}`
}

/** The state of a new server. Its digests are names, so that no server has to run before the first statement. */
export function initialState(root: ServerRoot): DatabaseState {
  const name = rootName(root)
  const changed = new Set(root.bootstrap.map(({ database }) => database))
  const names = [...new Set([...FIRST_DATABASES, ...changed])].sort(compareKeys)
  const databases = names.map((database) => [
    database,
    changed.has(database) ? `${name}-${database}` : EMPTY_DATABASE,
  ])
  return { shared: name, databases: Object.fromEntries(databases) as Record<string, string> }
}

/** The state after a change; the same reference when nothing changed. */
export function applyChange(state: DatabaseState, change: StateChange | null): DatabaseState {
  if (change === null) return state
  const databases: Record<string, string> = {}
  const names = [...new Set([...Object.keys(state.databases), ...Object.keys(change.databases)])]
  for (const name of names.sort(compareKeys)) {
    const digest = name in change.databases ? change.databases[name] : state.databases[name]
    if (digest !== null && digest !== undefined) databases[name] = digest
  }
  return { shared: change.shared, databases }
}

/** The immutable id of a state of a server with this root. */
export function stateId(root: ServerRoot, state: DatabaseState): string {
  return hashToHex(hashJson({ root: rootName(root), state }))
}
