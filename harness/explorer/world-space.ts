import type { Explorable, Taken } from '../../twins/contract/explorable.js'
import type { Hash128 } from '../../twins/kernel/hash.js'
import type { Alternative } from '../../twins/kernel/scheduler.js'
import type { Footprint } from '../../twins/kernel/transaction.js'
import { type Left, UNBOUNDED } from './budget.js'
import { NO_STEP } from './graph.js'
import type { Move, Moved, Space } from './space.js'

/** A world and nothing else: what may happen in it until nothing is under way. */
export class WorldSpace<S extends object> implements Space<S> {
  readonly #explorable: Explorable<S>
  readonly #begin: number
  readonly #key: (state: S) => Hash128

  constructor(explorable: Explorable<S>, start: S, equality: 'exact' | 'canonical' = 'exact') {
    this.#explorable = explorable
    this.#key = explorable[equality]
    this.#begin = explorable.transitions(start)
  }

  moves(state: S, left: Left): readonly Move[] {
    const next = this.#explorable.nominal(state)
    return next === null ? [] : worldMoves(this.#explorable, next, left)
  }

  async take(state: S, move: Move, left: Left): Promise<Moved<S>> {
    const { state: node, budget } = takeMove(this.#explorable, state, move, left.faults)
    return { node, left: spend(left, move, budget) }
  }

  footprint(state: S, move: Move): Footprint | null {
    const from = this.#explorable.nominal(state)?.state ?? state
    return this.#explorable.footprint(from, alternativeOf(move))
  }

  final(): boolean {
    return true
  }

  key(state: S): Hash128 {
    return this.#key(state)
  }

  position(state: S): number {
    return this.#explorable.transitions(state) - this.#begin
  }
}

/** What may happen in a world, in default order: the nominal transition, the others that the bounds allow, the faults. */
export function worldMoves<S>(
  explorable: Explorable<S>,
  next: { readonly state: S; readonly label: string },
  left: Left,
): readonly Move[] {
  const nominal: Move = { label: `go ${next.label}`, cost: 0, step: NO_STEP }
  const { delays, faults } = left
  if (delays === 0 && faults.crashes === 0 && faults.stalls === 0) return [nominal]
  const quiet = explorable.withoutEffect(next.state)
  // It changes nothing and is woken again by whatever it looks at: it may as well run now.
  if (quiet !== null && quiet !== next.label) return [{ ...nominal, label: `go ${quiet}` }]
  const others = explorable
    .enabled(next.state, faults)
    .filter((alternative) => alternative.label !== next.label)
  return [nominal, ...others.flatMap((alternative, index) => worldMove(alternative, index + 1, delays))]
}

/** Take a move of {@link worldMoves}: it is one of the world that the nominal transition would be taken from. */
export function takeMove<S>(
  explorable: Explorable<S>,
  state: S,
  move: Move,
  faults: Left['faults'],
): Taken<S> {
  const from = explorable.nominal(state)?.state ?? state
  return explorable.take(from, alternativeOf(move), faults)
}

/** The transition or fault behind a move of {@link worldMoves}. */
export function alternativeOf(move: Move): Alternative {
  const space = move.label.indexOf(' ')
  const kind = move.label.slice(0, space) === 'fault' ? 'fault' : 'transition'
  return { kind, label: move.label.slice(space + 1) }
}

/** What is left after a move of {@link worldMoves}. */
export function spend(left: Left, move: Move, faults: Left['faults']): Left {
  return alternativeOf(move).kind === 'fault'
    ? { ...left, faults }
    : left.delays >= UNBOUNDED
      ? left
      : { delays: left.delays - move.cost, faults: left.faults }
}

function worldMove(alternative: Alternative, index: number, delays: number): readonly Move[] {
  if (alternative.kind === 'fault') return [{ label: `fault ${alternative.label}`, cost: 1, step: NO_STEP }]
  if (index > delays) return []
  return [{ label: `go ${alternative.label}`, cost: delays < UNBOUNDED ? index : 1, step: NO_STEP }]
}
