import type { Twin } from '../../twins/contract/twin.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { ask } from '../gates/protected-data.js'
import type { CrashCensus, KillFate } from '../scenario/scenario.js'
import type { End } from './ends.js'
import { evidenceText } from './evidence.js'
import type { ExploredGraph } from './graph.js'
import type { OperatorSpace } from './operator.js'
import { ROOT } from './search.js'
import type { SearchOptions, SearchResult } from './search-contract.js'
import type { Situation } from './situation.js'

/** What became of a process that was killed after each of its requests: plain data, in the order of the run that nobody kills. */
export interface CensusOutcome {
  /** Words of its command line. */
  readonly process: readonly string[]
  /** Regular expression of the requests after which it was killed; null: after each. */
  readonly after: string | null
  readonly counts: Readonly<Record<KillFate, number>>
  /** What the scenario expects of them. */
  readonly expected: Readonly<Record<KillFate, number>>
  readonly points: readonly KillPoint[]
  /** Why nothing can be said: the run that nobody kills does not pass, or its end was not reached. Null: all is well. */
  readonly problem: string | null
}

export interface KillPoint {
  /** Counted from 1. */
  readonly number: number
  /** The request after whose effect it died, in one line without secret values. */
  readonly after: string
  readonly fate: KillFate
  /** What the first retry said, or what the first gate found that did not pass; null: it recovers. */
  readonly because: string | null
  /** The end it comes to, by digest. */
  readonly digest: string
}

type Successors = ReturnType<ExploredGraph['successors']>

export const KILL_FATES: readonly KillFate[] = ['recovers', 'stuck', 'silently-wrong']

/** Listens to a search, and tells afterwards what each kill came to. */
export class CensusTaker<S> {
  readonly #census: CrashCensus
  readonly #twin: Twin<S>
  readonly #before: number
  /** Class of ends -> what the questions are answered there. */
  readonly #answers = new Map<number, readonly string[]>()
  readonly #kills: { readonly to: number; readonly request: string; readonly kill: string }[] = []
  /** Kill -> what the first retry died of. A kill whose way was merged into another one's has no end of its own. */
  readonly #errors = new Map<string, string | null>()
  /** Class of ends -> the same, of the first kill that came to it. */
  readonly #errorsOfEnds = new Map<number, string | null>()

  /** `before`: the state in which the search begins. */
  constructor(census: CrashCensus, twin: Twin<S>, before: S) {
    this.#census = census
    this.#twin = twin
    this.#before = twin.log(before).length
  }

  /** Asks the census's questions at the first end of every class, and looks for the error of every kill. */
  readonly onEnd = async (number: number, { state }: Situation<S>): Promise<void> => {
    const error = this.#errorIn(state)
    this.#errors.set(this.#killIn(state), error)
    if (this.#answers.has(number)) return
    this.#errorsOfEnds.set(number, error)
    const answers: string[] = []
    for (const question of this.#census.same ?? [])
      answers.push((await ask(this.#twin, state, question)).printed)
    this.#answers.set(number, answers)
  }

  /** Notes where kills lead. */
  readonly onEdge =
    (space: OperatorSpace<S>): SearchOptions<Situation<S>>['onEdge'] =>
    (_from, to, _label, node) => {
      const request = space.killedAfter(node)
      if (request !== undefined) this.#kills.push({ to, request, kill: this.#killIn(node.state) })
    }

  /** What a finished search has found. `ends`: its classes by number. */
  outcome({ graph }: SearchResult, ends: readonly End[]): CensusOutcome {
    const { process, after = null, expect: expected } = this.#census
    const successors = graph.successors()
    const base = endOf(graph, successors, ROOT)
    const problem = this.#problem(base, ends)
    const points: KillPoint[] = []
    // Kills that leave the same state behind are followed once: what is found behind the first holds for all.
    const known = new Map<number, string | null>()
    if (base !== null && problem === null) {
      for (const { to, request, kill } of this.#kills) {
        const end = endOf(graph, successors, to)
        if (end === null) continue
        const error = this.#errors.get(kill) ?? known.get(to) ?? this.#errorsOfEnds.get(end) ?? null
        known.set(to, error)
        const judged = this.#judge(ends[end]!, error, this.#differs(end, base))
        points.push({ number: points.length + 1, after: request, ...judged, digest: ends[end]!.digest })
      }
    }
    const counts = Object.fromEntries(
      KILL_FATES.map((fate) => [fate, points.filter((point) => point.fate === fate).length]),
    ) as Record<KillFate, number>
    return { process, after, counts, expected, points, problem }
  }

  #problem(base: number | null, ends: readonly End[]): string | null {
    if (base === null) return 'the end of the run that nobody kills was not reached'
    const failing = ends[base]!.verdicts.flatMap(({ gates }) => gates)[0]
    return failing === undefined
      ? null
      : `the run that nobody kills does not pass: ${failing.gate}: ${evidenceText(failing)}`
  }

  /** The first question that has another answer than in the run that nobody kills; undefined: none has. */
  #differs(end: number, base: number): string | undefined {
    const [answers, wanted] = [this.#answers.get(end)!, this.#answers.get(base)!]
    return this.#census.same?.find((_, index) => answers[index] !== wanted[index])?.says
  }

  #judge(end: End, error: string | null, differs: string | undefined): Pick<KillPoint, 'fate' | 'because'> {
    const failing = end.verdicts.flatMap(({ gates }) => gates)
    const [first] = failing
    if (first !== undefined) {
      const fate = failing.some(({ gate }) => gate === 'steps') ? 'stuck' : 'silently-wrong'
      return { fate, because: error ?? `${first.gate}: ${evidenceText(first)}` }
    }
    if (differs === undefined) return { fate: 'recovers', because: null }
    return { fate: 'silently-wrong', because: `${differs}: another answer` }
  }

  /** Tells kills apart by their entry in the log: its number and its time, since not every request is logged. */
  #killIn(state: S): string {
    const entry = this.#since(state).find(({ event }) => event.kind === 'fault')
    return entry === undefined ? '' : `${entry.seq} at ${entry.at}`
  }

  #since(state: S): readonly LogEntry[] {
    return this.#twin.log(state).slice(this.#before)
  }

  /** The first thing in the log that looks like the census's error: what the first retry died of. */
  #errorIn(state: S): string | null {
    const { error } = this.#census
    if (error === undefined) return null
    const pattern = new RegExp(error)
    for (const { event } of this.#since(state)) {
      const text = event.kind === 'process-exited' ? `${event.stdout}\n${event.stderr}` : ''
      const found = pattern.exec(text)
      if (found !== null) return found[1] ?? found[0]
    }
    return null
  }
}

/** The end that a state comes to when nothing more is chosen; null: it was not followed to one. */
function endOf(graph: ExploredGraph, successors: Successors, from: number): number | null {
  const seen = new Set<number>()
  for (let at = from; !seen.has(at); ) {
    const end = graph.ends.get(at)
    if (end !== undefined) return end
    seen.add(at)
    const onward = (successors.get(at) ?? []).filter(({ spent }) => spent === 0)
    if (onward.length > 1) throw ambiguous()
    if (onward[0] === undefined) return null
    at = onward[0].to
  }
  return null
}

function ambiguous(): RehearseError {
  return new RehearseError('a census leaves the operator a choice', {
    code: 'census-ambiguous',
    remedy: 'Give its exploration one gap.',
  })
}
