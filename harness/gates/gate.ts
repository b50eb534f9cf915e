import type { Plane } from '../../twins/contract/component.js'
import type { HistoryCheck, Twin } from '../../twins/contract/twin.js'
import type { Files } from '../../twins/kernel/files.js'
import type { Ending, Evidence, GateOutcome, NotAsked, StepOutcome } from '../runner/outcome.js'
import type { Fix, Scenario } from '../scenario/scenario.js'

/** What a gate may look at: two states of the world, the log between them, and what the steps did. */
export interface GateContext<S> {
  readonly twin: Twin<S>
  readonly scenario: Scenario
  readonly fix: Fix
  readonly files: Files
  readonly planes: readonly Plane[]
  /** Names of the container programs that know nothing of their image: a verdict about their pods says `assumed`. */
  readonly genericPrograms?: readonly string[]
  /** The state when the fix began, and the one after everything settled. */
  readonly before: S
  readonly after: S
  /** The world before anything went wrong. Default: `before`. */
  readonly healthy?: S
  /** The time on the wall in Unix ms, for the age of a dump. Default: nobody says. */
  readonly wallMs?: number
  readonly steps: readonly StepOutcome[]
  readonly ending: Ending
}

/** A question with three answers. A gate never passes without looking: a pass says how many objects it compared. */
export interface Gate {
  readonly name: string
  /** A check over the whole history, armed when the fix begins. */
  readonly check?: (scenario: Scenario) => HistoryCheck
  /** Whether the scenario has anything that the gate asks about. Default: it always has. */
  readonly applies?: (scenario: Scenario) => boolean
  /** The gate looks at the end state, which means something only once the world rests (or repeats itself). */
  readonly atEnd?: boolean
  /** The gate runs a fork of the end on, which costs about as much as the sequence itself. */
  readonly forks?: boolean
  /** It is asked only of what no other gate fails: where something is wrong already it decides nothing. */
  readonly last?: boolean
  readonly judge: <S>(context: GateContext<S>) => Judgement | Promise<Judgement>
}

export interface Judgement {
  readonly compared: number
  readonly evidence: readonly Evidence[]
  /** Set when the gate could not look, or not everywhere; without evidence the verdict is then inconclusive. */
  readonly inconclusive?: string
  /** Something the verdict rests on, e.g. an assumed container program. */
  readonly note?: string
}

/** What all gates of a scenario say, and which were not asked. */
export interface Verdicts {
  readonly gates: readonly GateOutcome[]
  readonly notAsked: readonly NotAsked[]
}

/** Ask every gate that the scenario has use for, in their order. */
export async function askGates<S>(gates: readonly Gate[], context: GateContext<S>): Promise<Verdicts> {
  const { scenario } = context
  const outcomes: GateOutcome[] = []
  const notAsked: NotAsked[] = gates.flatMap(({ name }) => {
    const reason = declined(scenario, name)
    return reason === undefined ? [] : [{ gate: name, because: `the scenario says: ${reason}` }]
  })
  for (const gate of gatesOf(gates, scenario)) {
    const failing = gate.last && outcomes.find((outcome) => outcome.verdict === 'fail')
    if (failing) notAsked.push({ gate: gate.name, because: `gate ${failing.gate} fails already` })
    else outcomes.push(await askGate(gate, context))
  }
  return { gates: outcomes, notAsked }
}

/** The gates that a scenario is asked: those that it has use for and does not decline. */
export function gatesOf(gates: readonly Gate[], scenario: Scenario): readonly Gate[] {
  return gates.filter(
    (gate) => (gate.applies?.(scenario) ?? true) && declined(scenario, gate.name) === undefined,
  )
}

/** Why the scenario declines a gate. */
function declined({ protects }: Scenario, name: string): string | undefined {
  return protects.after?.notAsked?.[name]
}

/** Ask a gate. What was found counts even if it could not look everywhere; an exception is inconclusive, never a pass. */
export async function askGate<S>(gate: Gate, context: GateContext<S>): Promise<GateOutcome> {
  const { kind } = context.ending
  if (gate.atEnd && (kind === 'horizon' || kind === 'error'))
    return unsure(gate, 'the world had not come to rest')
  try {
    const { compared, evidence, inconclusive, note } = await gate.judge(context)
    const verdict = evidence.length > 0 ? 'fail' : inconclusive !== undefined ? 'inconclusive' : 'pass'
    return { gate: gate.name, verdict, compared, evidence, note: inconclusive ?? note ?? null }
  } catch (error) {
    return unsure(gate, `the gate itself failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function unsure(gate: Gate, note: string): GateOutcome {
  return { gate: gate.name, verdict: 'inconclusive', compared: 0, evidence: [], note }
}
