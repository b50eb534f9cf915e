import { type Canonicalizer, CounterCollector, collectWords, renameText, renameWords } from './canonical.js'
import { addHash, type Hash128, hashJson, hashString, mixHash, ZERO_HASH } from './hash.js'
import { compareKeys, type Json } from './json.js'
import type { Process } from './process.js'
import type { System } from './system.js'
import type { TableSpec } from './table.js'
import { AGENDA, type AgendaItem, IDS, type MintedId, PROCESSES } from './tables.js'
import type { World } from './world.js'

/**
 * Exact fingerprint: equal worlds behave equally under equal schedules. It holds objects with their uids, processes by
 * program and journal digest, queues, monitors, and timers as (owner, due - now). Left out: resourceVersions (a held
 * one counts as fresh or stale), absolute times, the log.
 */
export function exactFingerprint(system: System, world: World): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const table of world.tables.values()) hash = addHash(hash, table.hash)
  for (const { key, value } of world.list<AgendaItem>(AGENDA)) {
    hash = addHash(hash, hashString(`${key} ${value.class} ${value.at - world.now}`))
  }
  for (const { value } of world.list<Process>(PROCESSES))
    hash = addHash(hash, freshness(system, world, value))
  return hash
}

/**
 * Canonical fingerprint: equal for worlds that differ only in the seed, in how often things were re-created, or in
 * counters that grew. Meant for quiescent worlds: cycles, "back at the start", comparison between runs.
 */
export function canonicalFingerprint(world: World): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const row of canonicalRows(world))
    hash = addHash(hash, mixHash(hashString(row.table), hashJson(row.value)))
  return hash
}

/** What {@link canonicalFingerprint} compares, sorted: for tests and for showing where two worlds differ. */
export interface CanonicalRow {
  readonly table: string
  readonly key: string
  readonly value: Json
}

export function canonicalRows(world: World): readonly CanonicalRow[] {
  const collector = new CounterCollector()
  project(world, collector)
  const rows = project(world, collector.ranks())
  const names = canonicalNames(world, rows)
  const rename = (word: string) => names.get(word)
  return rows
    .map((row) => {
      const key = renameText(row.key, rename)
      return { table: row.table, key, value: { key, value: renameWords(row.value, rename) } }
    })
    .sort((x, y) => compareKeys(x.table, y.table) || compareKeys(x.key, y.key))
}

function freshness(system: System, world: World, process: Process): Hash128 {
  if (process.exit !== null || process.held.length === 0) return ZERO_HASH
  let hash: Hash128 = ZERO_HASH
  for (const held of process.held) {
    const fresh = system.versionOf(world.get(held.table, held.key)) === held.version
    if (!fresh) hash = addHash(hash, hashString(`${process.pid} holds a stale ${held.table} ${held.key}`))
  }
  return hash
}

function project(world: World, names: Canonicalizer): CanonicalRow[] {
  const rows: CanonicalRow[] = []
  for (const [name, table] of world.tables) {
    const spec: TableSpec<unknown> = table.spec
    for (const { key, value } of table.range('')) {
      const projected = spec.canonical ? spec.canonical(value, key, names) : (value as Json)
      if (projected !== null) rows.push({ table: name, key, value: projected })
    }
  }
  return rows
}

/** Word -> name, for every minted id that occurs in the rows. */
function canonicalNames(world: World, rows: readonly CanonicalRow[]): ReadonlyMap<string, string> {
  const words = new Set<string>()
  for (const row of rows) {
    collectWords(row.key, words)
    collectWords(row.value, words)
  }
  const bases = new Map<string, { word: string; incarnation: number }[]>()
  for (const word of words) {
    const minted = world.get<MintedId>(IDS, word)
    if (minted === undefined) continue
    const base = baseName(world, minted, 0)
    const known = bases.get(base)
    if (known === undefined) bases.set(base, [{ word, incarnation: minted.incarnation }])
    else known.push({ word, incarnation: minted.incarnation })
  }
  const names = new Map<string, string>()
  for (const [base, members] of bases) {
    members.sort((x, y) => x.incarnation - y.incarnation || compareKeys(x.word, y.word))
    members.forEach((member, rank) => {
      names.set(member.word, `<${base}:${rank}>`)
    })
  }
  return names
}

/** Ids name their subject by other ids (a pod by its ReplicaSet); eight levels are more than any chain of owners has. */
const MAX_DEPTH = 8

function baseName(world: World, minted: MintedId, depth: number): string {
  const describe = (word: string) => {
    const inner = world.get<MintedId>(IDS, word)
    return inner === undefined || depth >= MAX_DEPTH ? undefined : baseName(world, inner, depth + 1)
  }
  return `${minted.purpose} ${renameText(minted.subject, describe)}`
}
