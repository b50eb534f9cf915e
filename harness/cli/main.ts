#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import type { RunArguments } from './commands/run.js'
import { EXIT } from './exit-codes.js'
import { EPILOGUE, type Flag, LIST_FLAGS, RECORD_FLAGS, RUN_FLAGS } from './options.js'
import { reportError } from './report-error.js'
import { processTerminal } from './terminal.js'

const terminal = processTerminal(process.env)

process.on('SIGINT', () => {
  terminal.progress('')
  process.exit(EXIT.interrupted)
})
// A reader that has seen enough (`rehearse run | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.asExpected : EXIT.environment),
)

process.exitCode = await main(process.argv)

async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.asExpected
  const program = buildProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...argv])
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage
    terminal.progress('')
    return reportError(error, terminal.writeError, argv.includes('--stack'))
  }
}

function buildProgram(done: (exitCode: number) => void): Command {
  const program = new Command('rehearse')
    .description(
      'Rehearse an infrastructure migration before production: replay a failure chain, judge every fix.',
    )
    .version(packageVersion(), '--version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(rehearse --help shows what is possible)')
    .addHelpText('after', EPILOGUE)
  const list = program.command('list').description('list the scenarios that come with rehearse')
  withFlags(list, LIST_FLAGS).action(async (flags: { json?: boolean }) => {
    const { listCommand } = await import('./commands/list.js')
    done(await listCommand(flags, terminal))
  })
  const run = program
    .command('run')
    .description('run scenarios on the embedded twin and judge every fix; without a name: all of them')
    .argument('[name-or-path...]', 'scenario names, or paths of *.scenario.ts files')
  withFlags(run, RUN_FLAGS).action(async (names: string[], flags: RunArguments) => {
    const { runCommand } = await import('./commands/run.js')
    done(await runCommand(names, flags, terminal))
  })
  const record = program
    .command('record-renders')
    .description('render charts with a real Helm 3 and keep the results, so that runs need no helm')
    .argument('<renders.yaml...>', 'lists of the values to render a chart with')
  withFlags(record, RECORD_FLAGS).action(async (lists: string[]) => {
    const { recordRendersCommand } = await import('./commands/record-renders.js')
    done(recordRendersCommand(lists, process.env, process.cwd(), terminal))
  })
  return program
}

function withFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.description)
    if (flag.default !== undefined) option.default(flag.default)
    if (flag.repeat) option.argParser((value: string, all: string[] | undefined) => [...(all ?? []), value])
    command.addOption(option)
  }
  return command.exitOverride().addHelpText('after', EPILOGUE)
}

function packageVersion(): string {
  const path = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
