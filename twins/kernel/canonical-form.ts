import {
  type Canonicalizer,
  type Counter,
  CounterCollector,
  collectWords,
  renameText,
  renameWords,
} from './canonical.js'
import { type Hash128, hashJson, hashString, mixHash } from './hash.js'
import { compareKeys, type Json } from './json.js'
import type { Table, TableSpec } from './table.js'
import { IDS, type MintedId } from './tables.js'
import type { World } from './world.js'

/** One row as the canonical fingerprint sees it: ids renamed, counters ranked. */
export interface CanonicalRow {
  readonly table: string
  readonly key: string
  readonly value: Json
}

/**
 * What a row asks of the rest of the world: the ids it holds and the counters it names. It depends on the value alone,
 * because an id is minted before it stands anywhere. `latest` remembers the last result under one set of answers.
 */
interface RowForm {
  readonly ids: readonly string[]
  readonly counters: readonly Counter[]
  latest: { readonly answers: string; readonly hash: Hash128 } | null
}

interface CountedRow {
  readonly spec: TableSpec<unknown>
  readonly key: string
  readonly value: unknown
  readonly form: RowForm
}

const forms = new WeakMap<object, RowForm>()

/** All rows that count, sorted by table and key. */
export function canonicalRows(world: World): readonly CanonicalRow[] {
  const rows = countedRows(world)
  const answers = answersFor(world, rows)
  return rows
    .map((row) => canonicalRow(row, answers))
    .sort((x, y) => compareKeys(x.table, y.table) || compareKeys(x.key, y.key))
}

/** Hashes of {@link canonicalRows}; a row whose ids and counters have the same names as last time costs next to nothing. */
export function canonicalHashes(world: World): readonly Hash128[] {
  const rows = countedRows(world)
  const answers = answersFor(world, rows)
  return rows.map((row) => {
    const wanted = describeAnswers(row.form, answers)
    if (row.form.latest?.answers !== wanted) {
      const { table, key, value } = canonicalRow(row, answers)
      const hash = mixHash(hashString(table), mixHash(hashString(key), hashJson(value)))
      row.form.latest = { answers: wanted, hash }
    }
    return row.form.latest.hash
  })
}

/** How ids and counters are called in this world. */
interface Answers {
  readonly names: ReadonlyMap<string, string>
  readonly ranks: Canonicalizer
}

function canonicalRow({ spec, key, value }: CountedRow, { names, ranks }: Answers): CanonicalRow {
  const rename = (word: string) => names.get(word)
  const projected = spec.canonical ? spec.canonical(value, key, ranks) : (value as Json)
  const shown = spec.canonicalKey?.(value, key, ranks) ?? key
  return { table: spec.name, key: renameText(shown, rename), value: renameWords(projected, rename) }
}

function describeAnswers({ ids, counters }: RowForm, { names, ranks }: Answers): string {
  if (ids.length === 0 && counters.length === 0) return ''
  const ranked = counters.map(({ scope, value }) => String(ranks.counter(scope, value)))
  return `${ids.map((id) => names.get(id)).join('\u0000')}\u0001${ranked.join('\u0000')}`
}

function countedRows(world: World): readonly CountedRow[] {
  const rows: CountedRow[] = []
  for (const table of world.tables.values()) {
    if (table.spec.bookkeeping) continue
    for (const { key, value } of table.range('')) {
      const form = formOf(world, table, key, value)
      if (form !== null) rows.push({ spec: table.spec, key, value, form })
    }
  }
  return rows
}

/** Null: the row does not count. */
function formOf(world: World, table: Table<unknown>, key: string, value: unknown): RowForm | null {
  const known = typeof value === 'object' && value !== null ? forms.get(value) : undefined
  if (known !== undefined) return known === UNCOUNTED ? null : known
  const form = makeForm(world, table.spec, key, value)
  if (typeof value === 'object' && value !== null) forms.set(value, form)
  return form === UNCOUNTED ? null : form
}

/** Stands for rows that do not count, so that this is remembered too. */
const UNCOUNTED: RowForm = { ids: [], counters: [], latest: null }

function makeForm(world: World, spec: TableSpec<unknown>, key: string, value: unknown): RowForm {
  const collector = new CounterCollector()
  const projected = spec.canonical ? spec.canonical(value, key, collector) : (value as Json)
  if (projected === null) return UNCOUNTED
  const words = new Set<string>()
  collectWords(spec.canonicalKey?.(value, key, collector) ?? key, words)
  collectWords(projected, words)
  const ids = [...words].filter((word) => world.get(IDS, word) !== undefined)
  return { ids, counters: collector.counters(), latest: null }
}

function answersFor(world: World, rows: readonly CountedRow[]): Answers {
  const collector = new CounterCollector()
  const ids = new Set<string>()
  for (const { form } of rows) {
    for (const { scope, value } of form.counters) collector.counter(scope, value)
    for (const id of form.ids) ids.add(id)
  }
  return { names: nameIds(world, ids), ranks: collector.ranks() }
}

/** Id -> name: its purpose and subject, and its rank among the present ones of the same. */
function nameIds(world: World, ids: Iterable<string>): ReadonlyMap<string, string> {
  const bases = new Map<string, { readonly id: string; readonly incarnation: number }[]>()
  for (const id of ids) {
    const minted = world.get<MintedId>(IDS, id)
    if (minted === undefined) continue
    const base = baseName(world, minted, 0)
    const member = { id, incarnation: minted.incarnation }
    const known = bases.get(base)
    if (known === undefined) bases.set(base, [member])
    else known.push(member)
  }
  const names = new Map<string, string>()
  for (const [base, members] of bases) {
    members.sort((x, y) => x.incarnation - y.incarnation || compareKeys(x.id, y.id))
    members.forEach((member, rank) => {
      names.set(member.id, `<${base}:${rank}>`)
    })
  }
  return names
}

/** Ids name their subject by other ids (a pod by its ReplicaSet); eight levels are more than any chain of owners has. */
const MAX_DEPTH = 8

const baseNames = new WeakMap<MintedId, string>()

function baseName(world: World, minted: MintedId, depth: number): string {
  const known = baseNames.get(minted)
  if (known !== undefined) return known
  const describe = (word: string) => {
    const inner = world.get<MintedId>(IDS, word)
    return inner === undefined || depth >= MAX_DEPTH ? undefined : baseName(world, inner, depth + 1)
  }
  const name = `${minted.purpose} ${renameText(minted.subject, describe)}`
  baseNames.set(minted, name)
  return name
}
