import { formatTime } from '../../../reports/format.js'
import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import { parseGoDuration } from '../../../twins/kubernetes/index.js'
import { ScenarioError } from '../../scenario/errors.js'
import type { ClockStatus } from '../../serve/clock.js'
import type { ControlAnswer, ControlRequest } from '../../serve/control.js'
import { askServer } from '../../serve/control-client.js'
import { readControlAccess } from '../../serve/directory.js'
import { EXIT } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { readSpeed } from '../values.js'

/** Flags of the commands that steer a server, as the parser gives them. */
export interface ControlArguments {
  readonly server?: string
  readonly json?: boolean
}

/** What these commands may know of the outside. */
export interface ControlContext {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
}

/** `rehearse clock [status|pause|resume|speed N|jump DURATION|settle]`. Returns the exit code. */
export async function clockCommand(
  words: readonly string[],
  flags: ControlArguments,
  context: ControlContext,
): Promise<number> {
  const answer = await ask(clockRequest(words), flags, context)
  tell(answer, flags, context, () => describeClock(answer))
  return EXIT.asExpected
}

/** `rehearse snapshot [name]`: take one, or list them. Returns the exit code. */
export async function snapshotCommand(
  name: string | undefined,
  flags: ControlArguments,
  context: ControlContext,
): Promise<number> {
  const answer = await ask(
    name === undefined ? { kind: 'snapshots' } : { kind: 'snapshot', name },
    flags,
    context,
  )
  const lines = (answer.snapshots ?? []).map((taken) => `${taken.name}  ${formatTime(taken.nowMs)}\n`)
  const text = lines.join('') || 'no snapshots\n'
  tell(answer, flags, context, () => (name === undefined ? text : `snapshot ${text}`))
  return EXIT.asExpected
}

/** `rehearse restore <name>`. Returns the exit code. */
export async function restoreCommand(
  name: string,
  flags: ControlArguments,
  context: ControlContext,
): Promise<number> {
  const answer = await ask({ kind: 'restore', name }, flags, context)
  tell(answer, flags, context, () => `the world is back at ${name}; ${describeClock(answer)}`)
  return EXIT.asExpected
}

/** What the words after `rehearse clock` ask for. Throws `usage` for anything else. */
export function clockRequest(words: readonly string[]): ControlRequest {
  const [kind = 'status', value, ...rest] = words
  if (rest.length === 0) {
    if (value === undefined && ['status', 'pause', 'resume', 'settle'].includes(kind))
      return { kind } as ControlRequest
    if (value !== undefined && kind === 'speed') {
      const speed = readSpeed(value)
      return speed === 'paused' ? { kind: 'pause' } : { kind: 'speed', speed }
    }
    if (value === 'settle' && kind === 'jump') return { kind: 'settle' }
    if (value !== undefined && kind === 'jump') return { kind: 'jump', ms: durationOf(value) }
  }
  throw usage(
    `rehearse clock ${words.join(' ')}`,
    'Use status, pause, resume, speed <number>, jump <duration> or settle.',
  )
}

function durationOf(text: string): number {
  const parsed = parseGoDuration(text)
  if ('value' in parsed && parsed.value > 0) return parsed.value
  throw usage(`the duration ${text}`, 'Write it as 90s, 15m or 1h30m.')
}

function usage(what: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${what}`, { code: 'usage', subject: what, remedy })
}

function ask(
  request: ControlRequest,
  flags: ControlArguments,
  { environment }: ControlContext,
): Promise<ControlAnswer> {
  const directory = flags.server ?? environment['REHEARSE_SERVER']
  if (directory !== undefined && directory !== '') return askServer(readControlAccess(directory), request)
  throw new ScenarioError('which server?', {
    code: 'server-unnamed',
    remedy: 'Export REHEARSE_SERVER as `rehearse serve` has printed it, or give its folder as --server.',
  })
}

function tell(
  answer: ControlAnswer,
  flags: ControlArguments,
  { terminal }: ControlContext,
  text: () => string,
): void {
  terminal.write(flags.json ? `${stableStringify(answer as unknown as Json, 2)}\n` : text())
}

/** One line: what the clock does and what comes next. */
function describeClock({ clock, settled }: ControlAnswer): string {
  const pace = clock.mode === 'paused' ? 'stands still' : `runs ${clock.speed} times as fast as the wall's`
  const how = settled === undefined ? '' : `${SETTLED[settled]}; `
  return `${how}the clock shows ${formatTime(clock.nowMs)} and ${pace}${next(clock)}\n`
}

const SETTLED = {
  settled: 'nothing changes any more',
  horizon: 'it still changes after two days',
  diverges: 'it repeats itself and never comes to rest',
} as const

function next({ nowMs, nextMs }: ClockStatus): string {
  return nextMs === null ? '; nothing is due' : `; next in ${Math.max(0, nextMs - nowMs) / 1000} s`
}
