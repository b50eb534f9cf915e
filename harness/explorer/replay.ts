import { createHash } from 'node:crypto'
import type { MaybePromise } from '../../twins/contract/twin.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { EffectPending } from '../../twins/kernel/pending.js'
import type { Left } from './budget.js'
import { NO_STEP } from './graph.js'
import { ChoiceDiverged, type RecordedChoice } from './schedule.js'
import type { Move, Moved, Space } from './space.js'

/** A path that was followed to its end. */
export interface Replayed<N> {
  readonly end: N
  readonly left: Left
  /** Every move at which there was a choice, taken or by default. */
  readonly choices: readonly RecordedChoice[]
}

/**
 * Follow a path: the recorded choices where they were recorded, the default everywhere else. Throws {@link ChoiceDiverged}
 * when a recorded choice does not come up, or when nothing happens by default and none is recorded.
 */
export async function replayChoices<N>(
  space: Space<N>,
  start: N,
  left: Left,
  choices: readonly RecordedChoice[],
): Promise<Replayed<N>> {
  const waiting = [...choices]
  const taken: RecordedChoice[] = []
  let at: Moved<N> = { node: start, left }
  for (;;) {
    const moves = await knowing(() => space.moves(at.node, at.left))
    const position = space.position(at.node)
    const move = chosen(moves, waiting, position)
    if (move === undefined) {
      if (waiting.length > 0) throw new ChoiceDiverged(waiting[0]!, position, [])
      return { end: at.node, left: at.left, choices: taken }
    }
    if (move !== moves[0] || move.cost > 0) taken.push({ at: position, take: move.label, of: moves.length })
    at = await takeKnown(space, at, move)
  }
}

function chosen(moves: readonly Move[], waiting: RecordedChoice[], position: number): Move | undefined {
  const next = waiting[0]
  const wanted = next?.at === position ? moves.find((move) => move.label === next.take) : undefined
  if (wanted !== undefined) {
    waiting.shift()
    return wanted
  }
  const [first] = moves
  if (first !== undefined && (first.cost > 0 || first.step !== NO_STEP)) {
    if (next !== undefined) throw diverged(next, position, moves)
    return undefined
  }
  return first
}

function diverged(choice: RecordedChoice, position: number, moves: readonly Move[]): ChoiceDiverged {
  return new ChoiceDiverged(
    choice,
    position,
    moves.map((move) => move.label),
  )
}

/** Take a move, executing effects that are not known yet. */
export function takeKnown<N>(space: Space<N>, { node, left }: Moved<N>, move: Move): Promise<Moved<N>> {
  return knowing(() => space.take(node, move, left))
}

/** What is asked of a space, once the effects it depends on have been executed. */
export async function knowing<T>(ask: () => MaybePromise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof EffectPending)) throw error
      await error.effect.execute()
    }
  }
}

/** SHA-256 over the entries, one JSON text a line: two logs are byte for byte the same exactly when their digests are. */
export function logDigest(log: readonly LogEntry[]): string {
  const hash = createHash('sha256')
  for (const entry of log) hash.update(`${JSON.stringify(entry)}\n`)
  return hash.digest('hex')
}
