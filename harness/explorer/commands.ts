import type { Explorable } from '../../twins/contract/explorable.js'
import type { Twin } from '../../twins/contract/twin.js'
import { stepHolds, toolArgs } from '../runner/run-step.js'
import { rest } from '../runner/sequence.js'
import type { AfterCrash, Recovery } from '../scenario/scenario.js'
import type { DoneStep, OperatorPlan, RunningStep, Situation } from './situation.js'

/** A command that was killed is started again so often. */
const MAX_RERUNS = 1

/** The commands of an operator: starting them, noticing that they have ended, and what follows when one was killed. */
export class Commands<S> {
  readonly #twin: Twin<S>
  readonly #explorable: Explorable<S>
  readonly #plan: OperatorPlan

  constructor(twin: Twin<S>, explorable: Explorable<S>, plan: OperatorPlan) {
    this.#twin = twin
    this.#explorable = explorable
    this.#plan = plan
  }

  /** Start a step by choice: positions count from here. */
  async start(node: Situation<S>, index: number): Promise<Situation<S>> {
    const started = await this.#launch(node, index, 0)
    return this.look({ ...started, since: this.#explorable.transitions(started.state) })
  }

  /** After a transition: start what starts inside a step, and notice what has ended. */
  async look(node: Situation<S>): Promise<Situation<S>> {
    if (node.phase !== 'running') return node
    const started = await this.#startInside(node)
    if (started.running.some(({ pid }) => this.#twin.exitOf(started.state, pid) === null)) return started
    return this.#end(started)
  }

  /** Let the world settle while a command waits: one that still waits when nothing changes any more never ends. */
  async waitedFor(node: Situation<S>): Promise<Situation<S>> {
    return this.#ended({ ...node, ...(await rest(this.#twin, node.state)) })
  }

  /** Go on with a recovery after its last step was waited for. */
  async recover(node: Situation<S>): Promise<Situation<S>> {
    const last = this.#plan.steps[node.done.at(-1)!.step]!
    const waited = last.waits === 'settled' ? { ...node, ...(await rest(this.#twin, node.state)) } : node
    return this.#proceed(waited)
  }

  /** Start a command that follows a crash: no choice, so positions go on counting. */
  async #again(node: Situation<S>, index: number, reruns: number): Promise<Situation<S>> {
    return this.look(await this.#launch(node, index, reruns))
  }

  async #launch(node: Situation<S>, index: number, reruns: number): Promise<Situation<S>> {
    const pid = this.#pid(index, reruns)
    const atMs = this.#twin.now(node.state)
    const state = await this.#twin.start(node.state, pid, toolArgs(this.#plan.steps[index]!.command))
    const running = [{ step: index, pid, atMs, reruns, crashed: false }]
    return { ...node, state, phase: 'running', running }
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
    const { onCrash = 'rerun' } = this.#plan.steps[outer.step]!
    if (!outer.crashed || outer.reruns >= MAX_RERUNS) return this.#ended(node)
    if (onCrash === 'rerun') {
      const state = this.#forgetEnded(node)
      return this.#again({ ...node, state }, outer.step, outer.reruns + 1)
    }
    return typeof onCrash === 'object' ? this.#beginRecovery(node, outer) : this.#ended(node)
  }

  /** The commands under way are over. */
  async #ended(node: Situation<S>): Promise<Situation<S>> {
    const results = this.#results(node)
    const over = this.#over(node, results)
    const { recovery } = node
    if (results.some((item) => this.#givesUp(item))) return { ...over, recovery: null, stopped: true }
    if (recovery === null) return over
    const recovering = { ...over, recovery: { ...recovery, ended: recovery.ended + 1 } }
    // What follows the last step of a recovery by choice is waited for like after any other step.
    const waits = this.#nextOfRecovery(recovering) !== null || this.#afterwards(recovering) === 'rerun'
    const { waits: until } = this.#plan.steps[results[0]!.step]!
    return waits && until !== 'no' ? { ...recovering, phase: 'recovering' } : this.#proceed(recovering)
  }

  /** Nothing is under way any more, and these have ended. */
  #over(node: Situation<S>, results: readonly DoneStep[]): Situation<S> {
    return {
      ...node,
      state: this.#forgetEnded(node),
      phase: 'ended',
      running: [],
      done: [...node.done, ...results],
      endedAtMs: this.#twin.now(node.state),
    }
  }

  #beginRecovery(node: Situation<S>, { step }: RunningStep): Promise<Situation<S>> {
    const over = this.#over(node, this.#results(node))
    return this.#proceed({ ...over, recovery: { of: step, ended: 0 } })
  }

  /** The next step of a recovery, or what follows it. */
  async #proceed(node: Situation<S>): Promise<Situation<S>> {
    const next = this.#nextOfRecovery(node)
    if (next !== null) return this.#again(node, next, 0)
    const recovered: Situation<S> = { ...node, phase: 'ended', recovery: null }
    switch (this.#afterwards(node)) {
      case 'rerun':
        return this.#again({ ...recovered, done: this.#withoutKilled(node) }, node.recovery!.of, 1)
      case 'stop':
        return { ...recovered, stopped: true }
      case 'continue':
        return recovered
    }
  }

  #nextOfRecovery({ recovery }: Situation<S>): number | null {
    return this.#plan.recoveries.get(recovery!.of)![recovery!.ended] ?? null
  }

  #afterwards({ recovery }: Situation<S>): AfterCrash {
    return (this.#plan.steps[recovery!.of]!.onCrash as Recovery).next ?? 'rerun'
  }

  /** What is done, without the killed step and those inside it: they are about to be done again. */
  #withoutKilled({ done, recovery }: Situation<S>): readonly DoneStep[] {
    const killed = recovery!.of
    const inside = this.#plan.during.get(killed) ?? []
    return done.filter(({ step }) => step !== killed && !inside.includes(step))
  }

  #givesUp({ step: index, code, crashed }: DoneStep): boolean {
    const step = this.#plan.steps[index]!
    if (code === 0 || code === step.exitCode) return false
    return crashed ? step.onCrash !== 'continue' : step.onFailure !== 'continue'
  }

  #results({ state, running }: Situation<S>): readonly DoneStep[] {
    return running.map(({ step, pid, crashed }) => ({
      step,
      code: this.#twin.exitOf(state, pid)?.code ?? null,
      crashed,
    }))
  }

  #forgetEnded({ state, running }: Situation<S>): S {
    const ended = running.filter(({ pid }) => this.#twin.exitOf(state, pid) !== null)
    return ended.reduce((current, { pid }) => this.#explorable.forget(current, pid), state)
  }

  #pid(index: number, reruns: number): string {
    const again = reruns === 0 ? '' : `~${reruns + 1}`
    return `${this.#plan.name}/${this.#plan.steps[index]!.name}${again}`
  }
}
