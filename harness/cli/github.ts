import { appendFileSync, readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { githubAnnotations } from '../../reports/github.js'
import { markdownReporter } from '../../reports/markdown.js'
import type { VerdictDiff } from '../../reports/verdict-diff.js'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { lineOfName } from '../scenario/source-lines.js'

/** A run as GitHub Actions is told of it. */
export interface GithubRun {
  readonly outcomes: readonly ScenarioOutcome[]
  /** The scenario file of each outcome. */
  readonly paths: readonly string[]
  readonly comparison: VerdictDiff | undefined
  /** The repository's folder. */
  readonly folder: string
  /** `$GITHUB_STEP_SUMMARY`: the Markdown report is appended; undefined: there is none. */
  readonly summary: string | undefined
}

/** Appends to the step's summary, and returns the workflow commands that annotate the scenario files. */
export function tellGithub({ outcomes, paths, comparison, folder, summary }: GithubRun): string {
  if (summary !== undefined && summary !== '') {
    const options = { color: false, width: 110, detail: 'normal' } as const
    appendFileSync(
      summary,
      markdownReporter.render(outcomes, comparison === undefined ? options : { ...options, comparison }),
    )
  }
  return githubAnnotations(
    outcomes.map((outcome, index) => {
      const path = paths[index]!
      const source = { path, text: readFileSync(path, 'utf8') }
      const file = relative(folder, path).split(sep).join('/')
      return { outcome, file, lineOf: (name) => lineOfName(source, name) }
    }),
  )
}
