import { statSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { explorationHtmlReporter } from '../../reports/exploration/html.js'
import { explorationJsonReporter } from '../../reports/exploration/json.js'
import { explorationJunitReporter } from '../../reports/exploration/junit.js'
import { explorationMarkdownReporter } from '../../reports/exploration/markdown.js'
import type { ExplorationReporter, ShownExploration } from '../../reports/exploration/reporter.js'
import { htmlReporter } from '../../reports/html/html-reporter.js'
import { jsonReporter } from '../../reports/json.js'
import { junitReporter } from '../../reports/junit.js'
import { markdownReporter } from '../../reports/markdown.js'
import type { Reporter, ReportOptions } from '../../reports/reporter.js'
import type { VerdictDiff } from '../../reports/verdict-diff.js'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { ScenarioError } from '../scenario/errors.js'

/** A report that is to be written. */
export interface ReportFile<R> {
  readonly path: string
  readonly reporter: R
}

type Formats<R> = readonly (readonly [ending: string, reporter: R])[]

const RUN_FORMATS: Formats<Reporter> = [
  ['.html', htmlReporter],
  ['.json', jsonReporter],
  ['.md', markdownReporter],
  ['.xml', junitReporter],
]

const EXPLORATION_FORMATS: Formats<ExplorationReporter> = [
  ['.html', explorationHtmlReporter],
  ['.json', explorationJsonReporter],
  ['.md', explorationMarkdownReporter],
  ['.xml', explorationJunitReporter],
]

const OPTIONS: ReportOptions = { color: false, width: 110, detail: 'verbose' }

/**
 * The files that `--output` of a run names: `report.html`, or `markdown=/any/path` where the name does not say the format. Throws a usage
 * error for a format nobody knows and for a folder that is not there, before anything has run.
 */
export function readReportFiles(values: readonly string[]): readonly ReportFile<Reporter>[] {
  return values.map((value) => readFile(value, RUN_FORMATS))
}

/** The same for a search. */
export function readExplorationFiles(values: readonly string[]): readonly ReportFile<ExplorationReporter>[] {
  return values.map((value) => readFile(value, EXPLORATION_FORMATS))
}

/** Write the reports; what stood there before is replaced. `comparison` goes into those that are read by people. */
export function writeReportFiles(
  files: readonly ReportFile<Reporter>[],
  outcomes: readonly ScenarioOutcome[],
  comparison?: VerdictDiff,
): void {
  const options = comparison === undefined ? OPTIONS : { ...OPTIONS, comparison }
  for (const { path, reporter } of files) writeFileSync(path, reporter.render(outcomes, options))
}

/** Write what searches found. */
export function writeExplorationFiles(
  files: readonly ReportFile<ExplorationReporter>[],
  explorations: readonly ShownExploration[],
): void {
  for (const { path, reporter } of files) writeFileSync(path, reporter.render(explorations, OPTIONS))
}

function readFile<R extends { readonly name: string }>(value: string, formats: Formats<R>): ReportFile<R> {
  const named = /^([a-z]+)=(.+)$/.exec(value)
  const path = named?.[2] ?? value
  const found = formats.find(([ending, { name }]) =>
    named === null ? ending === extname(path) : name === named[1],
  )
  if (found === undefined) {
    const endings = formats.map(([ending]) => ending).join(', ')
    const names = formats.map(([, { name }]) => `${name}=`).join(', ')
    throw usage(
      value,
      `cannot tell the format of ${value}`,
      `End the name in ${endings}, or begin with ${names}.`,
    )
  }
  const folder = dirname(path)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usage(value, `there is no folder ${folder}`, 'Make it first.')
  return { path, reporter: found[1] }
}

function usage(subject: string, message: string, remedy: string): ScenarioError {
  return new ScenarioError(message, { code: 'usage', subject, remedy })
}
