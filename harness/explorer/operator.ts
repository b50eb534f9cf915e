import type { Explorable } from '../../twins/contract/explorable.js'
import type { Twin } from '../../twins/contract/twin.js'
import { type Hash128, hashString, mixHash } from '../../twins/kernel/hash.js'
import type { Alternative } from '../../twins/kernel/scheduler.js'
import { stepHolds, toolArgs } from '../runner/run-step.js'
import { rest } from '../runner/sequence.js'
import type { Bounds, Gap, Left } from './budget.js'
import { NO_STEP } from './graph.js'
import type { DoneStep, OperatorPlan, Situation } from './situation.js'
import type { Move, Moved, Space } from './space.js'
import { alternativeOf, spend, takeMove, worldMoves } from './world-space.js'

const MAX_RERUNS = 1

/** The moves of an operator and of the world around it. */
export class OperatorSpace<S> implements Space<Situation<S>> {
  readonly #twin: Twin<S>
  readonly #explorable: Explorable<S>
  readonly #plan: OperatorPlan
  readonly #bounds: Bounds

  constructor(twin: Twin<S>, explorable: Explorable<S>, plan: OperatorPlan, bounds: Bounds) {
    this.#twin = twin
    this.#explorable = explorable
    this.#plan = plan
    this.#bounds = bounds
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
      stopped: false,
      since,
      endedAtMs,
      ending: null,
    }
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
    // What may follow depends on what the operator waits for after the last step.
    const text = `${node.phase} ${node.stopped} ${this.#gapsAfter(node).join('|')} ${done.join(',')} ${running.join(',')}`
    return mixHash(this.#explorable.exact(node.state), hashString(text))
  }

  moves(node: Situation<S>, left: Left): readonly Move[] {
    switch (node.phase) {
      case 'running':
      case 'resting':
        return this.#worldMoves(node, left)
      case 'ended':
        return this.#movesAfterEnd(node)
      case 'quiescent':
      case 'settled':
        return this.#movesAtRest(node)
      case 'over':
        return []
    }
  }

