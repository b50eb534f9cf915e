import type { FixOutcome, IncidentOutcome, ScenarioOutcome } from '../harness/runner/outcome.js'

/** An outcome, and where its parts are written. */
export interface PlacedOutcome {
  readonly outcome: ScenarioOutcome
  /** The scenario's file, relative to the repository. */
  readonly file: string
  /** 1-based line of an incident or a fix, by its name; undefined: it is not known. */
  readonly lineOf: (name: string) => number | undefined
}

/**
 * Workflow commands of GitHub Actions: an error for every verdict and incident that differs, a warning for what could not be judged, at
 * the line on which it is declared. Escaped as actions/toolkit does (packages/core/src/command.ts, escapeData and escapeProperty).
 */
export function githubAnnotations(placed: readonly PlacedOutcome[]): string {
  return placed.flatMap(annotationsOf).join('')
}

function annotationsOf({ outcome, file, lineOf }: PlacedOutcome): readonly string[] {
  const parts = [
    ...outcome.incidents.map((part) => ({ kind: 'incident', part, why: whyIncident(part) })),
    ...outcome.fixes.map((part) => ({ kind: 'fix', part, why: part.surprises })),
  ]
  return parts
    .filter(({ part }) => part.status !== 'as-expected')
    .map(({ kind, part, why }) => {
      const line = lineOf(part.name)
      const title = `rehearse ${outcome.scenario}: ${kind} ${part.name} ${verdictOf(part)}`
      const properties = [
        `file=${escapeProperty(file)}`,
        ...(line === undefined ? [] : [`line=${line}`]),
        `title=${escapeProperty(title)}`,
      ]
      const level = part.status === 'differs' ? 'error' : 'warning'
      return `::${level} ${properties.join(',')}::${escapeData([part.title, ...why].join('\n'))}\n`
    })
}

function whyIncident({ chain, surprises }: IncidentOutcome): readonly string[] {
  const missing = chain.filter(({ seq }) => seq === null).map(({ says }) => `did not happen: ${says}`)
  return [...missing, ...surprises]
}

function verdictOf(part: FixOutcome | IncidentOutcome): string {
  if (!('verdict' in part) || part.verdict === part.expected) return part.status
  return `is ${part.verdict}, ${part.expected} was expected`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
