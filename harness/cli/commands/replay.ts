import { readFileSync, writeFileSync } from 'node:fs'
import { renderReplay } from '../../../reports/index.js'
import { replaySchedule } from '../../explorer/replay-schedule.js'
import { formatSchedule, parseSchedule, type Schedule } from '../../explorer/schedule-file.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { timelineOf } from '../../runner/timeline.js'
import { ScenarioError } from '../../scenario/errors.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'

/** Flags of `rehearse replay`, as the parser gives them. */
export interface ReplayArguments {
  readonly scenario?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * `rehearse replay`: run one recorded execution again and check that it is the same, byte for byte. The first replay of a new
 * schedule notes the digest of the log in the file. Returns the exit code.
 */
export async function replayCommand(
  path: string,
  flags: ReplayArguments,
  terminal: Terminal,
): Promise<number> {
  const schedule = parseSchedule(readText(path), path)
  const loaded = await loadNamed(flags.scenario ?? schedule.scenario, { small: schedule.small })
  const { scenario } = loaded
  const shared = embeddedWith(loaded, schedule.seed)
  const options = { ...shared, scenario, profile: schedule.profile, prepare: prepareEmbedded(shared) }
  terminal.progress(`${scenario.name}: replaying ${path}`)
  const outcome = await replaySchedule(options, schedule)
  terminal.progress('')
  const same = isSame(schedule, outcome)
  if (same && schedule.log === null) writeFileSync(path, formatSchedule({ ...schedule, log: outcome.log }))
  const { entries, ...rest } = outcome
  const shown = { ...rest, schedule, same, timeline: timelineOf(entries) }
  if (flags.json) terminal.write(`${JSON.stringify(shown, null, 2)}\n`)
  else terminal.write(renderReplay(shown, reportOptions(flags, terminal)))
  return same ? EXIT.asExpected : EXIT.differs
}

function isSame(schedule: Schedule, outcome: { readonly digest: string; readonly log: string }): boolean {
  return outcome.digest === schedule.digest && (schedule.log === null || schedule.log === outcome.log)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ScenarioError(`cannot read ${path}`, {
      code: 'schedule-unreadable',
      subject: path,
      remedy: 'Give the path of a schedule that rehearse explore or rehearse fuzz wrote.',
      cause: error,
    })
  }
}
