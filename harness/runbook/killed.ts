import { hashToHex } from '../../twins/kernel/hash.js'
import type { Ground } from '../explorer/explore.js'
import { takeKnown } from '../explorer/replay.js'
import type { Situation } from '../explorer/situation.js'
import type { Move, Moved } from '../explorer/space.js'
import { countOf, findingOf, worstOf } from './judge.js'
import type { Finding, Killed } from './outcome.js'

/** One crash of a command, and what comes of it. */
interface Crash {
  readonly fault: string
  readonly request: number
  readonly finding: Finding
}

/** Asked before each execution: true ends the census. */
export type StopCensus = (done: number) => boolean | Promise<boolean>

/**
 * Kills every command of a sequence at every one of its requests, once in each execution: before the request, behind it, by SIGTERM, and by losing the
 * answer. The command is started again once, then the sequence goes on. What leads to a state from which another execution went on before comes to
 * the same end, so that it is followed only once.
 */
export class CrashCensus<S> {
  readonly #ground: Ground<S>
  readonly #known: ReadonlySet<string>
  /** Exact fingerprint of a situation at rest -> what the sequence comes to from there. */
  readonly #remembered = new Map<string, Finding>()
  readonly #crashes = new Map<string, Crash[]>()
  /** The step whose requests are counted, and how many it has made. */
  #step = ''
  #requests = 0

  /** `ground`: of the sequence as written, with one crash left. `known`: what failed before it. */
  constructor(ground: Ground<S>, known: ReadonlySet<string>) {
    this.#ground = ground
    this.#known = known
  }

  /** The census of the steps of these names; false when it was ended early. What was found until then is kept. */
  async run(names: readonly string[], stop: StopCensus): Promise<boolean> {
    const { space } = this.#ground
    let executions = 0
    let at: Moved<Situation<S>> = { node: this.#ground.start, left: this.#ground.left }
    for (;;) {
      const moves = space.moves(at.node, at.left)
      const [next] = moves
      if (next === undefined) return true
      const step = this.#stepAt(at.node)
      const counted = names.includes(step) && moves.some(isFault)
      if (counted) this.#count(step)
      const faults = counted ? moves.filter((move) => isFault(move) && this.#isOfItsOwn(move)) : []
      for (const fault of faults) {
        if (await stop(executions++)) return false
        const finding = await this.#follow(await takeKnown(space, at, fault))
        this.#crashes.get(step)!.push({ fault: fault.label.split(' ')[1]!, request: this.#requests, finding })
      }
      at = await takeKnown(space, at, next)
    }
  }

  /** What was found about a step; undefined: it was not reached. */
  of(step: string): Killed | undefined {
    const crashes = this.#crashes.get(step)
    if (crashes === undefined) return undefined
    const worst = worstOf(crashes.map(({ finding }) => finding))
    const asBad = crashes.filter(({ finding }) => finding.consequence === worst.consequence)
    // A kill tells more than a lost answer, behind which the command goes on by itself.
    const first = asBad.find(({ fault }) => fault !== 'lose-response') ?? asBad[0]
    const counts = countOf(crashes.map(({ finding }) => ({ finding, stands: 1 })))
    return {
      points: crashes.length,
      counts,
      worst: first?.finding ?? worst,
      fault: first?.fault ?? null,
      request: first?.request ?? 0,
    }
  }

  #stepAt({ running }: Situation<S>): string {
    const [first] = running
    return first === undefined ? '' : this.#ground.steps[first.step]!.name
  }

  #count(step: string): void {
    this.#requests = step === this.#step ? this.#requests + 1 : 1
    this.#step = step
    if (!this.#crashes.has(step)) this.#crashes.set(step, [])
  }

  /** That a command dies before a request is what its death behind the one before comes to. */
  #isOfItsOwn({ label }: Move): boolean {
    return this.#requests === 1 || !label.startsWith('fault kill-before ')
  }

  async #follow(from: Moved<Situation<S>>): Promise<Finding> {
    const { space } = this.#ground
    const passed: string[] = []
    let finding: Finding | undefined
    let at = from
    while (finding === undefined) {
      const [next] = space.moves(at.node, at.left)
      if (at.node.phase === 'quiescent' || next === undefined) {
        const key = hashToHex(space.key(at.node))
        finding = this.#remembered.get(key)
        if (finding !== undefined) break
        passed.push(key)
      }
      if (next === undefined) finding = await this.#judged(at.node)
      else at = await takeKnown(space, at, next)
    }
    for (const key of passed) this.#remembered.set(key, finding)
    return finding
  }

  /** By its own end, not by another one of the same class, and with what the last command said. */
  async #judged(node: Situation<S>): Promise<Finding> {
    const { twin, ends } = this.#ground
    const finding = findingOf((await ends.judge(node)).verdicts[0]!.gates, this.#known)
    if (finding.consequence !== 'refused') return finding
    const failed = twin
      .log(node.state)
      .filter(({ event }) => event.kind === 'process-exited' && event.code > 0)
    const said = failed.at(-1)
    const message =
      said?.event.kind === 'process-exited' ? said.event.stderr.trim().split('\n').at(-1) : undefined
    return message === undefined || message === ''
      ? finding
      : { ...finding, evidence: `${finding.evidence}: ${message}` }
  }
}

function isFault({ label }: Move): boolean {
  return label.startsWith('fault ')
}
