import { renameText } from './canonical.js'
import { addHash, type Hash128, hashToHex, ZERO_HASH } from './hash.js'
import { compareKeys } from './json.js'
import { IDS, type MintedId } from './tables.js'
import type { World } from './world.js'

/** A row that names ids, as the naming sees it. */
export interface NamingRow {
  /** The ids the row holds. */
  readonly ids: readonly string[]
  /**
   * Hash of the row with every id that stems from `root` called by its kind and marked, and every other one called by
   * its kind alone: what the row says of `root`.
   */
  readonly hashAbout: (root: string, call: (id: string) => string) => Hash128
}

/** Where an id comes from. */
interface Lineage {
  /** Purpose and subject, with the ids in the subject called by theirs. */
  readonly base: string
  /** The ids it stems from that stem from none: a pod's name for its uid and its containers. Itself if there is none. */
  readonly roots: readonly string[]
}

interface Member {
  readonly id: string
  readonly incarnation: number
  readonly lineage: Lineage
}

/**
 * Id -> name: its purpose and subject, and its rank among the present ones of the same. Siblings, e.g. the pods of a
 * ReplicaSet, are ranked by what the rows say of them and not by their age or their spelling: which of them came first,
 * or went to which node, depends on nothing but the seed. What stems from a sibling takes its rank.
 */
export function nameIds(world: World, rows: readonly NamingRow[]): ReadonlyMap<string, string> {
  const ids = new Set(rows.flatMap((row) => row.ids))
  const members = [...ids].map((id) => memberOf(world, id))
  const ranks = rankRoots(world, rows, members)
  const names = new Map<string, string>()
  for (const [base, group] of groupBy(members, ({ lineage }) => lineage.base)) {
    group.sort((x, y) => byRoots(ranks, x, y) || byAge(x, y))
    group.forEach(({ id }, rank) => {
      names.set(id, `<${base}:${rank}>`)
    })
  }
  return names
}

/** Rank of each root among those of its kind; a root without siblings is left out. */
function rankRoots(
  world: World,
  rows: readonly NamingRow[],
  members: readonly Member[],
): ReadonlyMap<string, number> {
  const roots = new Set(members.flatMap(({ lineage }) => lineage.roots))
  const groups = groupBy(
    [...roots].map((root) => memberOf(world, root)),
    ({ lineage }) => lineage.base,
  )
  const siblings = [...groups.values()].filter((group) => group.length > 1)
  if (siblings.length === 0) return new Map()
  const marks = describeRoots(world, rows, new Set(siblings.flat().map(({ id }) => id)))
  const ranks = new Map<string, number>()
  for (const group of siblings) {
    const described = group.map((member) => ({ member, mark: hashToHex(marks.get(member.id) ?? ZERO_HASH) }))
    described.sort((x, y) => compareKeys(x.mark, y.mark) || byAge(x.member, y.member))
    described.forEach(({ member }, rank) => {
      ranks.set(member.id, rank)
    })
  }
  return ranks
}

/** What all rows together say of each of these roots. */
function describeRoots(
  world: World,
  rows: readonly NamingRow[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, Hash128> {
  const marks = new Map<string, Hash128>()
  for (const row of rows) {
    const about = new Set(row.ids.flatMap((id) => lineageOf(world, id).roots).filter((id) => wanted.has(id)))
    for (const root of about) {
      const hash = row.hashAbout(root, (id) => {
        const { base, roots } = lineageOf(world, id)
        return roots.includes(root) ? `<${base}:*>` : `<${base}>`
      })
      marks.set(root, addHash(marks.get(root) ?? ZERO_HASH, hash))
    }
  }
  return marks
}

function byRoots(ranks: ReadonlyMap<string, number>, x: Member, y: Member): number {
  for (const [index, root] of x.lineage.roots.entries()) {
    const order = (ranks.get(root) ?? 0) - (ranks.get(y.lineage.roots[index] ?? '') ?? 0)
    if (order !== 0) return order
  }
  return 0
}

function byAge(x: Member, y: Member): number {
  return x.incarnation - y.incarnation || compareKeys(x.id, y.id)
}

function memberOf(world: World, id: string): Member {
  const { incarnation } = world.get<MintedId>(IDS, id)!
  return { id, incarnation, lineage: lineageOf(world, id) }
}

/** Ids name their subject by other ids (a pod by its ReplicaSet); eight levels are more than any chain of owners has. */
const MAX_DEPTH = 8

/** A cache: an id is minted before it stands in the subject of another, so that a lineage never changes. */
const lineages = new WeakMap<MintedId, Lineage>()

function lineageOf(world: World, id: string, depth = 0): Lineage {
  const minted = world.get<MintedId>(IDS, id)!
  const known = lineages.get(minted)
  if (known !== undefined) return known
  const roots = new Set<string>()
  const subject = renameText(minted.subject, (word) => {
    if (depth >= MAX_DEPTH || world.get(IDS, word) === undefined) return undefined
    const inner = lineageOf(world, word, depth + 1)
    for (const root of inner.roots) roots.add(root)
    return inner.base
  })
  const lineage = { base: `${minted.purpose} ${subject}`, roots: roots.size === 0 ? [id] : [...roots] }
  lineages.set(minted, lineage)
  return lineage
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [item])
    else known.push(item)
  }
  return groups
}
