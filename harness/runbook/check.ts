import { explore, groundOf } from '../explorer/explore.js'
import type { FixOutcome } from '../runner/outcome.js'
import { redactor, redactValue } from '../runner/redact.js'
import { sinceSnapshot } from '../runner/since-snapshot.js'
import type { Exploration } from '../scenario/scenario.js'
import { RunbookError } from './errors.js'
import { firstIrreversible } from './irreversible.js'
import { findingOf, gatesForSearch, knownFailures } from './judge.js'
import { CrashCensus } from './killed.js'
import { observe } from './observe.js'
import { nearestSafe, neighboursOf, ordersOf } from './orders.js'
import type {
  CheckBounds,
  CheckedCommand,
  Finding,
  JudgedOrder,
  Mistakes,
  OrdersOutcome,
  RunbookOutcome,
} from './outcome.js'
import { type Change, changesOf, explorationOf, planAsWritten, planOfOrders, stepsOf } from './plan.js'
import { type RehearsalOptions, Rehearsals } from './rehearsals.js'
import type { Runbook } from './runbook.js'
import { checksAfter } from './step-checks.js'

/** How far a check goes when nobody says. */
export const DEFAULT_BOUNDS: CheckBounds = { permuted: 6, crashes: 1, states: 200_000 }

export interface CheckRunbookOptions<S> extends RehearsalOptions<S> {
  readonly runbook: Runbook
  readonly bounds?: Partial<CheckBounds> | undefined
  /** Asked between executions: true ends the check, and what was found so far is the outcome. */
  readonly stop?: (() => boolean | Promise<boolean>) | undefined
  /** Told what is looked at. */
  readonly onProgress?: ((what: string) => void) | undefined
}

/**
 * Rehearse a runbook: as it is written, in every order of its changes, and with each change typed twice, killed and forgotten. Throws `StepError` for a
 * command that is not modelled, and `RunbookError` for a runbook without a change.
 */
export async function checkRunbook<S>(options: CheckRunbookOptions<S>): Promise<RunbookOutcome> {
  return new RunbookCheck(options).run()
}

class RunbookCheck<S> {
  readonly #options: CheckRunbookOptions<S>
  /** With every gate. */
  readonly #rehearsals: Rehearsals<S>
  /** With the gates of a search. */
  readonly #quick: Rehearsals<S>
  readonly #bounds: CheckBounds
  readonly #changes: readonly Change[]
  readonly #names: readonly string[]
  readonly #reached = new Set<string>()
  /** What fails without a single command. */
  #known: ReadonlySet<string> = new Set()

