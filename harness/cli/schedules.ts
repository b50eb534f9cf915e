import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashString, hashToHex } from '../../twins/kernel/hash.js'
import { type Json, stableStringify } from '../../twins/kernel/json.js'
import { formatSchedule, SCHEDULE_FORMAT, type Schedule } from '../explorer/schedule-file.js'
import { formatCommand } from '../scenario/command.js'

/** The command that replays a schedule. `asked`: how the scenario was named; one of a user is found by its path alone. */
export function replayLine(path: string, asked: string, scenario: string): string {
  const argv = ['rehearse', 'replay', path, ...(asked === scenario ? [] : ['--scenario', asked])]
  return formatCommand({ argv })
}

/** Write a schedule nobody has replayed yet; `what` names it beside the scenario. Returns its path, equal for equal choices. */
export function keepSchedule(
  directory: string,
  what: string,
  schedule: Omit<Schedule, 'format' | 'log'>,
): string {
  const id = hashToHex(hashString(stableStringify(schedule.choices as unknown as Json))).slice(0, 12)
  const path = join(directory, `${schedule.scenario}.${what}.${id}.json`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(path, formatSchedule({ format: SCHEDULE_FORMAT, ...schedule, log: null }))
  return path
}
