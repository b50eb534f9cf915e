import type { LogEntry } from '../../twins/kernel/log.js'
import type { RunScenarioOptions } from '../runner/run-scenario.js'
import { ScenarioError } from '../scenario/errors.js'
import type { End } from './ends.js'
import { groundOf } from './explore.js'
import { explorationOfFix, planOfFix } from './operator-plan.js'
import { logDigest, replayChoices } from './replay.js'
import type { Schedule } from './schedule-file.js'

/** What a replayed schedule came to. */
export interface ReplayOutcome {
  readonly steps: readonly {
    readonly name: string
    readonly code: number | null
    readonly crashed: boolean
  }[]
  readonly end: End | null
  readonly digest: string
  /** SHA-256 of the whole event log. */
  readonly log: string
  /** The part of the log that belongs to the schedule. */
  readonly entries: readonly LogEntry[]
}

/** Replay a schedule on a new twin. Throws `schedule-diverged` when a recorded choice does not come up. */
export async function replaySchedule<S>(
  options: RunScenarioOptions<S>,
  schedule: Schedule,
): Promise<ReplayOutcome> {
  const { exploration, plan } = subjectOf(options, schedule)
  const ground = await groundOf({
    ...options,
    exploration,
    bounds: schedule.bounds,
    ...(plan === undefined ? {} : { plan }),
  })
  const { twin, space, start, left } = ground
  const { end } = await replayChoices(space, start, left, schedule.choices)
  const judged = space.final(end) ? ground.ends.ends[await ground.ends.classOf(space, end)]! : null
  const log = twin.log(end.state)
  return {
    steps: end.done.map(({ step, code, crashed }) => ({ name: ground.steps[step]!.name, code, crashed })),
    end: judged,
    digest: twin.digest(end.state),
    log: logDigest(log),
    entries: log.slice(twin.log(start.state).length),
  }
}

/** What a schedule is an execution of. Throws when the scenario has no such part. */
export function subjectOf<S>({ scenario }: RunScenarioOptions<S>, { of }: Schedule) {
  if ('exploration' in of) {
    const exploration = scenario.explorations?.find(({ name }) => name === of.exploration)
    if (exploration === undefined)
      throw unknownPart(scenario.name, 'exploration', of.exploration, scenario.explorations ?? [])
    return { exploration, plan: undefined }
  }
  const fix = scenario.fixes.find(({ name }) => name === of.fix)
  if (fix === undefined) throw unknownPart(scenario.name, 'fix', of.fix, scenario.fixes)
  return { exploration: explorationOfFix(fix), plan: planOfFix(fix, of.anyOrder) }
}

/** The part of a scenario is not there. */
export function unknownPart(
  scenario: string,
  what: 'incident' | 'exploration' | 'fix',
  name: string,
  known: readonly { readonly name: string }[],
): ScenarioError {
  const names = known.map((part) => part.name)
  return new ScenarioError(`${scenario} has no ${what} ${name}`, {
    code: `${what}-unknown`,
    subject: name,
    remedy: names.length === 0 ? `It has no ${what} at all.` : `Use one of: ${names.join(', ')}.`,
  })
}
