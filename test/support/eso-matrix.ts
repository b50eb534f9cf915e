import { ALL_RANGES, type Before, type Fate, type Range, versionsIn } from './eso-twin.js'

const STRIPPING: readonly Range[] = ['v0.11.0 to v0.19.2', 'v0.20.0 to v2.9.0']
const CLINGING: readonly Range[] = ['v0.5.0 to v0.9.4', 'v0.9.5 to v0.10.7']
const FINALIZING: readonly Range[] = ['v0.20.0 to v2.9.0']
const BEFORE_FINALIZER = ALL_RANGES.filter((range) => !FINALIZING.includes(range))

/** What is expected of a release range. */
export interface Cell extends Before {
  readonly ranges: readonly Range[]
  readonly fate: Fate
  /** Who deletes it. */
  readonly by?: 'garbage-collector' | 'externalsecret'
}

const cell = (
  creationPolicy: string,
  deletionPolicies: readonly string[],
  history: Before['history'],
  ranges: readonly Range[],
  expected: Fate,
  by?: Cell['by'],
): readonly Cell[] =>
  deletionPolicies.map((deletionPolicy) => ({
    creationPolicy,
    deletionPolicy,
    history,
    ranges,
    fate: expected,
    ...(by === undefined ? {} : { by }),
  }))

const ANY = ['Retain', 'Merge', 'Delete']
const SAFE = ['Retain', 'Merge']
const GC = 'garbage-collector'
const SYNCED = 'was Owner, synced'
const UNSYNCED = 'was Owner, unsynced'

/** Every cell of the deletion matrix. */
export const MATRIX: readonly Cell[] = [
  ...cell('Owner', SAFE, 'always', ALL_RANGES, 'lost', GC),
  ...cell('Owner', ['Delete'], 'always', BEFORE_FINALIZER, 'lost', GC),
  ...cell('Owner', ['Delete'], 'always', FINALIZING, 'lost', 'externalsecret'),

  ...cell('Orphan', ANY, 'always', ALL_RANGES, 'kept'),
  ...cell('Orphan', ANY, SYNCED, CLINGING, 'lost', GC),
  ...cell('Orphan', ANY, SYNCED, STRIPPING, 'kept'),
  ...cell('Orphan', ANY, UNSYNCED, BEFORE_FINALIZER, 'lost', GC),
  ...cell('Orphan', SAFE, UNSYNCED, FINALIZING, 'lost', GC),
  ...cell('Orphan', ['Delete'], UNSYNCED, FINALIZING, 'lost', 'externalsecret'),

  ...cell('Merge', SAFE, 'always', ALL_RANGES, 'kept'),
  ...cell('Merge', SAFE, SYNCED, CLINGING, 'lost', GC),
  ...cell('Merge', SAFE, SYNCED, STRIPPING, 'kept'),
  ...cell('Merge', SAFE, UNSYNCED, ALL_RANGES, 'lost', GC),

  ...cell('None', ['Retain'], 'always', ALL_RANGES, 'kept'),
  ...cell('None', ['Retain'], SYNCED, ALL_RANGES, 'lost', GC),
  ...cell('None', ['Retain'], UNSYNCED, ALL_RANGES, 'lost', GC),
]

/** One row a release. */
export const MATRIX_ROWS = MATRIX.flatMap((each) => versionsIn(each.ranges).map((eso) => ({ eso, ...each })))
