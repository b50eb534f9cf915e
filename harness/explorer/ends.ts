import type { Component, Plane } from '../../twins/contract/component.js'
import type { Twin } from '../../twins/contract/twin.js'
import type { Files } from '../../twins/kernel/files.js'
import { hashToHex } from '../../twins/kernel/hash.js'
import { askGate, type Gate, type GateContext, gatesOf } from '../gates/gate.js'
import { matchesEvent } from '../runner/match-event.js'
import type { Ending, GateOutcome, StepOutcome } from '../runner/outcome.js'
import { notRun } from '../runner/run-step.js'
import type { Exploration, Fix, Scenario, Step } from '../scenario/scenario.js'
import type { OperatorSpace } from './operator.js'
import type { Situation } from './situation.js'

/** A final state that was judged: what it means, not how it was reached. */
export interface End {
  /** Canonical digest of the settled world, and how the steps ended. */
  readonly digest: string
  readonly ending: Ending['kind']
  /** Goal -> its verdict, in the order of the exploration. */
  readonly verdicts: readonly GoalVerdict[]
  /** Indexes of the `sometimes` that were seen on the first way to it. */
  readonly seen: readonly number[]
}

export interface GoalVerdict {
  readonly goal: string
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** The gates that did not pass. The ones that fork the end and run it on are asked only when the others pass. */
  readonly gates: readonly GateOutcome[]
  /** Virtual ms from the end of the last step to the first failure that the log shows; null: none is in the log. */
  readonly failsAfterMs: number | null
}

export interface EndsOptions<S> {
  readonly twin: Twin<S>
  readonly scenario: Scenario
  readonly files: Files
  readonly components: readonly Component[]
  readonly gates: readonly Gate[]
  readonly startsAfter: string
  readonly goals: readonly string[]
  readonly steps: readonly Step[]
  readonly sometimes: Exploration['expect']['sometimes']
  /** The state in which the search began, with its history checks armed. */
  readonly before: S
  /** Judge ends with equal futures and histories only once. */
  readonly remember: boolean
  /** Told of every state that is judged. */
  readonly onJudged?: (state: S) => void
  /** Told of every end, with the number of its class. */
  readonly onEnd?: ((number: number, end: Situation<S>) => Promise<void>) | undefined
}

/** Equal for ends of one class: worlds that mean the same, with the same verdicts. */
export function meaningOf({ digest, verdicts }: Pick<End, 'digest' | 'verdicts'>): string {
  return JSON.stringify([digest, verdicts.map(({ goal, verdict }) => [goal, verdict])])
}

/** Judges final states and numbers the classes they fall into. */
export class Ends<S> {
  readonly #options: EndsOptions<S>
  readonly #classes = new Map<string, number>()
  readonly #known = new Map<string, number>()
  readonly ends: End[] = []

  constructor(options: EndsOptions<S>) {
    this.#options = options
  }

  /** The class of an end. */
  async classOf(space: OperatorSpace<S>, end: Situation<S>): Promise<number> {
    const number = await this.#numberOf(space, end)
    await this.#options.onEnd?.(number, end)
    return number
  }

  async #numberOf(space: OperatorSpace<S>, end: Situation<S>): Promise<number> {
    const key = hashToHex(space.key(end))
    const known = this.#options.remember ? this.#known.get(key) : undefined
    if (known !== undefined) return known
    const judged = await this.judge(end)
    const meaning = meaningOf(judged)
    const number = this.#classes.get(meaning) ?? this.ends.push(judged) - 1
    this.#classes.set(meaning, number)
    this.#known.set(key, number)
    return number
  }

  /** What one end means, whatever was judged before. */
  async judge(end: Situation<S>): Promise<End> {
    const { twin, goals, before, sometimes } = this.#options
    this.#options.onJudged?.(end.state)
    const log = twin.log(end.state).slice(twin.log(before).length)
    const seen = sometimes.flatMap(({ event }, index) =>
      log.some((entry) => matchesEvent(entry, event)) ? [index] : [],
    )
    const verdicts: GoalVerdict[] = []
    for (const goal of goals) verdicts.push(await this.#verdict(goal, end))
    return {
      digest: twin.digest(end.state),
      ending: end.ending?.kind ?? 'error',
      verdicts,
      seen,
    }
  }

  async #verdict(goal: string, end: Situation<S>): Promise<GoalVerdict> {
    const context = this.#context(goal, end)
    const outcomes: GateOutcome[] = []
    for (const gate of gatesOf(this.#options.gates, context.scenario)) {
      // A fork of the end costs as much as a sequence; where something else fails already it decides nothing.
      if (gate.forks && outcomes.some((outcome) => outcome.verdict === 'fail')) continue
      outcomes.push(await askGate(gate, context))
    }
    const failing = outcomes.filter((outcome) => outcome.verdict !== 'pass')
    const verdict = failing.some((gate) => gate.verdict === 'fail')
      ? 'fail'
      : failing.length > 0
        ? 'inconclusive'
        : 'pass'
    return { goal, verdict, gates: failing, failsAfterMs: this.#failsAfter(failing, end) }
  }

  #failsAfter(failing: readonly GateOutcome[], end: Situation<S>): number | null {
    const numbers = failing.flatMap((gate) => gate.evidence.flatMap(({ seq }) => (seq === null ? [] : [seq])))
    if (numbers.length === 0) return null
    const first = Math.min(...numbers)
    const entry = this.#options.twin.log(end.state)[first - 1]
    return entry === undefined ? null : Math.max(0, entry.at - end.endedAtMs)
  }

  #context(goal: string, end: Situation<S>): GateContext<S> {
    const { twin, scenario, files, components, before } = this.#options
    const images = components.flatMap((component) => component.images ?? [])
    return {
      twin,
      scenario,
      fix: this.#asFix(goal, end),
      files,
      planes: components.flatMap((component): readonly Plane[] => component.planes ?? []),
      genericPrograms: images.filter((image) => image.generic).map((image) => image.name),
      before,
      after: end.state,
      steps: this.#outcomes(end),
      ending: end.ending ?? { kind: 'error', atMs: 0, code: 'unended', message: 'the sequence did not end' },
    }
  }

  /** A sequence under search, as the gates know fixes: the steps that were begun, and those that follow if one failed. */
  #asFix(goal: string, end: Situation<S>): Fix {
    const { startsAfter, steps } = this.#options
    return {
      name: 'explored',
      title: 'an explored sequence',
      from: { derived: 'exploration' },
      goal,
      startsAfter,
      steps: end.done.map(({ step }) => steps[step]!),
    }
  }

  #outcomes(end: Situation<S>): readonly StepOutcome[] {
    return end.done.map(({ step, code }) => ({
      ...notRun(this.#options.steps[step]!),
      ran: true,
      exitCode: code,
    }))
  }
}
