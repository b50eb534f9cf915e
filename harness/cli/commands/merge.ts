import { readFileSync } from 'node:fs'
import { renderExploration } from '../../../reports/index.js'
import { mergeOutcomes } from '../../explorer/merge.js'
import type { ExplorationOutcome } from '../../explorer/outcome.js'
import { ScenarioError } from '../../scenario/errors.js'
import { exitCodeOf } from '../exit-codes.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'

/** Flags of `rehearse merge`, as the parser gives them. */
export interface MergeArguments {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** `rehearse merge`: put the parts of divided searches together. Returns the exit code. */
export function mergeCommand(paths: readonly string[], flags: MergeArguments, terminal: Terminal): number {
  const parts = paths.flatMap(readOutcomes)
  const names = [...new Set(parts.map((part) => part.exploration))]
  const merged = names.map((name) => mergeOutcomes(parts.filter((part) => part.exploration === name)))
  if (flags.json) terminal.write(`${JSON.stringify(merged, null, 2)}\n`)
  else
    for (const outcome of merged)
      terminal.write(renderExploration(outcome, [], reportOptions(flags, terminal)))
  return exitCodeOf(merged.map((outcome) => outcome.status))
}

function readOutcomes(path: string): readonly ExplorationOutcome[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (Array.isArray(value) && value.every(isOutcome)) return value
  } catch (error) {
    throw unreadable(path, error)
  }
  throw unreadable(path, undefined)
}

function isOutcome(value: unknown): value is ExplorationOutcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'coverage' in value &&
    'sequences' in value &&
    'ends' in value
  )
}

function unreadable(path: string, cause: unknown): ScenarioError {
  return new ScenarioError(`${path} holds no outcome of a search`, {
    code: 'outcome-unreadable',
    subject: path,
    remedy: 'Give files that were written by: rehearse explore NAME --shard i/n --json > FILE.',
    cause,
  })
}
