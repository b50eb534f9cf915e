import { type $ZodError, prettifyError, toDotPath } from 'zod/v4/core'
import { RehearseError } from '../../twins/kernel/errors.js'
import { planSequence } from '../runner/plan.js'
import { location, ScenarioError } from './errors.js'
import type { Exploration, Scenario, Step } from './scenario.js'
import { scenarioSchema } from './schema.js'
import { lineOfName, lineOfPath, type ScenarioSource } from './source-lines.js'

/** Check a scenario file's default export: its shape, and that everything it names exists. Throws {@link ScenarioError}. */
export function checkScenario(value: unknown, source: ScenarioSource): Scenario {
  if (value === undefined)
    throw invalid(source, undefined, 'it has no default export', 'Export defineScenario({ … }).')
  const parsed = scenarioSchema.safeParse(value)
  if (!parsed.success) throw malformed(source, value, parsed.error)
  const scenario = parsed.data as Scenario
  checkNames(scenario, source)
  checkReferences(scenario, source)
  return scenario
}

/** The first issue is the message, with its line; if there are more, all of them are the remedy. */
function malformed(source: ScenarioSource, value: unknown, error: $ZodError): ScenarioError {
  const issue = error.issues[0]!
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path
  const where = toDotPath(path)
  return invalid(
    source,
    lineOfPath(source, value, path),
    `${where === '' ? 'the scenario' : where}: ${issue.message}`,
    error.issues.length === 1 ? 'Correct the scenario.' : `Correct the scenario:\n${prettifyError(error)}`,
  )
}

function checkNames(scenario: Scenario, source: ScenarioSource): void {
  const expected = source.path
    .split(/[\\/]/)
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
  for (const list of ['incidents', 'fixes', 'explorations'] as const) {
    const parts = scenario[list] ?? []
    parts.forEach(({ name }, index) => {
      if (parts.findIndex((other) => other.name === name) === index) return
      throw invalid(
        source,
        lineOfPath(source, scenario, [list, index]),
        `${name} is used twice`,
        'Rename one.',
      )
    })
  }
}

function checkReferences(scenario: Scenario, source: ScenarioSource): void {
  for (const { name, steps } of [...scenario.incidents, ...scenario.fixes]) checkSteps(source, name, steps)
  scenario.incidents.forEach((incident, index) => {
    const names = incident.steps.map((step) => step.name)
    for (const { event } of incident.chain) {
      if (event.exit === undefined || names.includes(event.exit.step)) continue
      const line = lineOfPath(source, scenario, ['incidents', index, 'chain', 'exit'])
      const what = `the chain of ${incident.name} waits for unknown step ${event.exit.step}`
      throw invalid(source, line, what, known(names))
    }
  })
  for (const exploration of scenario.explorations ?? []) checkExploration(source, scenario, exploration)
  const starts = ['healthy', ...scenario.incidents.map((incident) => incident.name)]
  scenario.fixes.forEach((fix, index) => {
    const at = (member: string) => lineOfPath(source, scenario, ['fixes', index, member])
    if (!Object.hasOwn(scenario.goals, fix.goal)) {
      const goals = Object.keys(scenario.goals)
      throw invalid(source, at('goal'), `fix ${fix.name} has an unknown goal ${fix.goal}`, known(goals))
    }
    if (!starts.includes(fix.startsAfter)) {
      const what = `fix ${fix.name} starts after unknown ${fix.startsAfter}`
      throw invalid(source, at('startsAfter'), what, known(starts))
    }
  })
}

/** Goals, incident and steps that an exploration names. Its steps have no order of their own. */
function checkExploration(source: ScenarioSource, scenario: Scenario, exploration: Exploration): void {
  const { name, startsAfter, goals, steps, mandatory = [], census, expect } = exploration
  const line = lineOfName(source, name)
  checkSteps(
    source,
    name,
    steps.map((step) => (step.during === undefined ? { ...step, after: step.after ?? [] } : step)),
  )
  const refuse = (what: string, used: readonly string[], names: readonly string[]) => {
    const unknown = used.find((each) => !names.includes(each))
    if (unknown !== undefined)
      throw invalid(source, line, `exploration ${name} has an unknown ${what} ${unknown}`, known(names))
  }
  refuse('goal', goals, Object.keys(scenario.goals))
  refuse('goal', Object.keys(expect.shortestSafe), goals)
  refuse('start', [startsAfter], ['healthy', ...scenario.incidents.map((incident) => incident.name)])
  for (const member of ['after', 'error'] as const) {
    const problem = patternProblem(census?.[member])
    if (problem !== null)
      throw invalid(
        source,
        line,
        `exploration ${name}: census.${member}: ${problem}`,
        'Write a regular expression.',
      )
  }
  const sequences = [...Object.values(expect.shortestSafe).flat(), ...(expect.safe ?? []), ...expect.refuted]
  refuse(
    'step',
    [...mandatory, ...sequences.flat()],
    steps.map((step) => step.name),
  )
}

function patternProblem(pattern = ''): string | null {
  try {
    new RegExp(pattern)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function checkSteps(source: ScenarioSource, owner: string, steps: readonly Step[]): void {
  try {
    planSequence(steps)
    // A step of a recovery is found in the log by its name, like any other.
    planSequence([...steps, ...steps.flatMap(recoveryOf)])
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    const from = lineOfName(source, owner)
    const line = error.subject === undefined ? from : (lineOfName(source, error.subject, from) ?? from)
    throw invalid(source, line, `${owner}: ${error.message}`, error.remedy ?? '')
  }
}

/** The steps that are run when this one was killed. */
function recoveryOf({ onCrash }: Step): readonly Step[] {
  return typeof onCrash === 'object' ? onCrash.run : []
}

function known(names: readonly string[]): string {
  return `Use one of: ${names.join(', ')}.`
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
