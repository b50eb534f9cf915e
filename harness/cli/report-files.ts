import { statSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import {
  htmlReporter,
  jsonReporter,
  junitReporter,
  markdownReporter,
  type Reporter,
} from '../../reports/index.js'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { ScenarioError } from '../scenario/errors.js'

/** A report that is to be written. */
export interface ReportFile {
  readonly path: string
  readonly reporter: Reporter
}

const REPORTERS: readonly (readonly [ending: string, reporter: Reporter])[] = [
  ['.html', htmlReporter],
  ['.json', jsonReporter],
  ['.md', markdownReporter],
  ['.xml', junitReporter],
]

/**
 * The files that `--output` names: `report.html`, or `markdown=/any/path` where the name does not say the format. Throws a usage
 * error for a format nobody knows and for a folder that is not there, before anything has run.
 */
export function readReportFiles(values: readonly string[]): readonly ReportFile[] {
  return values.map((value) => {
    const named = /^([a-z]+)=(.+)$/.exec(value)
    const path = named?.[2] ?? value
    const found = REPORTERS.find(([ending, { name }]) =>
      named === null ? ending === extname(path) : name === named[1],
    )
    if (found === undefined) {
      const endings = REPORTERS.map(([ending]) => ending).join(', ')
      const names = REPORTERS.map(([, { name }]) => `${name}=`).join(', ')
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
  })
}

/** Write the reports; what stood there before is replaced. */
export function writeReportFiles(files: readonly ReportFile[], outcomes: readonly ScenarioOutcome[]): void {
  for (const { path, reporter } of files)
    writeFileSync(path, reporter.render(outcomes, { color: false, width: 110, detail: 'verbose' }))
}

function usage(subject: string, message: string, remedy: string): ScenarioError {
  return new ScenarioError(message, { code: 'usage', subject, remedy })
}
