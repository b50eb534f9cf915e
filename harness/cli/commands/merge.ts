import { readFileSync } from 'node:fs'
import { explorationJsonReporter, renderExploration, type ShownExploration } from '../../../reports/index.js'
import { completeMerged } from '../../explorer/explore.js'
import { mergeOutcomes } from '../../explorer/merge.js'
import type { ExplorationOutcome } from '../../explorer/outcome.js'
import { subjectOf } from '../../explorer/subject.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { ScenarioError } from '../../scenario/errors.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { exitCodeOf } from '../exit-codes.js'
import { readExplorationFiles, writeExplorationFiles } from '../report-files.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'
import { keepCounterexamples } from './explore.js'

/** Flags of `rehearse merge`, as the parser gives them. */
export interface MergeArguments {
  readonly scenario?: string
  readonly directory: string
  readonly json?: boolean
  readonly output?: readonly string[]
  readonly quiet?: boolean
}

/**
 * `rehearse merge`: put the parts of divided searches together, and look into the sequences that end well in one part and
 * badly in another. Returns the exit code.
 */
export async function mergeCommand(
  paths: readonly string[],
  flags: MergeArguments,
  terminal: Terminal,
): Promise<number> {
  const files = readExplorationFiles(flags.output ?? [])
  const found: ShownExploration[] = []
  for (const parts of bySubject(paths.flatMap(readOutcomes))) {
    const asked = flags.scenario ?? parts[0]!.scenario
    const outcome = await completed(mergeOutcomes(parts), asked, terminal)
    const counterexamples = keepCounterexamples(outcome, asked, flags.directory)
    found.push({ outcome, counterexamples })
    if (!flags.json)
      terminal.write(renderExploration(outcome, counterexamples, reportOptions(flags, terminal)))
  }
  writeExplorationFiles(files, found)
  if (flags.json) terminal.write(explorationJsonReporter.render(found, reportOptions(flags, terminal)))
  return exitCodeOf(found.map(({ outcome }) => outcome.status))
}

/** The outcomes in groups: one for each exploration or fix, in the order in which they come up. */
function bySubject(outcomes: readonly ExplorationOutcome[]): readonly (readonly ExplorationOutcome[])[] {
  const groups = new Map<string, ExplorationOutcome[]>()
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.scenario, outcome.of])
    groups.set(key, [...(groups.get(key) ?? []), outcome])
  }
  return [...groups.values()]
}

/** With what makes its sequences fragile; the world is built again only when one of them is. */
async function completed(
  merged: ExplorationOutcome,
  asked: string,
  terminal: Terminal,
): Promise<ExplorationOutcome> {
  if (Object.values(merged.answers).every(({ fragile }) => fragile === 0)) return merged
  const { of, small, seed, profile } = merged
  const loaded = await loadNamed(asked, { small })
  const { scenario } = loaded
  const shared = embeddedWith(loaded, seed)
  terminal.progress(`${scenario.name}/${merged.exploration}: looking into fragile sequences`)
  try {
    const prepare = prepareEmbedded(shared)
    return await completeMerged(
      { ...shared, ...subjectOf(scenario, of), scenario, prepare, profile, small },
      merged,
    )
  } finally {
    terminal.progress('')
  }
}

function readOutcomes(path: string): readonly ExplorationOutcome[] {
  try {
    const value = outcomesIn(JSON.parse(readFileSync(path, 'utf8')))
    if (Array.isArray(value) && value.every(isOutcome)) return value
  } catch (error) {
    throw unreadable(path, error)
  }
  throw unreadable(path, undefined)
}

/** Before there was a schema, the outcomes stood alone. */
function outcomesIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'explorations' in value ? value.explorations : value
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
