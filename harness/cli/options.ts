/** A flag of a command: the one table that `--help`, the parser and the README share. */
export interface Flag {
  readonly flags: string
  readonly description: string
  /** May be given more than once. */
  readonly repeat?: boolean
  readonly default?: string
}

export const RUN_FLAGS: readonly Flag[] = [
  { flags: '--fix <name>', description: 'judge only this fix (may be repeated)', repeat: true },
  {
    flags: '--profile <component=version>',
    description: 'rehearse against this version, e.g. eso=0.10.7 (may be repeated)',
    repeat: true,
  },
  { flags: '--seed <number>', description: 'seed of all generated names and ids', default: '1' },
  { flags: '--json', description: 'print the whole outcome as JSON' },
  { flags: '--quiet', description: 'print one line a scenario, and what is not as expected' },
  {
    flags: '--verbose',
    description: 'print every gate, every piece of evidence and all output of the steps',
  },
  { flags: '--stack', description: 'print stack traces of errors' },
]

export const LIST_FLAGS: readonly Flag[] = [
  { flags: '--json', description: 'print the list as JSON' },
  { flags: '--stack', description: 'print stack traces of errors' },
]

export const RECORD_FLAGS: readonly Flag[] = [
  { flags: '--helm <path>', description: 'the helm binary that renders', default: 'helm' },
  { flags: '--stack', description: 'print stack traces of errors' },
]

export const EPILOGUE = `
Examples:
  rehearse run                                       every scenario that comes with rehearse
  rehearse run secret-deletion-doom-loop             one of them
  rehearse run secret-deletion-doom-loop --fix keep-on-live-object
  rehearse run secret-deletion-doom-loop --profile eso=0.10.7
  rehearse run ./thursday.scenario.ts --json         your own, as data

Exit codes:
  0  every verdict is as expected        3    something could not be judged
  1  a verdict differs                   4    the environment is missing something
  2  the command line or a scenario is wrong
                                         130  interrupted`
