import type { ToolArgs } from '../../twins/contract/component.js'
import type { Twin } from '../../twins/contract/twin.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import { findObject } from '../../twins/kubernetes/index.js'
import { type Command, formatCommand } from '../scenario/command.js'
import type { Condition, Step } from '../scenario/scenario.js'
import type { Ending, StepOutcome } from './outcome.js'
import { planSequence } from './plan.js'

/** What running a sequence came to. */
export interface SequenceResult<S> {
  readonly state: S
  readonly steps: readonly StepOutcome[]
  readonly ending: Ending
}

/** Run the steps of a sequence in the order as written, and let the world settle at the end. */
export async function runSequence<S>(
  twin: Twin<S>,
  start: S,
  name: string,
  steps: readonly Step[],
): Promise<SequenceResult<S>> {
  const plan = planSequence(steps)
  const outcomes: StepOutcome[] = []
  let state = start
  let ending: Ending = { kind: 'settled', atMs: twin.now(start) }
  let stopped = false
  for (const step of plan.order) {
    if (stopped) {
      outcomes.push(notRun(step))
      continue
    }
    const ran = await runStep(twin, state, name, step, plan.during.get(step.name) ?? [])
    outcomes.push(...ran.outcomes)
    state = ran.state
    stopped = ran.outcomes.some((outcome) => stops(steps, outcome))
    if (step.settle === false && step !== plan.order.at(-1)) continue
    const settled = await twin.settle(state)
    state = settled.state
    ending = endingOf(twin, settled)
  }
  return { state, steps: outcomes, ending }
}

/** The full argument object of a tool for a command. */
export function toolArgs(command: Command): ToolArgs {
  return { argv: command.argv, env: command.env ?? {}, cwd: command.cwd ?? '', stdin: command.stdin ?? '' }
}

interface Running<S> {
  readonly state: S
  readonly outcomes: readonly StepOutcome[]
}

async function runStep<S>(
  twin: Twin<S>,
  start: S,
  sequence: string,
  step: Step,
  during: readonly Step[],
): Promise<Running<S>> {
  const startedAtMs = twin.now(start)
  const pid = processId(sequence, step)
  let state: S = await launch(twin, start, sequence, step)
  const started: { readonly step: Step; readonly atMs: number }[] = []
  for (const other of during) {
    const waits = (now: S) => twin.exitOf(now, pid) !== null || holds(twin, now, other, startedAtMs)
    state = (await twin.advance(state, waits)).state
    if (twin.exitOf(state, pid) !== null) break
    started.push({ step: other, atMs: twin.now(state) })
    state = await launch(twin, state, sequence, other)
  }
  const all = [{ step, atMs: startedAtMs }, ...started]
  const done = (now: S) => all.every((item) => twin.exitOf(now, processId(sequence, item.step)) !== null)
  state = (await twin.advance(state, done)).state
  const outcomes = all.map((item) => outcomeOf(twin, state, sequence, item.step, item.atMs))
  const skipped = during.filter((other) => !started.some((item) => item.step === other)).map(notRun)
  return { state, outcomes: [...outcomes, ...skipped] }
}

async function launch<S>(twin: Twin<S>, state: S, sequence: string, step: Step): Promise<S> {
  try {
    return await twin.start(state, processId(sequence, step), toolArgs(step.command))
  } catch (error) {
    throw inStep(error, step)
  }
}

/** Names the step in an error of its command. */
export function inStep(error: unknown, step: Step): unknown {
  if (!(error instanceof RehearseError) || error.code === 'invariant-violation') return error
  return new RehearseError(`step ${step.name}: ${error.message}`, {
    code: error.code,
    subject: `step ${step.name}`,
    remedy: error.remedy ?? 'Correct the step.',
    cause: error,
  })
}

function outcomeOf<S>(
  twin: Twin<S>,
  state: S,
  sequence: string,
  step: Step,
  startedAtMs: number,
): StepOutcome {
  const exit = twin.exitOf(state, processId(sequence, step))
  return {
    name: step.name,
    command: formatCommand(step.command),
    ran: true,
    startedAtMs,
    endedAtMs: endOf(twin, state, processId(sequence, step)),
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

function notRun(step: Step): StepOutcome {
  const command = formatCommand(step.command)
  return {
    name: step.name,
    command,
    ran: false,
    startedAtMs: 0,
    endedAtMs: 0,
    exitCode: null,
    stdout: '',
    stderr: '',
  }
}

function stops(steps: readonly Step[], outcome: StepOutcome): boolean {
  if (!outcome.ran || outcome.exitCode === 0) return false
  const step = steps.find((candidate) => candidate.name === outcome.name)
  return step?.onFailure !== 'continue' && step?.exitCode !== outcome.exitCode
}

function holds<S>(twin: Twin<S>, state: S, step: Step, sinceMs: number): boolean {
  const when = step.during?.when
  return when === undefined || conditionHolds(twin, state, when, sinceMs)
}

function conditionHolds<S>(twin: Twin<S>, state: S, condition: Condition, sinceMs: number): boolean {
  if (condition.kind === 'elapsed') return twin.now(state) - sinceMs >= condition.ms
  const { group, resource, namespace, name } = condition.object
  const present = findObject(twin.view(state), group, resource, namespace, name) !== undefined
  return present === (condition.kind === 'present')
}

function endingOf<S>(twin: Twin<S>, settled: Awaited<ReturnType<Twin<S>['settle']>>): Ending {
  const atMs = twin.now(settled.state)
  switch (settled.outcome) {
    case 'settled':
      return { kind: 'settled', atMs }
    case 'horizon':
      return { kind: 'horizon', atMs, horizonMs: settled.horizonMs }
    case 'diverges':
      return { kind: 'diverges', atMs, ...settled.cycle }
  }
}

function processId(sequence: string, step: Step): string {
  return `${sequence}/${step.name}`
}
