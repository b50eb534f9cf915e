import {
  type Canonicalizer,
  type Counter,
  CounterCollector,
  collectWords,
  renameText,
  renameWords,
} from './canonical.js'
import { nameIds } from './canonical-names.js'
import { addHash, type Hash128, hashEquals, hashJson, hashString, mixHash, ZERO_HASH } from './hash.js'
import { compareKeys, type Json } from './json.js'
import type { Table, TableSpec } from './table.js'
import { IDS } from './tables.js'
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
  /** What the row says of the ids it holds, under one set of ranks of its counters. */
  about: { readonly answers: string; readonly hashes: Map<string, Hash128> } | null
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
      row.form.latest = { answers: wanted, hash: hashRow(canonicalRow(row, answers)) }
    }
    return row.form.latest.hash
  })
}

/**
 * True for worlds whose canonical fingerprints cannot be equal, found by the rows alone in which they differ: naming ids
 * and ranking counters changes neither the shape of a row nor its numbers, booleans and truth values, so those of equal
 * worlds are the same, and rows that both worlds have cancel out. False says nothing.
 */
export function surelyDiffer(x: World, y: World): boolean {
  let left = ZERO_HASH
  let right = ZERO_HASH
  for (const [name, table] of x.tables) {
    if (table.spec.bookkeeping) continue
    const other = y.table(name)
    left = addHash(left, hashOfOwn(table, other))
    right = addHash(right, hashOfOwn(other, table))
  }
  return !hashEquals(left, right)
}

const NO_RANKS: Canonicalizer = { counter: () => null }

/** Sum over the rows that `other` does not have, of what does not depend on other rows. */
function hashOfOwn(table: Table<unknown>, other: Table<unknown>): Hash128 {
  const { name, canonical } = table.spec
  let sum = ZERO_HASH
  for (const { key, value } of table.range('')) {
    if (other.get(key) === value) continue
    const projected = canonical ? canonical(value, key, NO_RANKS) : (value as Json)
    if (projected !== null) sum = addHash(sum, mixHash(hashString(name), hashShape(projected)))
  }
  return sum
}

/** What conditions say; no id is called like that. */
const TRUTH: ReadonlySet<string> = new Set(['True', 'False', 'Unknown'])
const TEXT = hashString('text')

/** A value without its texts and the names of its members. */
function hashShape(value: Json): Hash128 {
  if (typeof value === 'string') return TRUTH.has(value) ? hashString(value) : TEXT
  if (typeof value !== 'object' || value === null) return hashJson(value)
  let sum = hashString(Array.isArray(value) ? 'items' : 'members')
  for (const child of Object.values(value)) sum = addHash(sum, mixHash(TEXT, hashShape(child as Json)))
  return sum
}

function hashRow({ table, key, value }: CanonicalRow): Hash128 {
  return mixHash(hashString(table), mixHash(hashString(key), hashJson(value)))
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

function describeAnswers(form: RowForm, { names, ranks }: Answers): string {
  if (form.ids.length === 0 && form.counters.length === 0) return ''
  return `${form.ids.map((id) => names.get(id)).join('\u0000')}\u0001${describeCounters(form, ranks)}`
}

function describeCounters({ counters }: RowForm, ranks: Canonicalizer): string {
  return counters.map(({ scope, value }) => String(ranks.counter(scope, value))).join('\u0000')
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
const UNCOUNTED: RowForm = { ids: [], counters: [], latest: null, about: null }

function makeForm(world: World, spec: TableSpec<unknown>, key: string, value: unknown): RowForm {
  const collector = new CounterCollector()
  const projected = spec.canonical ? spec.canonical(value, key, collector) : (value as Json)
  if (projected === null) return UNCOUNTED
  const words = new Set<string>()
  collectWords(spec.canonicalKey?.(value, key, collector) ?? key, words)
  collectWords(projected, words)
  const ids = [...words].filter((word) => world.get(IDS, word) !== undefined)
  return { ids, counters: collector.counters(), latest: null, about: null }
}

function answersFor(world: World, rows: readonly CountedRow[]): Answers {
  const collector = new CounterCollector()
  for (const { form } of rows) for (const { scope, value } of form.counters) collector.counter(scope, value)
  const ranks = collector.ranks()
  const naming = rows
    .filter(({ form }) => form.ids.length > 0)
    .map((row) => ({
      ids: row.form.ids,
      hashAbout: (root: string, call: (id: string) => string) => hashAbout(row, ranks, root, call),
    }))
  return { names: nameIds(world, naming), ranks }
}

/** What a row says of an id; its own ids have the same kinds in every world, so that only counters can change it. */
function hashAbout(
  row: CountedRow,
  ranks: Canonicalizer,
  root: string,
  call: (id: string) => string,
): Hash128 {
  const { form } = row
  const answers = describeCounters(form, ranks)
  if (form.about?.answers !== answers) form.about = { answers, hashes: new Map() }
  const known = form.about.hashes.get(root)
  if (known !== undefined) return known
  const names = new Map(form.ids.map((id) => [id, call(id)]))
  const hash = hashRow(canonicalRow(row, { names, ranks }))
  form.about.hashes.set(root, hash)
  return hash
}
