import type { Explorable, RunningCommand } from '../../twins/contract/explorable.js'
import type { Twin } from '../../twins/contract/twin.js'
import { type Hash128, hashString, mixHash } from '../../twins/kernel/hash.js'
import type { Alternative } from '../../twins/kernel/scheduler.js'
import { rest } from '../runner/sequence.js'
import type { Bounds, Left } from './budget.js'
import { Commands } from './commands.js'
import { free, NextSteps } from './next-steps.js'
import type { OperatorPlan, Situation, Victim } from './situation.js'
import type { Move, Moved, Space } from './space.js'
import { alternativeOf, spend, takeMove, worldMoves } from './world-space.js'

/** The moves of an operator and of the world around it. */
export class OperatorSpace<S> implements Space<Situation<S>> {
  readonly #twin: Twin<S>
  readonly #explorable: Explorable<S>
  readonly #commands: Commands<S>
  readonly #next: NextSteps
  readonly #victim: Victim | undefined
  /** State right after a kill of a census -> the request after which it happened. */
  readonly #killed = new WeakMap<Situation<S>, string>()

  constructor(twin: Twin<S>, explorable: Explorable<S>, plan: OperatorPlan, bounds: Bounds) {
    this.#twin = twin
    this.#explorable = explorable
    this.#victim = plan.victim
    this.#commands = new Commands(twin, explorable, plan)
    this.#next = new NextSteps(plan, bounds)
  }

  /** The start: nothing is done, the world rests. */
  start(state: S): Situation<S> {
    const endedAtMs = this.#twin.now(state)
    const since = this.#explorable.transitions(state)
    return {
      state,
      phase: 'quiescent',
      running: [],
      done: [],
      recovery: null,
      stopped: false,
      since,
      endedAtMs,
      ending: null,
    }
  }

  /** The request after which a command of a census was killed, of the state right after that; undefined: of any other one. */
  killedAfter(node: Situation<S>): string | undefined {
    return this.#killed.get(node)
  }

  position(node: Situation<S>): number {
    return this.#explorable.transitions(node.state) - node.since
  }

  final(node: Situation<S>): boolean {
    return node.phase === 'over'
  }

  key(node: Situation<S>): Hash128 {
    const done = node.done.map(({ step, code, crashed }) => `${step}=${code}${crashed ? '!' : ''}`).sort()
    const running = node.running.map(({ step, reruns, crashed }) => `${step}~${reruns}${crashed ? '!' : ''}`)
    const recovery = node.recovery === null ? '' : ` ${node.recovery.of}+${node.recovery.ended}`
    // What may follow depends on what the operator waits for after the last step.
    const gaps = this.#next.gapsAfter(node).join('|')
    const text = `${node.phase} ${node.stopped} ${gaps} ${done.join(',')} ${running.join(',')}${recovery}`
    return mixHash(this.#explorable.exact(node.state), hashString(text))
  }

  moves(node: Situation<S>, left: Left): readonly Move[] {
    switch (node.phase) {
      case 'running':
      case 'recovering':
      case 'resting':
        return this.#worldMoves(node, left)
      case 'ended':
        return this.#next.movesAfterEnd(node)
      case 'quiescent':
      case 'settled':
        return this.#next.movesAtRest(node)
      case 'over':
        return []
    }
  }

  async take(node: Situation<S>, move: Move, left: Left): Promise<Moved<Situation<S>>> {
    switch (move.label.split(' ', 1)[0]) {
      case 'start':
        return { node: await this.#commands.start(node, move.step), left }
      case 'rest':
        return { node: { ...node, phase: 'resting' }, left }
      case 'quiet':
        return { node: { ...node, phase: 'quiescent' }, left }
      case 'recover':
        return { node: await this.#commands.recover(node), left }
      case 'settle':
        return { node: { ...node, ...(await rest(this.#twin, node.state)), phase: 'settled' }, left }
      case 'finish':
        return { node: { ...node, ...(await rest(this.#twin, node.state)), phase: 'over' }, left }
      case 'wait':
        return { node: await this.#commands.waitedFor(node), left }
      default:
        return this.#takeInWorld(node, move, left)
    }
  }

  #worldMoves(node: Situation<S>, left: Left): readonly Move[] {
    const next = this.#explorable.nominal(node.state)
    if (next === null) return [free(afterwards(node))]
    const moves = worldMoves(this.#explorable, next, { ...left, faults: this.#faultsAllowed(node, left) })
    if (this.#victim === undefined) return moves
    // Once for each request: where it would be made by default, whatever else the world does before.
    const kill = next.label.replace(/^process /, 'fault kill-after ')
    return moves.filter(({ label }) => !label.startsWith('fault ') || label === kill)
  }

  /** The commands of a census that are about to make one of its requests. */
  #victims(node: Situation<S>, { words, after }: Victim): readonly RunningCommand[] {
    return this.#explorable
      .commands(node.state)
      .filter(({ argv, request }) => request !== null && after.test(request) && holds(argv, words))
  }

  #faultsAllowed(node: Situation<S>, { faults }: Left) {
    if (this.#victim !== undefined) {
      const victims = faults.crashes > 0 ? this.#victims(node, this.#victim) : []
      return { ...faults, stalls: 0, processes: victims.map(({ pid }) => pid), controllers: [] }
    }
    return node.phase === 'running'
      ? { ...faults, processes: node.running.map(({ pid }) => pid) }
      : { ...faults, crashes: 0, stalls: 0 }
  }

  async #takeInWorld(node: Situation<S>, move: Move, left: Left): Promise<Moved<Situation<S>>> {
    const allowed = this.#faultsAllowed(node, left)
    const alternative = alternativeOf(move)
    const { state, budget } = takeMove(this.#explorable, node.state, move, allowed)
    const running = node.running.map((item) =>
      isCrashOf(alternative, item.pid) ? { ...item, crashed: true } : item,
    )
    const spent = {
      ...left.faults,
      crashes: left.faults.crashes - (allowed.crashes - budget.crashes),
      stalls: left.faults.stalls - (allowed.stalls - budget.stalls),
    }
    const moved = await this.#commands.look({ ...node, state, running })
    if (this.#victim !== undefined && alternative.kind === 'fault')
      this.#killed.set(moved, this.#requestOf(node, alternative))
    return { node: moved, left: spend(left, move, spent) }
  }

  #requestOf(node: Situation<S>, { label }: Alternative): string {
    const command = this.#explorable.commands(node.state).find(({ pid }) => label.endsWith(` ${pid}`))
    return command?.request ?? ''
  }
}

/** Whether a command line, or a script within it, has all of these words. */
function holds(argv: readonly string[], words: readonly string[]): boolean {
  const known = new Set(argv.flatMap((argument) => argument.split(/\s+/)))
  return words.every((word) => known.has(word))
}

/** What follows when nothing is going on but retries and refreshes. */
function afterwards({ phase }: Situation<unknown>): string {
  // A command that waits for something only a refresh brings goes on waiting until then.
  if (phase === 'running') return 'wait'
  return phase === 'recovering' ? 'recover' : 'quiet'
}

function isCrashOf({ kind, label }: Alternative, pid: string): boolean {
  if (kind !== 'fault' || label.startsWith('lose-response ')) return false
  const target = label.slice(label.indexOf(' ') + 1)
  return target === pid || target.startsWith(`${pid}/`)
}
