import type { MaybePromise } from '../../twins/contract/twin.js'
import { askedAgain } from '../afterwards/asked-again.js'
import { type Finding, judgeAfterwards, type Look } from '../afterwards/finding.js'
import { duration, notBack } from '../afterwards/not-back.js'
import { restarted } from '../afterwards/restart.js'
import type { Gate, GateContext, Judgement } from './gate.js'
import { goal } from './goal.js'
import { keysPresent } from './keys-present.js'
import { protectedData } from './protected-data.js'
import { protectedPods } from './protected-pods.js'
import { zeroDiff } from './zero-diff.js'

const HOUR_MS = 3_600_000

/** Two days: what comes hourly, nightly and every other day has come. */
const DEFAULT_HOURS = 48

/** How exactly the instant of a first failure is told. */
const GRAIN_MS = 60_000

/**
 * Nobody does anything, and the clock runs on: in a copy of the end every refresh, rotation, retry and time to live that is due within
 * the horizon comes, until nothing changes any more. Whatever the other gates ask must hold then as well; at the end every container
 * is restarted, which shows what has gone without anybody noticing. What time does to the healthy world as well is a note.
 */
export const survivesTime: Gate = {
  name: 'survives-time',
  atEnd: true,
  forks: true,
  last: true,
  judge: async (context): Promise<Judgement> => {
    const { twin, healthy, before } = context
    if (!twin.capabilities.branch)
      return { compared: 0, evidence: [], inconclusive: 'this twin cannot branch' }
    const look = await runOn(context, [zeroDiff, goal, protectedPods, keysPresent, protectedData])
    return judgeAfterwards(look, async () => {
      const start = await twin.arm(healthy ?? before)
      // Nobody has changed anything for the goal there.
      const gates = [zeroDiff, protectedPods, keysPresent, protectedData]
      return runOn({ ...context, before: start, after: start }, gates)
    })
  },
}

async function runOn<S>(context: GateContext<S>, gates: readonly Gate[]): Promise<Look> {
  const { twin, scenario, after } = context
  const horizonMs = (scenario.protects.after?.hours ?? DEFAULT_HOURS) * HOUR_MS
  const { state: later, outcome } = await twin.settle(after, horizonMs)
  const look = await askedAgain(gates, context, later)
  const within = `within ${duration(horizonMs)}`
  const lost = notBack(context, after, later, within)
  const dated = await Promise.all(
    look.findings.map((finding) => withInstant(finding, context, gates, horizonMs)),
  )
  // Who is not there any more does not come back by a restart.
  const latent =
    lost.length > 0 ? [] : notBack(context, after, await restarted(twin, later), `after a restart ${within}`)
  const unsure = outcome === 'settled' ? [] : [`the world did not come to rest ${within}`]
  return { ...look, findings: [...dated, ...lost, ...latent], unsure: [...look.unsure, ...unsure] }
}

/** What the log does not date is looked for: the first minute after which it is so. */
async function withInstant<S>(
  finding: Finding,
  context: GateContext<S>,
  gates: readonly Gate[],
  horizonMs: number,
): Promise<Finding> {
  if (finding.dated) return finding
  const asked = gates.filter(({ name }) => name === finding.kind)
  const { subject, message } = finding.evidence
  const firstMs = await firstInstant(horizonMs, async (ms) => {
    const { state } = await context.twin.settle(context.after, ms)
    const { findings } = await askedAgain(asked, context, state)
    return findings.some((other) => other.evidence.subject === subject)
  })
  const told = `${message}: first ${duration(firstMs)} after the end`
  return { ...finding, evidence: { ...finding.evidence, message: told } }
}

/** The end of the first grain at which something holds, by halving: it holds at `untilMs`. */
async function firstInstant(untilMs: number, holds: (ms: number) => MaybePromise<boolean>): Promise<number> {
  let [not, does] = [0, Math.ceil(untilMs / GRAIN_MS)]
  while (does - not > 1) {
    const middle = Math.floor((not + does) / 2)
    if (await holds(middle * GRAIN_MS)) does = middle
    else not = middle
  }
  return Math.min(does * GRAIN_MS, untilMs)
}
