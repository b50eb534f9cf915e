import type { Command } from 'commander'
import type { RunbookCheckArguments, RunbookContext, RunbookParseArguments } from './commands/runbook.js'
import { type Flag, PROFILE, SEED, STACK } from './options.js'

const BIND: Flag = {
  flags: '--bind <name=value>',
  description: 'what stands for a placeholder or a variable, over the front matter (may be repeated)',
  repeat: true,
}

export const RUNBOOK_PARSE_FLAGS: readonly Flag[] = [
  BIND,
  { flags: '--json', description: 'print what was understood as JSON' },
  STACK,
]

export const RUNBOOK_CHECK_FLAGS: readonly Flag[] = [
  { flags: '--world <folder>', description: 'rehearse it in this world, as `rehearse init` has made it' },
  { flags: '--scenario <name-or-path>', description: 'rehearse it in the world of this scenario' },
  {
    flags: '--after <incident>',
    description: 'type it in the world after this incident; without: in the healthy one',
    default: 'healthy',
  },
  {
    flags: '--goal <name>',
    description: 'a goal of the scenario that it has to reach; without: it must only harm nothing',
  },
  BIND,
  {
    flags: '--write <file.md>',
    description: 'write the runbook in the nearest safe order, with a check between the steps',
  },
  {
    flags: '--permuted <number>',
    description: 'of more changes than this only neighbours are exchanged',
    default: '6',
  },
  {
    flags: '--crashes <0|1>',
    description: 'kill each command at each of its requests, or not',
    default: '1',
  },
  {
    flags: '--time-budget <duration>',
    description: 'stop after this long and report what was found, e.g. 90s',
  },
  {
    flags: '--output <file>',
    description: 'also write the report: .md for a pull request, or .json (may be repeated)',
    repeat: true,
  },
  PROFILE,
  SEED,
  { flags: '--json', description: 'print the outcome as JSON' },
  { flags: '--quiet', description: 'one line of result' },
  { flags: '--verbose', description: 'list every order, every gate and every command in full' },
  STACK,
]

const PARSE_LESSON = `
Shows each command of the sh, bash, shell and console blocks with its line, and whether it changes something. What
the grammar does not allow is an error with file and line, never left out silently; docs/runbooks.md states it.

  rehearse runbook parse change.md --bind pod=temporal-admintools-0
`

const CHECK_LESSON = `
Rehearses a runbook before Thursday: the order as written, every other order of its changes, and what happens when
one is typed twice, killed half way or forgotten. Commands that only look are not permuted; waits stay behind the
change they follow. Names come from the commands, or from a comment \`# step: name\` above one.

  rehearse runbook check change.md --world world --goal done --write change.safe.md
  rehearse runbook check change.md --scenario secret-deletion-doom-loop --goal terraform

Ctrl-C ends it and reports what was found so far.

Exit codes: 0 the order as written is safe, 1 it is not, 3 a gate could not look or the check was cut off,
otherwise as below. Other orders, kills and forgotten steps are told, and change no exit code.
`

/** `rehearse runbook`. `add` gives a command its flags. */
export function addRunbooks(
  program: Command,
  add: (command: Command, flags: readonly Flag[]) => Command,
  context: RunbookContext,
  done: (exitCode: number) => void,
): void {
  const runbook = program
    .command('runbook')
    .description('rehearse the shell blocks of a Markdown runbook: check, parse')
    .exitOverride()
  const check = runbook
    .command('check')
    .description('is it safe as written, in which orders is it, and what if a step goes wrong?')
    .argument('<file.md>', 'a runbook')
    .addHelpText('after', CHECK_LESSON)
  add(check, RUNBOOK_CHECK_FLAGS).action(async (file: string, flags: RunbookCheckArguments) => {
    const { runbookCheckCommand } = await import('./commands/runbook.js')
    done(await runbookCheckCommand(file, flags, context))
  })
  const parse = runbook
    .command('parse')
    .description('show which commands were understood, with their lines')
    .argument('<file.md>', 'a runbook')
    .addHelpText('after', PARSE_LESSON)
  add(parse, RUNBOOK_PARSE_FLAGS).action(async (file: string, flags: RunbookParseArguments) => {
    const { runbookParseCommand } = await import('./commands/runbook.js')
    done(runbookParseCommand(file, flags, context.terminal))
  })
}
