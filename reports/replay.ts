import type { ReplayOutcome } from '../harness/explorer/replay-schedule.js'
import type { Schedule } from '../harness/explorer/schedule-file.js'
import type { TimelineEntry } from '../harness/runner/outcome.js'
import { formatTime, plural } from './format.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'

/** A replayed execution, as it is shown. */
export interface ShownReplay extends Omit<ReplayOutcome, 'entries'> {
  readonly schedule: Schedule
  /** End and log are those that were recorded. */
  readonly same: boolean
  readonly timeline: readonly TimelineEntry[]
}

/** One execution for people: what was done, what happened, what came of it. */
export function renderReplay(replay: ShownReplay, options: ReportOptions): string {
  const page = new Page(options)
  const { colors } = page
  const { schedule } = replay
  if (options.detail !== 'quiet') {
    page.heading(`${schedule.scenario} · one execution, replayed`, colors.bold)
    for (const choice of schedule.choices)
      page.line(`  at ${choice.at} of ${choice.of} ways: ${choice.take}`, colors.dim)
    for (const { name, code, crashed } of replay.steps)
      page.line(
        `  ${name}: ${code === null ? 'never ended' : `exit ${code}`}${crashed ? ', after a crash' : ''}`,
      )
    page.line()
    for (const entry of replay.timeline)
      page.line(`  ${formatTime(entry.atMs).padStart(10)}  ${entry.subject}: ${entry.text}`)
    page.line()
  }
  for (const { goal, verdict, gates } of replay.end?.verdicts ?? []) {
    page.line(`goal ${goal}: ${verdict}`, verdict === 'pass' ? colors.green : colors.red)
    for (const gate of gates) {
      const first = gate.evidence[0]
      page.paragraph(
        `${gate.gate}: ${first === undefined ? gate.note : `${first.subject}: ${first.message}`}`,
        '  ',
        colors.red,
      )
    }
  }
  page.line(sameness(replay), replay.same ? colors.green : colors.red)
  return page.text()
}

function sameness({ same, schedule, log, timeline }: ShownReplay): string {
  const noted =
    schedule.log === null ? 'log digest noted' : `log ${log.slice(0, 16)} byte for byte as recorded`
  return same
    ? `the same end, ${noted}, ${plural(timeline.length, 'event')}`
    : 'NOT the same: the end or the log differs from what was recorded'
}
