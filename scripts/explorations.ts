/**
 * What the explorations of all scenarios come to, each in its small world, as docs/explorations.md:
 *
 *     npx jiti scripts/explorations.ts            prints what is the same on every machine
 *     npx jiti scripts/explorations.ts --write    writes that, and the measures of this machine, into the page
 *
 * Needs the build.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answers, OrderRule } from '../harness/explorer/answers.js'
import type { CensusOutcome, KillPoint } from '../harness/explorer/census.js'
import type { ExplorationOutcome } from '../harness/explorer/outcome.js'
import type { KillFate } from '../harness/scenario/scenario.js'

const PAGE = new URL('../docs/explorations.md', import.meta.url)
const MAIN = fileURLToPath(new URL('../dist/harness/cli/main.js', import.meta.url))
const SCHEDULES = fileURLToPath(new URL('../.rehearse/explorations', import.meta.url))
/** More executions than this are not searched without merging. */
const MOST_NAIVE = 1000

interface Searched {
  readonly outcome: ExplorationOutcome
  readonly seconds: number
  readonly megabytes: number
}

interface Listed {
  readonly name: string
  readonly explorations: readonly string[]
}

function rehearse(...args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  // The exit code is part of the outcome; only a process without one has failed.
  const usage = `data:text/javascript,process.on('exit',()=>process.stderr.write(JSON.stringify(process.resourceUsage())))`
  const run = spawnSync(process.execPath, ['--import', usage, MAIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status === null || !/^[[{]/.test(run.stdout))
    throw new Error(`rehearse ${args.join(' ')}: ${run.stderr}`)
  return run
}

/** A search of the small world, with the processor seconds and the memory of its process. */
function explored(scenario: string, exploration: string, ...flags: readonly string[]): Searched {
  const names = [scenario, '--exploration', exploration, '--small', '--directory', SCHEDULES]
  const { stdout, stderr } = rehearse('explore', ...names, '--json', ...flags)
  const { explorations } = JSON.parse(stdout) as { readonly explorations: [ExplorationOutcome] }
  const [outcome] = explorations
  const usage = JSON.parse(stderr) as { readonly userCPUTime: number; readonly maxRSS: number }
  return { outcome, seconds: usage.userCPUTime / 1e6, megabytes: usage.maxRSS / 1024 }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const COUNTED = [
  'Exploration',
  'Sequences',
  'Executions',
  'Standing for',
  'States',
  'Transitions',
  'Complete',
  'Takes',
]

function countedRow({ exploration, coverage }: ExplorationOutcome): readonly string[] {
  const { sequences, executions, represented, states, transitions, reached } = coverage
  const complete = reached.length === 0 ? 'yes' : `cut off by ${reached.join(', ')}`
  const counts = [sequences, executions, represented, states, transitions].map(String)
  return [exploration, ...counts, complete, timeClass(transitions)]
}

/** By its transitions: some thousands a second are made. */
function timeClass(transitions: number): string {
  if (transitions < 1000) return 'a second'
  return transitions < 50_000 ? 'seconds' : 'minutes'
}

function describeExploration(outcome: ExplorationOutcome): string {
  return outcome.census === null ? describeSearch(outcome) : describeCensus(outcome, outcome.census)
}

const FATES: Readonly<Record<KillFate, string>> = {
  recovers: 'recovers',
  stuck: 'is stuck',
  'silently-wrong': 'is silently wrong',
}

/** Which kills are recovered from: those that follow one another and come to the same stand in one line. */
function describeCensus({ exploration, title, steps }: ExplorationOutcome, census: CensusOutcome): string {
  const { process, after, counts, points, problem } = census
  const when = after === null ? 'each of its requests' : `each of its requests that is like \`${after}\``
  const said =
    `Steps ${steps.map((step) => `\`${step}\``).join(', ')}; \`${process.join(' ')}\` is killed once after ${when}, and started again. ` +
    `Of ${points.length} kills ${counts.recovers} recover, ${counts.stuck} are stuck, ${counts['silently-wrong']} are silently wrong.`
  const head = ['Kills', 'The first of them after', 'Come to', 'What is said']
  const rows = runsOf(points).map((run) => {
    const [first, last] = [run[0]!, run.at(-1)!]
    const numbers = run.length === 1 ? String(first.number) : `${first.number}–${last.number}`
    const because = first.because === null ? '' : `\`${first.because.replaceAll('`', "'")}\``
    return [numbers, `\`${first.after}\``, FATES[first.fate], because]
  })
  const told = problem === null ? [table(head, rows)] : [problem]
  return [`**${exploration}**: ${title}`, said, ...told].join('\n\n')
}

/** Neighbours with one fate and one reason. */
function runsOf(points: readonly KillPoint[]): readonly (readonly KillPoint[])[] {
  const runs: KillPoint[][] = []
  for (const point of points) {
    const last = runs.at(-1)
    if (last?.[0]?.fate === point.fate && last[0].because === point.because) last.push(point)
    else runs.push([point])
  }
  return runs
}

function describeSearch(outcome: ExplorationOutcome): string {
  const { bounds, goals, answers, fragile } = outcome
  const within =
    `At most ${bounds.steps} of ${outcome.steps.map((step) => `\`${step}\``).join(', ')}, ${bounds.gaps.join(' or ')}; ` +
    `${bounds.delays} delays, ${bounds.crashes} crashes, ${bounds.stalls} stalls.`
  const unsure = fragile.map(
    ({ goal, steps, gate }) =>
      `- ${steps.join(' → ')} ends well or badly for \`${goal}\` (gate \`${gate}\`), depending on what happens on the way.`,
  )
  return [
    `**${outcome.exploration}**: ${outcome.title}`,
    within,
    [...goals.map((goal) => describeGoal(goal, answers[goal]!)), ...unsure].join('\n'),
  ].join('\n\n')
}

