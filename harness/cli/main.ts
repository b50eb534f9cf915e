#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { CleanUp } from './clean-up.js'
import type { ControlArguments } from './commands/control.js'
import type { ExploreContext } from './commands/explore.js'
import type { RunArguments } from './commands/run.js'
import type { ServeArguments } from './commands/serve.js'
import type { WhatIfArguments } from './commands/what-if.js'
import { EXIT } from './exit-codes.js'
import { addExploring } from './exploring.js'
import { addInit } from './importing/add-init.js'
import * as options from './options.js'
import { reportError } from './report-error.js'
import { addRunbooks } from './runbooks.js'
import { Signals } from './signals.js'
import { addSurroundings } from './surroundings.js'
import { processTerminal } from './terminal.js'
import { withWorld } from './world-argument.js'

const terminal = processTerminal(process.env)
const cleanUp = new CleanUp()
process.on('exit', () => cleanUp.run())
const signals = new Signals((code) => {
  terminal.progress('')
  process.exit(code)
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
    await program.parseAsync([...argv.slice(0, 2), ...withWorld(argv.slice(2))])
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage
    terminal.progress('')
    return reportError(error, terminal.writeError, argv.includes('--stack'))
  }
}

function buildProgram(done: Done): Command {
  const program = new Command('rehearse')
    .description(
      'Rehearse an infrastructure migration before production: replay a failure chain, judge every fix.',
    )
    .version(packageVersion(), '--version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(rehearse --help shows what is possible)')
    .addHelpText('after', options.EPILOGUE)
  addRehearsals(program, done)
  addInit(program, withFlags, { terminal, environment: process.env }, done)
  addServing(program, done)
  addExploring(program, withFlags, exploring(), done)
  addRunbooks(program, withFlags, { ...exploring(), nowMs: Date.now() }, done)
  const surroundings = { terminal, environment: process.env, version: packageVersion() }
  addSurroundings(program, withFlags, surroundings, done)
  return program
}

type Done = (exitCode: number) => void

/** A search asks whether it is interrupted, and then reports what it has found. */
function exploring(): ExploreContext {
  let claimed = false
  let interrupted = false
  return {
    terminal,
    wallMs: () => performance.now(),
    interrupted: () => {
      if (!claimed) {
        claimed = true
        void signals.claim().then(() => {
          interrupted = true
        })
      }
      return interrupted
    },
  }
}

function addRehearsals(program: Command, done: Done): void {
  const list = program.command('list').description('list the scenarios that come with rehearse')
  withFlags(list, options.LIST_FLAGS).action(async (flags: { json?: boolean }) => {
    const { listCommand } = await import('./commands/list.js')
    done(await listCommand(flags, terminal))
  })
  const run = program
    .command('run')
    .description('run scenarios on the embedded twin and judge every fix; without a name: all of them')
    .argument('[name-or-path...]', 'scenario names, or paths of *.scenario.ts files')
  withFlags(run, options.RUN_FLAGS).action(async (names: string[], flags: RunArguments) => {
    const { runCommand } = await import('./commands/run.js')
    done(await runCommand(names, flags, { terminal, cleanUp, environment: process.env }))
  })
  const whatIf = program
    .command('what-if')
    .description('type any command in the world of a scenario and look at what it sets off')
    .argument('<words...>', 'a scenario name or path (not with --world), and after -- the command')
    .addHelpText('after', options.LESSONS.whatIf)
  withFlags(whatIf, options.WHAT_IF_FLAGS).action(async (words: string[], flags: WhatIfArguments) => {
    const { whatIfCommand } = await import('./commands/what-if.js')
    done(await whatIfCommand(words, flags, { terminal, environment: process.env, wallMs: Date.now() }))
  })
  const record = program
    .command('record-renders')
    .description('render charts with a real Helm 3 and keep the results, so that runs need no helm')
    .argument('<renders.yaml...>', 'lists of the values to render a chart with')
  withFlags(record, options.RECORD_FLAGS).action(async (lists: string[]) => {
    const { recordRendersCommand } = await import('./commands/record-renders.js')
    done(recordRendersCommand(lists, process.env, process.cwd(), terminal))
  })
}

function addServing(program: Command, done: Done): void {
  const context = { environment: process.env, terminal }
  const serve = program
    .command('serve')
    .description('serve the world of a scenario to your own kubectl, helm and aws, until Ctrl-C')
    .argument('<name-or-path>', 'a scenario name, or the path of a *.scenario.ts file')
    .addHelpText('after', options.LESSONS.serve)
  withFlags(serve, options.SERVE_FLAGS).action(async (name: string, flags: ServeArguments) => {
    const { serveCommand } = await import('./commands/serve.js')
    done(await serveCommand(name, flags, { terminal, cleanUp, interrupted: signals.claim() }))
  })
  const clock = program
    .command('clock')
    .description('look at the clock of a served world, or steer it')
    .argument('[words...]', 'status, pause, resume, speed <number>, jump <duration>, settle')
    .addHelpText('after', options.LESSONS.clock)
  withFlags(clock, options.CONTROL_FLAGS).action(async (words: string[], flags: ControlArguments) => {
    const { clockCommand } = await import('./commands/control.js')
    done(await clockCommand(words, flags, context))
  })
  const snapshot = program
    .command('snapshot')
    .description('keep the present state of a served world under a name; without a name: list what is kept')
    .argument('[name]', 'its name; one that is taken is replaced')
    .addHelpText('after', options.LESSONS.snapshot)
  withFlags(snapshot, options.CONTROL_FLAGS).action(
    async (name: string | undefined, flags: ControlArguments) => {
      const { snapshotCommand } = await import('./commands/control.js')
      done(await snapshotCommand(name, flags, context))
    },
  )
  const restore = program
    .command('restore')
    .description('put a served world back to a snapshot')
    .argument('<name>', 'the name of the snapshot')
    .addHelpText('after', options.LESSONS.restore)
  withFlags(restore, options.CONTROL_FLAGS).action(async (name: string, flags: ControlArguments) => {
    const { restoreCommand } = await import('./commands/control.js')
    done(await restoreCommand(name, flags, context))
  })
}

function withFlags(command: Command, flags: readonly options.Flag[]): Command {
  for (const flag of flags) {
    const option = new Option(flag.flags, flag.description)
    if (flag.default !== undefined) option.default(flag.default)
    if (flag.repeat) option.argParser((value: string, all: string[] | undefined) => [...(all ?? []), value])
    command.addOption(option)
  }
  return command.exitOverride().addHelpText('after', options.EPILOGUE)
}

function packageVersion(): string {
  const path = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
