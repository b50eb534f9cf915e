import type { ToolArgs } from '../../twins/contract/component.js'
import type { Twin } from '../../twins/contract/twin.js'
import { findObject } from '../../twins/kubernetes/index.js'
import { type Command, formatCommand } from '../scenario/command.js'
import type { Condition, Step } from '../scenario/scenario.js'
import type { StepOutcome } from './outcome.js'

/** What running one step came to, with the steps that started inside it. */
export interface RanStep<S> {
  readonly state: S
  readonly outcomes: readonly StepOutcome[]
}

interface Started {
  readonly step: Step
  readonly atMs: number
}

/** Run a step until it has ended, and start the others while it runs, each as soon as its condition holds. */
export async function runStep<S>(
  twin: Twin<S>,
  start: S,
  sequence: string,
  step: Step,
  during: readonly Step[],
): Promise<RanStep<S>> {
  const outer: Started = { step, atMs: twin.now(start) }
  const pid = processId(sequence, step)
  let state = await launch(twin, start, sequence, step)
  const started = [outer]
  let waiting = during
  while (waiting.length > 0) {
    state = await untilNextStart(twin, state, pid, waiting, outer.atMs)
    const due = waiting.filter((other) => stepHolds(twin, state, other, outer.atMs))
    if (due.length === 0 || twin.exitOf(state, pid) !== null) break
    for (const other of due) {
      started.push({ step: other, atMs: twin.now(state) })
      state = await launch(twin, state, sequence, other)
    }
    waiting = waiting.filter((other) => !due.includes(other))
  }
  const pids = started.map((item) => processId(sequence, item.step))
  state = await untilEnded(twin, state, pids)
  const outcomes = started.map((item) => outcomeOf(twin, state, sequence, item))
  return { state, outcomes: [...outcomes, ...waiting.map(notRun)] }
}

/** The outcome of a step that never started. */
export function notRun(step: Step): StepOutcome {
  return {
    name: step.name,
    command: formatCommand(step.command),
    ran: false,
    startedAtMs: 0,
    endedAtMs: 0,
    exitCode: null,
    stdout: '',
    stderr: '',
  }
}

/** The full argument object of a tool for a command. */
export function toolArgs(command: Command): ToolArgs {
  return { argv: command.argv, env: command.env ?? {}, cwd: command.cwd ?? '', stdin: command.stdin ?? '' }
}

/** Let the world run until a waiting step may start, the outer one has ended or nothing happens any more. */
async function untilNextStart<S>(
  twin: Twin<S>,
  state: S,
  pid: string,
  waiting: readonly Step[],
  sinceMs: number,
): Promise<S> {
  const advanced = await twin.advance(
    state,
    (now) => twin.exitOf(now, pid) !== null || waiting.some((other) => stepHolds(twin, now, other, sinceMs)),
  )
  const atMs = sinceMs + Math.min(...waiting.map(elapsedMs))
  const stuck = advanced.reason === 'quiescent' && twin.now(advanced.state) < atMs
  if (stuck && atMs < Number.POSITIVE_INFINITY)
    return twin.elapse(advanced.state, atMs - twin.now(advanced.state))
  // The clock leaps from event to event: it may have passed the moment at which a step was to start.
  if (twin.now(advanced.state) > atMs && twin.capabilities.branch)
    return twin.elapse(state, atMs - twin.now(state))
  return advanced.state
}

/** A command that waits for something that only a refresh or a resync brings goes on waiting until then. */
async function untilEnded<S>(twin: Twin<S>, state: S, pids: readonly string[]): Promise<S> {
  const ended = (now: S) => pids.every((pid) => twin.exitOf(now, pid) !== null)
  const advanced = await twin.advance(state, ended)
  return ended(advanced.state) ? advanced.state : (await twin.settle(advanced.state)).state
}

async function launch<S>(twin: Twin<S>, state: S, sequence: string, step: Step): Promise<S> {
  return twin.start(state, processId(sequence, step), toolArgs(step.command))
}

function outcomeOf<S>(twin: Twin<S>, state: S, sequence: string, { step, atMs }: Started): StepOutcome {
  const pid = processId(sequence, step)
  const exit = twin.exitOf(state, pid)
  return {
    name: step.name,
    command: formatCommand(step.command),
    ran: true,
    startedAtMs: atMs,
    endedAtMs: endOf(twin, state, pid),
    exitCode: exit?.code ?? null,
    stdout: exit?.stdout ?? '',
    stderr: exit?.stderr ?? '',
  }
}

function endOf<S>(twin: Twin<S>, state: S, pid: string): number {
  const log = twin.log(state)
  for (let index = log.length - 1; index >= 0; index--) {
    const entry = log[index]!
    if (entry.event.kind === 'process-exited' && entry.event.pid === pid) return entry.at
  }
  return twin.now(state)
}

/** Ms after the start of the outer step, or infinity when the condition is another one. */
function elapsedMs(step: Step): number {
  const when = step.during?.when
  return when?.kind === 'elapsed' ? when.ms : Number.POSITIVE_INFINITY
}

/** Whether a step that starts inside another one may start now. */
export function stepHolds<S>(twin: Twin<S>, state: S, step: Step, sinceMs: number): boolean {
  const when = step.during?.when
  return when === undefined || conditionHolds(twin, state, when, sinceMs)
}

function conditionHolds<S>(twin: Twin<S>, state: S, condition: Condition, sinceMs: number): boolean {
  if (condition.kind === 'elapsed') return twin.now(state) - sinceMs >= condition.ms
  const { group, resource, namespace, name } = condition.object
  const present = findObject(twin.view(state), group, resource, namespace, name) !== undefined
  return present === (condition.kind === 'present')
}

function processId(sequence: string, step: Step): string {
  return `${sequence}/${step.name}`
}