function describeGoal(goal: string, { sequences, safe, shortestSafe, rules }: Answers): string {
  if (safe === 0) return `- \`${goal}\`: none of ${sequences} sequences is safe.`
  const shortest = shortestSafe.map((steps) => steps.join(' → ')).join('; ')
  const common = rules.filter(({ minimal }) => minimal).map(ruleText)
  return `- \`${goal}\`: ${safe} of ${sequences} sequences safe. Shortest: ${shortest}. Rules: ${common.join('; ')}.`
}

function ruleText({ before, orders, safe, obeying }: OrderRule): string {
  const rule = before.map(([x, y]) => `${x} before ${y}`).join(', ') || 'any order'
  return `${rule} (${safe} of ${orders} orders safe, ${obeying} obey)`
}

/** Without merging, where that is feasible: how much less was done. */
function measuredRow(scenario: string, { outcome, seconds, megabytes }: Searched): readonly string[] {
  const { represented, states, transitions } = outcome.coverage
  const cells = [`${scenario} ${outcome.exploration}`, seconds.toFixed(1), megabytes.toFixed(0)]
  if (outcome.census !== null) return [...cells, 'nothing is merged', '']
  if (Number(represented) > MOST_NAIVE) return [...cells, 'not feasible', '']
  const naive = explored(scenario, outcome.exploration, '--naive').outcome.coverage
  const factor = (count: number, less: number) => (count / less).toFixed(1)
  return [...cells, factor(naive.states, states), factor(naive.transitions, transitions)]
}

const listed = (JSON.parse(rehearse('list', '--json').stdout) as readonly Listed[]).filter(
  ({ explorations }) => explorations.length > 0,
)
const searched = listed.map(({ name, explorations }) => ({
  name,
  searches: explorations.map((exploration) => explored(name, exploration)),
}))
const answers = searched
  .map(({ name, searches }) => {
    const outcomes = searches.map(({ outcome }) => outcome)
    const counts = table(COUNTED, outcomes.map(countedRow))
    return [`## ${name}`, counts, ...outcomes.map(describeExploration)].join('\n\n')
  })
  .join('\n\n')

if (process.argv.includes('--write')) {
  const rows = searched.flatMap(({ name, searches }) => searches.map((search) => measuredRow(name, search)))
  const head = [
    'Exploration',
    'Processor seconds',
    'Peak MB',
    'Times fewer states',
    'Times fewer transitions',
  ]
  const between = (page: string, marker: string, text: string) =>
    page.replace(
      new RegExp(`(<!-- ${marker} -->\n)[\\s\\S]*?(<!-- end of ${marker} -->)`),
      (_all, begin: string, end: string) => `${begin}\n${text}\n\n${end}`,
    )
  const page = between(readFileSync(PAGE, 'utf8'), 'answers', answers)
  writeFileSync(PAGE, between(page, 'measures', table(head, rows)))
} else process.stdout.write(`${answers}\n`)
