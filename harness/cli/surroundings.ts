import type { Command } from 'commander'
import type { CollectArguments } from './commands/collect.js'
import { COMPLETE_COMMAND } from './completion/scripts.js'
import { type Flag, STACK } from './options.js'
import type { Terminal } from './terminal.js'

export const COLLECT_FLAGS: readonly Flag[] = [
  {
    flags: '--context <name>',
    description: 'context of your kubeconfig to read; the current one is never taken',
  },
  {
    flags: '--namespace <name>',
    description: 'read this namespace, and what is in none; without: all of them (may be repeated)',
    repeat: true,
  },
  { flags: '--out <folder>', description: 'new folder for the dump; only you can read it', default: 'dump' },
  {
    flags: '--key <file>',
    description:
      'key that secrets are replaced with; without: .rehearse-key beside the dump, made when it is not there',
  },
  { flags: '--print', description: 'print the commands as a script to run by hand, and ask nobody' },
  { flags: '--json', description: 'print what was collected as JSON' },
  STACK,
]

export const DOCTOR_FLAGS: readonly Flag[] = [
  { flags: '--json', description: 'print the checks as JSON' },
  STACK,
]

const COLLECT_LESSON = `
Sends GET requests alone, by your own kubectl (get, api-resources, version), to a cluster that you have
allowed by name and by uid. The list is ~/.config/rehearse/clusters (or $REHEARSE_CLUSTERS), one line
a cluster: \`<context> <uid of its namespace kube-system>\`. Rehearse reads it and never writes it.

Every secret value is replaced before anything is written: equal values stay equal, and none can be read.

Exit codes: 0 all was read, 3 something was refused and the rest was read, otherwise as below.
`

const DOCTOR_LESSON = `
Looks and changes nothing. Exit codes: 0 rehearsals work here, 4 they do not; what else is missing is said.
`

const COMPLETION_LESSON = `
  bash   echo 'source <(rehearse completion bash)' >> ~/.bashrc
  zsh    echo 'source <(rehearse completion zsh)' >> ~/.zshrc     (behind compinit)
  fish   rehearse completion fish > ~/.config/fish/completions/rehearse.fish

Completes commands, flags, scenarios, and the fixes, incidents and explorations of the scenario on the line. For the
command \`rehearse\`: \`npx rehearse\` is a command of npx.
`

export interface SurroundingsContext {
  readonly terminal: Terminal
  readonly environment: NodeJS.ProcessEnv
  readonly version: string
}

/** The commands about what is around a rehearsal: the cluster it is made from, the machine, the shell. `add` gives a command its flags. */
export function addSurroundings(
  program: Command,
  add: (command: Command, flags: readonly Flag[]) => Command,
  context: SurroundingsContext,
  done: (exitCode: number) => void,
): void {
  const collect = program
    .command('collect')
    .description('read a cluster of yours, with get and list alone, into a dump without secrets')
    .addHelpText('after', COLLECT_LESSON)
  add(collect, COLLECT_FLAGS).action(async (flags: CollectArguments) => {
    const { collectCommand } = await import('./commands/collect.js')
    done(await collectCommand(flags, context))
  })
  const doctor = program
    .command('doctor')
    .description('look at what this machine has for rehearsals, and what to do about what is missing')
    .addHelpText('after', DOCTOR_LESSON)
  add(doctor, DOCTOR_FLAGS).action(async (flags: { json?: boolean }) => {
    const { doctorCommand } = await import('./commands/doctor.js')
    done(await doctorCommand(flags, context))
  })
  addCompletion(program, add, context, done)
}

function addCompletion(
  program: Command,
  add: (command: Command, flags: readonly Flag[]) => Command,
  { terminal }: SurroundingsContext,
  done: (exitCode: number) => void,
): void {
  const completion = program
    .command('completion')
    .description('print a script that lets a shell complete the words of rehearse')
    .argument('<bash|zsh|fish>', 'the shell')
    .addHelpText('after', COMPLETION_LESSON)
  add(completion, [STACK]).action(async (shell: string) => {
    const { completionCommand } = await import('./commands/completion.js')
    done(completionCommand(shell, terminal))
  })
  const complete = program.command(COMPLETE_COMMAND, { hidden: true }).argument('[words...]')
  add(complete, []).action(async (words: string[]) => {
    const { completeCommand } = await import('./commands/completion.js')
    done(await completeCommand(program, words, terminal))
  })
}
