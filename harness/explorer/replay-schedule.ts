import type { LogEntry } from '../../twins/kernel/log.js'
import type { RunScenarioOptions } from '../runner/run-scenario.js'
import type { End } from './ends.js'
import { groundOf } from './explore.js'
import { logDigest, replayChoices } from './replay.js'
import type { Schedule } from './schedule-file.js'
import { subjectOf } from './subject.js'

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
  const subject = subjectOf(options.scenario, schedule.of)
  const ground = await groundOf({ ...options, ...subject, bounds: schedule.bounds })
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