  async take(node: Situation<S>, move: Move, left: Left): Promise<Moved<Situation<S>>> {
    switch (move.label.split(' ', 1)[0]) {
      case 'start':
        return { node: await this.#launch(node, move.step, 0), left }
      case 'rest':
        return { node: { ...node, phase: 'resting' }, left }
      case 'quiet':
        return { node: { ...node, phase: 'quiescent' }, left }
      case 'settle':
        return { node: { ...node, ...(await rest(this.#twin, node.state)), phase: 'settled' }, left }
      case 'finish':
        return { node: { ...node, ...(await rest(this.#twin, node.state)), phase: 'over' }, left }
      case 'wait':
        return { node: this.#ended({ ...node, ...(await rest(this.#twin, node.state)) }), left }
      default:
        return this.#takeInWorld(node, move, left)
    }
  }

  // ---- the world ----

  #worldMoves(node: Situation<S>, left: Left): readonly Move[] {
    const next = this.#explorable.nominal(node.state)
    // A command that waits for something only a refresh brings goes on waiting until then.
    if (next === null) return [free(node.phase === 'running' ? 'wait' : 'quiet')]
    return worldMoves(this.#explorable, next, { ...left, faults: this.#faultsAllowed(node, left) })
  }

  #faultsAllowed(node: Situation<S>, { faults }: Left) {
    return node.phase === 'running'
      ? { ...faults, processes: node.running.map(({ pid }) => pid) }
      : { ...faults, crashes: 0, stalls: 0 }
  }

  async #takeInWorld(node: Situation<S>, move: Move, left: Left): Promise<Moved<Situation<S>>> {
    const alternative = alternativeOf(move)
    const allowed = this.#faultsAllowed(node, left)
    const { state, budget } = takeMove(this.#explorable, node.state, move, allowed)
    const running = node.running.map((item) =>
      isCrashOf(alternative, item.pid) ? { ...item, crashed: true } : item,
    )
    const spent = {
      ...left.faults,
      crashes: left.faults.crashes - (allowed.crashes - budget.crashes),
      stalls: left.faults.stalls - (allowed.stalls - budget.stalls),
    }
    return { node: await this.#look({ ...node, state, running }), left: spend(left, move, spent) }
  }

  // ---- the operator ----

  /** After a transition: start what starts inside a step, and notice what has ended. */
  async #look(node: Situation<S>): Promise<Situation<S>> {
    if (node.phase !== 'running') return node
    const started = await this.#startInside(node)
    if (started.running.some(({ pid }) => this.#twin.exitOf(started.state, pid) === null)) return started
    return this.#end(started)
  }

  async #startInside(node: Situation<S>): Promise<Situation<S>> {
    const outer = node.running[0]!
    let { state, running } = node
    for (const index of this.#plan.during.get(outer.step) ?? []) {
      if (running.some(({ step }) => step === index)) continue
      if (this.#twin.exitOf(state, outer.pid) !== null) break
      if (!stepHolds(this.#twin, state, this.#plan.steps[index]!, outer.atMs)) continue
      const pid = this.#pid(index, 0)
      const atMs = this.#twin.now(state)
      state = await this.#twin.start(state, pid, toolArgs(this.#plan.steps[index]!.command))
      running = [...running, { step: index, pid, atMs, reruns: 0, crashed: false }]
    }
    return { ...node, state, running }
  }

  async #end(node: Situation<S>): Promise<Situation<S>> {
    const outer = node.running[0]!
    const rerun = (this.#plan.steps[outer.step]!.onCrash ?? 'rerun') === 'rerun'
    if (!outer.crashed || !rerun || outer.reruns >= MAX_RERUNS) return this.#ended(node)
    return this.#launch({ ...node, state: this.#forgetEnded(node) }, outer.step, outer.reruns + 1)
  }

  #givesUp({ step: index, code, crashed }: DoneStep): boolean {
    const step = this.#plan.steps[index]!
    if (code === 0 || code === step.exitCode) return false
    return crashed ? step.onCrash !== 'continue' : step.onFailure !== 'continue'
  }

  /** The commands under way are over; one that still waits when nothing changes any more never ends. */
  #ended(node: Situation<S>): Situation<S> {
    const ended = node.running.map(({ step, pid, crashed }) => ({
      step,
      code: this.#twin.exitOf(node.state, pid)?.code ?? null,
      crashed,
    }))
    const stopped = ended.some((item) => this.#givesUp(item))
    const endedAtMs = this.#twin.now(node.state)
    const state = this.#forgetEnded(node)
    return { ...node, state, phase: 'ended', running: [], done: [...node.done, ...ended], stopped, endedAtMs }
  }

  #forgetEnded({ state, running }: Situation<S>): S {
    const ended = running.filter(({ pid }) => this.#twin.exitOf(state, pid) !== null)
    return ended.reduce((current, { pid }) => this.#explorable.forget(current, pid), state)
  }

  #movesAfterEnd(node: Situation<S>): readonly Move[] {
    const gaps = this.#gapsAfter(node)
    const onward = gaps.includes('at-once') ? this.#startMoves(node, ' at once') : []
    return onward.length > 0 && gaps.length === 1 && !this.#mayFinish(node)
      ? onward
      : [free('rest'), ...onward]
  }

  #movesAtRest(node: Situation<S>): readonly Move[] {
    const gaps = node.done.length === 0 ? this.#bounds.gaps : this.#gapsAfter(node)
    const here = node.phase === 'settled' ? 'settled' : 'quiescent'
    const may = node.done.length === 0 || gaps.includes(here)
    const starts = may ? this.#startMoves(node, node.phase === 'settled' ? ' when settled' : '') : []
    const settle =
      node.phase === 'quiescent' &&
      node.done.length > 0 &&
      gaps.includes('settled') &&
      this.#startMoves(node, '').length > 0
    return [
      ...(this.#mayFinish(node) ? [free('finish')] : []),
      ...(settle ? [free('settle')] : []),
      ...starts,
    ]
  }

  /** What the operator waits for after the last step: as the step says, else as the bounds allow. */
  #gapsAfter({ done }: Situation<S>): readonly Gap[] {
    const last = done.at(-1)
    const waits = last === undefined ? undefined : this.#plan.steps[last.step]!.waits
    if (waits === undefined) return this.#bounds.gaps
    return [waits === 'no' ? 'at-once' : waits]
  }

  #startMoves(node: Situation<S>, how: string): readonly Move[] {
    if (node.stopped || node.done.length >= this.#bounds.steps) return []
    const done = new Set(node.done.map(({ step }) => step))
    const { only } = this.#plan
    return [...this.#plan.after].flatMap(([index, before]) => {
      if (only !== undefined && only[this.#begun(node)] !== index) return []
      if (done.has(index) || before.some((other) => !done.has(other))) return []
      return [{ label: `start ${this.#plan.steps[index]!.name}${how}`, cost: 1, step: index }]
    })
  }

  #mayFinish(node: Situation<S>): boolean {
    if (node.stopped) return true
    if (this.#plan.only !== undefined) return this.#begun(node) === this.#plan.only.length
    const done = new Set(node.done.map(({ step }) => step))
    return this.#plan.mandatory.every((index) => done.has(index))
  }

  /** Steps that were begun by the operator, without those that start inside another one. */
  #begun({ done }: Situation<S>): number {
    return done.filter(({ step }) => this.#plan.after.has(step)).length
  }

  async #launch(node: Situation<S>, index: number, reruns: number): Promise<Situation<S>> {
    const pid = this.#pid(index, reruns)
    const atMs = this.#twin.now(node.state)
    const state = await this.#twin.start(node.state, pid, toolArgs(this.#plan.steps[index]!.command))
    const running = [{ step: index, pid, atMs, reruns, crashed: false }]
    const since = reruns === 0 ? this.#explorable.transitions(state) : node.since
    return this.#look({ ...node, state, phase: 'running', running, since })
  }

  #pid(index: number, reruns: number): string {
    const again = reruns === 0 ? '' : `~${reruns + 1}`
    return `${this.#plan.name}/${this.#plan.steps[index]!.name}${again}`
  }
}

function free(label: string): Move {
  return { label, cost: 0, step: NO_STEP }
}

function isCrashOf({ kind, label }: Alternative, pid: string): boolean {
  if (kind !== 'fault' || label.startsWith('lose-response ')) return false
  const target = label.slice(label.indexOf(' ') + 1)
  return target === pid || target.startsWith(`${pid}/`)
}
