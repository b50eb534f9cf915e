import { z } from 'zod'
import { RehearseError } from '../../twins/kernel/errors.js'
import { planSequence } from '../runner/plan.js'
import { location, ScenarioError } from './errors.js'
import type { Scenario } from './scenario.js'
import { scenarioSchema } from './schema.js'

/** Where a scenario came from, to name lines in errors. */
export interface ScenarioSource {
  readonly path: string
  readonly text: string
}

/** Check a scenario file's default export: its shape, and that everything it names exists. Throws {@link ScenarioError}. */
export function checkScenario(value: unknown, source: ScenarioSource): Scenario {
  if (value === undefined)
    throw invalid(source, undefined, 'it has no default export', 'Export defineScenario({ … }).')
  const parsed = scenarioSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const where = issue.path.map(String).join('.')
    throw invalid(source, lineOf(source, issue.path), `${where}: ${issue.message}`, allIssues(parsed.error))
  }
  const scenario = parsed.data as Scenario
  checkNames(scenario, source)
  checkReferences(scenario, source)
  return scenario
}

/** 1-based line of the first occurrence of a quoted name, to point at a step or a fix. */
export function lineOfName(source: ScenarioSource, name: string): number | undefined {
  const lines = source.text.split('\n')
  const index = lines.findIndex((line) =>
    [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => line.includes(quoted)),
  )
  return index < 0 ? undefined : index + 1
}

function checkNames(scenario: Scenario, source: ScenarioSource): void {
  const expected = source.path
    .split('/')
    .at(-1)!
    .replace(/\.scenario\.[cm]?[jt]s$/, '')
  if (scenario.name !== expected) {
    const remedy = `Name the scenario ${expected}, or the file ${scenario.name}.scenario.ts.`
    throw invalid(
      source,
      lineOfName(source, scenario.name),
      `the name ${scenario.name} differs from the file name`,
      remedy,
    )
  }
  for (const list of [scenario.incidents, scenario.fixes] as const) {
    const seen = new Set<string>()
    for (const { name } of list) {
      if (seen.has(name))
        throw invalid(source, lineOfName(source, name), `${name} is used twice`, 'Rename one.')
      seen.add(name)
    }
  }
}

function checkReferences(scenario: Scenario, source: ScenarioSource): void {
  for (const { name, steps } of [...scenario.incidents, ...scenario.fixes]) checkSteps(source, name, steps)
  for (const fix of scenario.fixes) {
    const line = lineOfName(source, fix.name)
    if (!(fix.goal in scenario.goals)) {
      throw invalid(
        source,
        line,
        `fix ${fix.name} has an unknown goal ${fix.goal}`,
        known(Object.keys(scenario.goals)),
      )
    }
    const starts = ['healthy', ...scenario.incidents.map((incident) => incident.name)]
    if (!starts.includes(fix.startsAfter)) {
      throw invalid(source, line, `fix ${fix.name} starts after unknown ${fix.startsAfter}`, known(starts))
    }
  }
}

function checkSteps(source: ScenarioSource, name: string, steps: Scenario['fixes'][number]['steps']): void {
  try {
    planSequence(steps)
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw invalid(
      source,
      lineOfName(source, error.subject ?? name),
      `${name}: ${error.message}`,
      error.remedy ?? '',
    )
  }
}

function known(names: readonly string[]): string {
  return `Use one of: ${names.join(', ')}.`
}

function allIssues(error: z.ZodError): string {
  return z.prettifyError(error)
}

/** The deepest name on the path that stands in the text tells the line. */
function lineOf(source: ScenarioSource, path: readonly PropertyKey[]): number | undefined {
  const lines = source.text.split('\n')
  let from = 0
  let found: number | undefined
  for (const key of path) {
    if (typeof key !== 'string') continue
    const index = lines.findIndex(
      (line, at) => at >= from && new RegExp(`\\b${key.replace(/[^\w]/g, '.')}\\b`).test(line),
    )
    if (index < 0) continue
    from = index
    found = index + 1
  }
  return found
}

function invalid(
  source: ScenarioSource,
  line: number | undefined,
  what: string,
  remedy: string,
): ScenarioError {
  const subject = location(source.path, line)
  return new ScenarioError(`${subject}: ${what}`, { code: 'scenario-invalid', subject, remedy })
}
