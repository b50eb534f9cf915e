import fc from 'fast-check'
import type { MaybePromise } from '../../twins/contract/twin.js'
import type { Left } from './budget.js'
import { knowing, replayChoices, takeKnown } from './replay.js'
import { ChoiceDiverged, type RecordedChoice } from './schedule.js'
import { shrinkChoices } from './shrink.js'
import type { Move, Space } from './space.js'

/** What a sampled path does where it has a choice. */
export interface SamplePlan {
  /** Ranks of the steps: where several may start, the one with the smallest rank does. */
  readonly order: readonly number[]
  /** Departures from the default: at the n-th state with a choice, take one of its other moves. */
  readonly departures: readonly { readonly after: number; readonly pick: number }[]
}

/** A path that was sampled: where it ended, and every choice that was not the default. */
export interface SampledPath<N> {
  readonly end: N
  readonly choices: readonly RecordedChoice[]
}

export interface SampleOptions<N> {
  readonly space: Space<N>
  readonly start: N
  readonly left: Left
  /** Steps that may be ordered. */
  readonly steps: number
  /** Departures in one path. */
  readonly departures: number
  /** Paths to sample. */
  readonly runs: number
  readonly seed: number
  /** Whether an end is a failure. */
  readonly fails: (end: N) => Promise<boolean>
  /** Asked before each path: true ends the sampling, or the shrinking of what has failed. */
  readonly stop?: ((progress: SampleProgress) => MaybePromise<boolean>) | undefined
}

/** Where a sampling stands. */
export interface SampleProgress {
  /** Paths followed until the first failure, or until now. */
  readonly runs: number
  /** A path has failed and is being shrunk. */
  readonly failed: boolean
}

export interface SampleResult {
  /** Paths followed until the first failure, or all. */
  readonly runs: number
  readonly seed: number
  /** A failing path from which no single choice can be left out; null: none failed. */
  readonly failure: readonly RecordedChoice[] | null
}

/** States with a choice within which departures are drawn. */
const REACH = 400

/** A path as fast-check draws and shrinks it: towards the written order and no departures. */
export function samplePlans({
  steps,
  departures,
}: Pick<SampleOptions<unknown>, 'steps' | 'departures'>): fc.Arbitrary<SamplePlan> {
  return fc.record({
    order: fc.array(fc.nat({ max: steps }), { minLength: steps, maxLength: steps }),
    departures: fc.array(fc.record({ after: fc.nat({ max: REACH }), pick: fc.nat({ max: 1000 }) }), {
      maxLength: departures,
    }),
  })
}

/** Sample paths until one fails; the failure is shrunk until it is 1-minimal. */
export async function sample<N>(options: SampleOptions<N>): Promise<SampleResult> {
  let runs = 0
  let failing: readonly RecordedChoice[] | null = null
  const property = fc.asyncProperty(samplePlans(options), async (plan) => {
    if (await options.stop?.({ runs, failed: failing !== null })) return
    if (failing === null) runs += 1
    const path = await followPlan(options, plan)
    if (!(await options.fails(path.end))) return
    failing = path.choices
    throw new FailingPath()
  })
  await fc.check(property, { seed: options.seed, numRuns: options.runs })
  const failure =
    failing === null ? null : await shrinkChoices(failing, (choices) => failingWith(options, choices))
  return { runs, seed: options.seed, failure }
}

class FailingPath extends Error {
  override readonly name = 'FailingPath'
}

/** Follow a sampled plan from the start to its end. */
export async function followPlan<N>(
  { space, start, left }: SampleOptions<N>,
  plan: SamplePlan,
): Promise<SampledPath<N>> {
  const choices: RecordedChoice[] = []
  let at = { node: start, left }
  for (let count = 0; ; ) {
    const moves = await knowing(() => space.moves(at.node, at.left))
    const [first] = moves
    if (first === undefined) return { end: at.node, choices }
    let move = byPlan(moves, plan)
    if (moves.length > 1) {
      const departure = plan.departures.find(({ after }) => after === count)
      if (departure !== undefined) move = moves[departure.pick % moves.length]!
      count += 1
    }
    if (move !== first || move.cost > 0)
      choices.push({ at: space.position(at.node), take: move.label, of: moves.length })
    at = await takeKnown(space, at, move)
  }
}

/** The default, but where steps may begin: then the one the plan ranks first. */
function byPlan(moves: readonly Move[], { order }: SamplePlan): Move {
  const starts = moves.filter((move) => move.step >= 0)
  const others = moves.filter((move) => move.step < 0)
  if (starts.length === 0) return moves[0]!
  // A sequence goes on while it can; it ends when nothing may begin any more.
  const ranked = [...starts].sort((x, y) => (order[x.step] ?? 0) - (order[y.step] ?? 0) || x.step - y.step)
  return others.some((move) => move.label === 'rest') ? others[0]! : ranked[0]!
}

async function failingWith<N>(
  options: SampleOptions<N>,
  choices: readonly RecordedChoice[],
): Promise<readonly RecordedChoice[] | null> {
  if (await options.stop?.({ runs: 0, failed: true })) return null
  const path = await followLoosely(options, choices)
  return path !== null && (await options.fails(path.end)) ? path.choices : null
}

/**
 * Follow some of the choices of a path: what the operator chose is chosen when it comes up, wherever that is by now, and what
 * the world was made to do at its place within its step. Null when they do not fit together any more.
 */
export async function followLoosely<N>(
  { space, start, left }: Pick<SampleOptions<N>, 'space' | 'start' | 'left'>,
  wanted: readonly RecordedChoice[],
): Promise<SampledPath<N> | null> {
  const choices: RecordedChoice[] = []
  const waiting = [...wanted]
  let at = { node: start, left }
  for (;;) {
    const moves = await knowing(() => space.moves(at.node, at.left))
    const [first] = moves
    if (first === undefined)
      return waiting.length === 0 && space.final(at.node) ? { end: at.node, choices } : null
    const position = space.position(at.node)
    const chosen = moves.find((move) => isWanted(waiting[0], move, position))
    if (chosen !== undefined) waiting.shift()
    else if (first.cost > 0) return null
    const move = chosen ?? first
    if (move !== first || move.cost > 0) choices.push({ at: position, take: move.label, of: moves.length })
    at = await takeKnown(space, at, move)
  }
}

function isWanted(wanted: RecordedChoice | undefined, { label }: Move, position: number): boolean {
  return wanted?.take === label && (wanted.at === position || !/^(go|fault) /.test(label))
}

/** The end of a replay, or null when the choices do not fit together. */
export async function tryReplay<N>(
  { space, start, left }: Pick<SampleOptions<N>, 'space' | 'start' | 'left'>,
  choices: readonly RecordedChoice[],
): Promise<N | null> {
  try {
    const { end } = await replayChoices(space, start, left, choices)
    return space.final(end) ? end : null
  } catch (error) {
    if (error instanceof ChoiceDiverged) return null
    throw error
  }
}
