/** A flag of a command: the one table that `--help`, the parser and the README share. */
export interface Flag {
  readonly flags: string
  readonly description: string
  /** May be given more than once. */
  readonly repeat?: boolean
  readonly default?: string
}

const STACK: Flag = { flags: '--stack', description: 'print stack traces of errors' }

export const RUN_FLAGS: readonly Flag[] = [
  {
    flags: '--fix <name>',
    description: 'judge only this fix; the incidents are replayed all the same (may be repeated)',
    repeat: true,
  },
  {
    flags: '--profile <component=version>',
    description:
      'rehearse against this version of eso, helm or kubernetes, e.g. eso=0.10.7 (may be repeated)',
    repeat: true,
  },
  {
    flags: '--seed <number>',
    description: 'seed of all generated names and ids; verdicts must not depend on it',
    default: '1',
  },
  {
    flags: '--json',
    description: 'print the whole outcome as JSON, with the timeline of every incident and fix',
  },
  { flags: '--quiet', description: 'print one line a scenario, and what is not as expected' },
  {
    flags: '--verbose',
    description: 'print every gate, every piece of evidence and all output of the steps',
  },
  STACK,
]

export const LIST_FLAGS: readonly Flag[] = [{ flags: '--json', description: 'print the list as JSON' }, STACK]

export const RECORD_FLAGS: readonly Flag[] = [STACK]

export const EPILOGUE = `
A scenario is a world, incidents that go wrong in it, and fixes that are said to help. Every
incident is replayed, and every fix is judged by the same gates. That a fix fails can be as
expected: the scenario says which gates fail, and on what evidence.

Examples:
  rehearse list                                      what comes with rehearse, with its fixes
  rehearse run secret-deletion-doom-loop             one of them
  rehearse run secret-deletion-doom-loop --fix keep-on-live-object --verbose
  rehearse run secret-deletion-doom-loop --fix zero-gap-handoff --profile eso=0.10.7
  rehearse run ./thursday.scenario.ts                your own; see scenarios/README.md

Exit codes:
  0    every verdict is as expected, and every incident went as described
  1    a verdict or an incident differs from what was expected
  2    the command line or a scenario is wrong, or asks for something that is not modelled
  3    something could not be judged
  4    something outside is missing or broken
  130  interrupted`
