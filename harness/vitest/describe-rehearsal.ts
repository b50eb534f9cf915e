import { describe, expect, it } from 'vitest'
import type { Bounds } from '../explorer/budget.js'
import type { OutcomeStatus } from '../runner/outcome.js'
import { type AnyOutcome, failureText } from './failure-text.js'
import { Rehearsal, type RehearsalOptions } from './rehearsal.js'

/** Options of {@link describeRehearsal}. */
export interface DescribeOptions extends RehearsalOptions {
  /** Which parts become tests. Default: all of them. */
  readonly parts?: readonly ('incidents' | 'fixes' | 'explorations')[]
  /** Bounds of the explorations, over their own. */
  readonly bounds?: Partial<Bounds>
  /** Wall ms of one test. Default 120,000: a search takes its time. */
  readonly timeoutMs?: number
}

const ALL_PARTS = ['incidents', 'fixes', 'explorations'] as const

/**
 * Registers a scenario, by name or path, as a suite: one test for each incident, fix and exploration. A test that fails shows
 * the part of the report that is about it, and the command that shows more.
 */
export function describeRehearsal(nameOrPath: string, options: DescribeOptions = {}): void {
  const { parts = ALL_PARTS, timeoutMs = 120_000, bounds = {} } = options
  describe(nameOrPath, async () => {
    const rehearsal = await Rehearsal.load(nameOrPath, options)
    const { incidents, fixes, explorations = [] } = rehearsal.scenario
    const register = (name: string, outcome: () => Promise<AnyOutcome>) =>
      it(name, async () => expectAsExpected(await outcome()), timeoutMs)
    if (parts.includes('incidents'))
      for (const { name } of incidents) register(`incident ${name}`, () => rehearsal.incident(name))
    if (parts.includes('fixes'))
      for (const { name } of fixes) register(`fix ${name}`, () => rehearsal.fix(name))
    if (parts.includes('explorations'))
      for (const { name } of explorations)
        register(`exploration ${name}`, () => rehearsal.exploration(name, bounds))
  })
}

function expectAsExpected(outcome: AnyOutcome): void {
  const status: OutcomeStatus = outcome.status
  if (status !== 'as-expected') expect.fail(`${status}\n${failureText(outcome)}`)
}
