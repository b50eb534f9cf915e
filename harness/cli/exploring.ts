import type { Command } from 'commander'
import type { ExploreArguments, ExploreContext } from './commands/explore.js'
import type { FuzzArguments } from './commands/fuzz.js'
import type { MergeArguments } from './commands/merge.js'
import type { ReplayArguments } from './commands/replay.js'
import { type Flag, PROFILE, SEED, STACK } from './options.js'

const QUIET: Flag = { flags: '--quiet', description: 'one line of result' }

const BOUNDS: readonly Flag[] = [
  {
    flags: '--delays <number|all>',
    description: 'how often something may overtake what is due before it: the i-th alternative costs i',
  },
  {
    flags: '--crashes <number>',
    description: 'SIGKILL before or after any request, SIGTERM, a lost answer, a controller restart',
  },
  { flags: '--stalls <number>', description: 'how often a controller may sleep past the next timer' },
  {
    flags: '--controllers <names>',
    description: 'controllers that may restart or be late, joined by commas',
  },
  {
    flags: '--gaps <names>',
    description: 'when the next step may begin: at-once, quiescent, settled, or all',
  },
]

const DIRECTORY: Flag = {
  flags: '--directory <folder>',
  description: 'where schedules of failures are written',
  default: '.rehearse/schedules',
}

const SCENARIO: Flag = {
  flags: '--scenario <name-or-path>',
  description: 'the scenario’s file, when it did not come with rehearse',
}

const TIME_BUDGET: Flag = {
  flags: '--time-budget <duration>',
  description: 'stop after this long and report what was found, e.g. 90s',
}

const OUTPUT: Flag = {
  flags: '--output <file>',
  description:
    'also write a report: a page with the graph of the orders (.html), for a pull request (.md), JUnit (.xml) or .json; format=file where the name does not say (may be repeated)',
  repeat: true,
}

export const EXPLORE_FLAGS: readonly Flag[] = [
  { flags: '--exploration <name>', description: 'search only this one (may be repeated)', repeat: true },
  {
    flags: '--fix <name>',
    description: 'search the executions of this fix instead (may be repeated)',
    repeat: true,
  },
  { flags: '--any-order', description: 'with --fix: its steps in any order, not only in the written one' },
  { flags: '--small', description: 'in the scenario’s small topology' },
  { flags: '--steps <number>', description: 'length of the longest sequence' },
  ...BOUNDS,
  {
    flags: '--naive',
    description: 'never merge equal states nor leave anything out: to check or to measure the search itself',
  },
  { flags: '--states <number>', description: 'stop after so many distinct states' },
  {
    flags: '--shard <i/n>',
    description: 'search the i-th of n parts; put the outputs of --json together with `rehearse merge`',
  },
  TIME_BUDGET,
  DIRECTORY,
  PROFILE,
  SEED,
  { flags: '--json', description: 'print the outcome as JSON' },
  OUTPUT,
  QUIET,
  STACK,
]

export const FUZZ_FLAGS: readonly Flag[] = [
  {
    flags: '--fix <name>',
    description: 'sample this fix; without: all that are expected to pass (may be repeated)',
    repeat: true,
  },
  { flags: '--any-order', description: 'with --fix: sample the order of the steps as well' },
  {
    flags: '--exploration <name>',
    description:
      'sample sequences of this one’s steps for what does harm: a gate fails that did not (may be repeated)',
    repeat: true,
  },
  { flags: '--small', description: 'in the scenario’s small topology' },
  { flags: '--steps <number>', description: 'length of the longest sequence of an exploration' },
  { flags: '--runs <number>', description: 'paths to sample', default: '100' },
  ...BOUNDS,
  TIME_BUDGET,
  { ...DIRECTORY, default: '.rehearse/failures' },
  PROFILE,
  SEED,
  { flags: '--json', description: 'print the outcome as JSON' },
  STACK,
]

export const REPLAY_FLAGS: readonly Flag[] = [
  SCENARIO,
  { flags: '--json', description: 'print the outcome as JSON' },
  QUIET,
  STACK,
]

export const MERGE_FLAGS: readonly Flag[] = [
  SCENARIO,
  DIRECTORY,
  { flags: '--json', description: 'print the outcome as JSON' },
  OUTPUT,
  QUIET,
  STACK,
]

const LESSON = `
Steps are taken in every order they allow, each at most once. Equal states are merged, so that what is
explored once counts for all the ways that lead to it; the report says how many. A goal is answered
by the shortest sequences that reach it, by what all safe orders have in common, and by the steps
after which nothing leads back.

--delays, --crashes and --stalls widen the search from the order of the steps to the order of
events: whatever interleaves with a step, and a command that is killed at any of its requests.
`

/** The commands that search. `add` gives a command its flags. */
export function addExploring(
  program: Command,
  add: (command: Command, flags: readonly Flag[]) => Command,
  context: ExploreContext,
  done: (exitCode: number) => void,
): void {
  const explore = program
    .command('explore')
    .description(
      'search the sequences of a scenario: which are safe, what they have in common, the shortest way to fail',
    )
    .argument('<name-or-path>', 'a scenario name, or the path of a *.scenario.ts file')
    .addHelpText('after', LESSON)
  add(explore, EXPLORE_FLAGS).action(async (name: string, flags: ExploreArguments) => {
    const { exploreCommand } = await import('./commands/explore.js')
    done(await exploreCommand(name, flags, context))
  })
  const fuzz = program
    .command('fuzz')
    .description(
      'sample orders and faults of the fixes that are said to work, or of an exploration; shrink what fails',
    )
    .argument('<name-or-path>', 'a scenario name, or the path of a *.scenario.ts file')
  add(fuzz, FUZZ_FLAGS).action(async (name: string, flags: FuzzArguments) => {
    const { fuzzCommand } = await import('./commands/fuzz.js')
    done(await fuzzCommand(name, flags, context))
  })
  const replay = program
    .command('replay')
    .description('run one recorded execution again, byte for byte')
    .argument('<schedule.json>', 'a file that explore or fuzz has written')
  add(replay, REPLAY_FLAGS).action(async (path: string, flags: ReplayArguments) => {
    const { replayCommand } = await import('./commands/replay.js')
    done(await replayCommand(path, flags, context.terminal))
  })
  const merge = program
    .command('merge')
    .description('put together what the parts of a divided search have found')
    .argument('<outcome.json...>', 'outputs of rehearse explore --shard i/n --json')
  add(merge, MERGE_FLAGS).action(async (paths: string[], flags: MergeArguments) => {
    const { mergeCommand } = await import('./commands/merge.js')
    done(await mergeCommand(paths, flags, context.terminal))
  })
}