  constructor(options: CheckRunbookOptions<S>) {
    this.#options = options
    this.#rehearsals = new Rehearsals(options)
    const { prepare } = this.#rehearsals.options
    this.#quick = new Rehearsals({ ...options, prepare, gates: gatesForSearch(options.gates) })
    this.#bounds = { ...DEFAULT_BOUNDS, ...options.bounds }
    this.#changes = changesOf(options.runbook).changes
    this.#names = this.#changes.map(({ name }) => name)
    if (this.#changes.length === 0) throw withoutChange(options.runbook)
  }

  async run(): Promise<RunbookOutcome> {
    this.#say('nothing at all')
    this.#known = knownFailures((await this.#quick.run('nothing', [])).gates)
    this.#say('the order as written')
    const { leading } = changesOf(this.#options.runbook)
    const written = await this.#rehearsals.run('as-written', [...leading, ...stepsOf(this.#changes)])
    const finding = this.#findingOf(written)
    const orders = await this.#orders(finding)
    const safest = this.#safest(finding, orders)
    const mistakes = await this.#mistakes(this.#inOrder(safest ?? this.#names), safest !== null)
    const told = await this.#observed(safest, finding)
    const outcome = this.#outcome(written, { finding, orders, mistakes, ...told })
    return redactValue(
      sinceSnapshot(outcome, this.#options.scenario.world),
      redactor([...this.#rehearsals.secrets(), ...this.#quick.secrets()], this.#options.scenario.name),
    )
  }

  async #orders(written: Finding): Promise<OrdersOutcome | null> {
    const count = this.#changes.length
    if (count === 1 || (await this.#stopped())) return null
    if (count > this.#bounds.permuted) return this.#neighbours(written)
    const exploration = this.#exploration(this.#changes)
    const outcome = await explore({
      ...this.#asExploration(exploration),
      plan: () => planOfOrders(exploration, this.#changes),
      bounds: { steps: exploration.steps.length, states: this.#bounds.states },
      stop: async ({ executions }) => {
        this.#say(`orders: ${executions} executions`)
        return this.#stopped()
      },
    })
    for (const bound of outcome.coverage.reached) this.#reached.add(bound)
    return ordersOf(outcome, this.#names, this.#known)
  }

  async #neighbours(written: Finding): Promise<OrdersOutcome> {
    const judged: JudgedOrder[] = [{ steps: this.#names, stands: 1, finding: written }]
    for (let at = 0; at + 1 < this.#changes.length && !(await this.#stopped()); at++) {
      const order = [...this.#changes]
      order.splice(at, 2, this.#changes[at + 1]!, this.#changes[at]!)
      this.#say(`${order[at]!.name} before ${order[at + 1]!.name}`)
      const finding = this.#findingOf(await this.#quick.run(`exchanged-${at + 1}`, stepsOf(order)))
      judged.push({ steps: order.map(({ name }) => name), stands: 1, finding })
    }
    return neighboursOf(judged, this.#names)
  }

  /** What becomes of an order in which something goes wrong; of one that is not safe killing its commands tells nothing. */
  async #mistakes(order: readonly Change[], safe: boolean): Promise<readonly Mistakes[]> {
    const found: Omit<Mistakes, 'killed'>[] = []
    for (const change of order) {
      if (await this.#stopped()) break
      this.#say(`${change.name} twice, and not at all`)
      const others = order.filter((other) => other !== change)
      const forgotten = this.#findingOf(await this.#quick.run(`without-${change.name}`, stepsOf(others)))
      found.push({ step: change.name, rerun: await this.#rerun(order, change), forgotten })
    }
    const census =
      safe && this.#bounds.crashes > 0 && !(await this.#stopped()) ? await this.#census(order) : null
    return found.map((mistakes) => ({ ...mistakes, killed: census?.of(mistakes.step) ?? null }))
  }

  async #rerun(order: readonly Change[], change: Change): Promise<Mistakes['rerun']> {
    const again = { ...change.step, name: `${change.name}-again`, onFailure: 'continue' as const }
    const steps = stepsOf(
      order.map((one) => (one === change ? { ...one, waits: [again, ...one.waits] } : one)),
    )
    const outcome = await this.#quick.run(`again-${change.name}`, steps)
    const exitCode = outcome.steps.find(({ name }) => name === again.name)?.exitCode ?? null
    return { ...this.#findingOf(outcome), exitCode }
  }

  async #census(order: readonly Change[]): Promise<CrashCensus<S>> {
    const exploration = this.#exploration(order)
    const ground = await groundOf({
      ...this.#asExploration(exploration),
      plan: () => planAsWritten(exploration),
      bounds: { steps: exploration.steps.length, crashes: this.#bounds.crashes },
    })
    const census = new CrashCensus(ground, this.#known)
    await census.run(this.#names, (executions) => {
      this.#say(`killed: ${executions} executions`)
      return this.#stopped()
    })
    return census
  }

  #safest(written: Finding, orders: OrdersOutcome | null): readonly string[] | null {
    if (written.consequence === 'safe') return this.#names
    return orders === null ? null : nearestSafe(orders, this.#names)
  }

  /** What the twin saw happen: in the written order, what is gone; in the safest one, what shows that a step has done its work. */
  async #observed(
    safest: readonly string[] | null,
    written: Finding,
  ): Promise<Pick<RunbookOutcome, 'irreversible' | 'safest'>> {
    this.#say('what shows that a step has done its work')
    const { twin, state } = await this.#rehearsals.start()
    const asWritten = await observe(twin, state, stepsOf(this.#changes))
    const irreversible = firstIrreversible(twin.view(state), asWritten)
    if (safest === null) return { irreversible, safest: null }
    const same = safest.every((name, index) => name === this.#names[index])
    const seen = same ? asWritten : await observe(twin, state, stepsOf(this.#inOrder(safest)))
    const told = {
      irreversible: firstIrreversible(twin.view(state), seen),
      checks: seen.flatMap(checksAfter),
    }
    const finding = same
      ? written
      : this.#findingOf(await this.#rehearsals.run('safest', stepsOf(this.#inOrder(safest))))
    return { irreversible, safest: { steps: safest, asWritten: same, finding, ...told } }
  }

  #outcome(
    written: FixOutcome,
    told: Pick<RunbookOutcome, 'finding' | 'orders' | 'mistakes' | 'irreversible' | 'safest'>,
  ): RunbookOutcome {
    const { runbook, scenario, after, goal, seed } = this.#options
    const { consequence } = told.finding
    const unsure = consequence === 'inconclusive' || this.#reached.size > 0
    return {
      path: runbook.path,
      title: runbook.title,
      commands: numbered(runbook),
      leftOut: runbook.leftOut,
      scenario: scenario.name,
      startsAfter: after,
      goal,
      profile: written.profile,
      seed,
      bounds: this.#bounds,
      lastGates: this.#rehearsals.options.gates.filter(({ last }) => last === true).map(({ name }) => name),
      written,
      ...told,
      reached: [...this.#reached].sort(),
      status:
        consequence !== 'safe' && consequence !== 'inconclusive'
          ? 'differs'
          : unsure
            ? 'inconclusive'
            : 'as-expected',
    }
  }

  #inOrder(names: readonly string[]): readonly Change[] {
    return names.map((name) => this.#changes.find((change) => change.name === name)!)
  }

  #exploration(changes: readonly Change[]): Exploration {
    const { goal, profile } = this.#rehearsals
    return explorationOf(changes, { startsAfter: this.#options.after, goal, profile })
  }

  #asExploration(exploration: Exploration) {
    return { ...this.#quick.options, exploration: () => exploration }
  }

  #findingOf({ gates }: FixOutcome): Finding {
    return findingOf(gates, this.#known)
  }

  async #stopped(): Promise<boolean> {
    if (this.#reached.has('stopped')) return true
    if ((await this.#options.stop?.()) !== true) return false
    this.#reached.add('stopped')
    return true
  }

  #say(what: string): void {
    this.#options.onProgress?.(what)
  }
}

function numbered({ commands }: Runbook): readonly CheckedCommand[] {
  let number = 0
  return commands.map(({ line, endLine, name, text, kind }) => ({
    line,
    endLine,
    name,
    text,
    kind,
    number: kind === 'change' ? ++number : null,
  }))
}

function withoutChange({ path, commands }: Runbook): RunbookError {
  return new RunbookError(
    { path, line: commands[0]!.line },
    'the runbook changes nothing: all of its commands only look',
    {
      code: 'runbook-empty',
      remedy: 'See how each command was understood with `rehearse runbook parse`.',
    },
  )
}
