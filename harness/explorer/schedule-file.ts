import { z } from 'zod'
import { ScenarioError } from '../scenario/errors.js'
import type { Bounds } from './budget.js'
import type { RecordedChoice } from './schedule.js'
import type { SubjectName } from './subject.js'

/** The format that this version writes and reads. */
export const SCHEDULE_FORMAT = 'rehearse.schedule/v1'

/** One execution, to be replayed: everything it depends on, and what it came to. */
export interface Schedule {
  readonly format: typeof SCHEDULE_FORMAT
  readonly scenario: string
  /** What was searched. */
  readonly of: SubjectName
  /** In the scenario's small world. */
  readonly small: boolean
  readonly seed: number
  readonly profile: Readonly<Record<string, string>>
  readonly bounds: Bounds
  /** Every choice that was not the default. */
  readonly choices: readonly RecordedChoice[]
  /** Canonical digest of the end. */
  readonly digest: string
  /** SHA-256 of the event log from the beginning; null when the execution has not been replayed since it was found. */
  readonly log: string | null
}

const count = z.number().nonnegative()
const schema = z.strictObject({
  format: z.literal(SCHEDULE_FORMAT),
  scenario: z.string(),
  of: z.union([
    z.strictObject({ exploration: z.string() }),
    z.strictObject({ fix: z.string(), anyOrder: z.boolean() }),
  ]),
  small: z.boolean(),
  seed: z.int().nonnegative(),
  profile: z.record(z.string(), z.string()),
  bounds: z.strictObject({
    steps: count,
    delays: count,
    crashes: count,
    stalls: count,
    gaps: z.array(z.enum(['at-once', 'quiescent', 'settled'])),
    states: count,
    controllers: z.array(z.string()),
  }),
  choices: z.array(z.strictObject({ at: z.int(), take: z.string(), of: z.int() })),
  digest: z.string(),
  log: z.string().nullable(),
})

/** A schedule as text: one choice a line, so that it can be read and compared. */
export function formatSchedule(schedule: Schedule): string {
  const { choices, ...rest } = schedule
  const lines = choices.map((choice) => `    ${JSON.stringify(choice)}`)
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, '')
  return `${head},\n  "choices": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Read a schedule. Throws `schedule-invalid` with the file's name for anything that is none. */
export function parseSchedule(text: string, path: string): Schedule {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error))
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error))
  return parsed.data
}

function invalid(path: string, what: string): ScenarioError {
  return new ScenarioError(`${path} is no schedule: ${what}`, {
    code: 'schedule-invalid',
    subject: path,
    remedy: `Give a file that rehearse explore or rehearse fuzz wrote (format ${SCHEDULE_FORMAT}).`,
  })
}
