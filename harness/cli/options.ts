/** A flag of a command: the one table that `--help`, the parser and the README share. */
export interface Flag {
  readonly flags: string
  readonly description: string
  /** May be given more than once. */
  readonly repeat?: boolean
  readonly default?: string
}

export const STACK: Flag = { flags: '--stack', description: 'print stack traces of errors' }

export const PROFILE: Flag = {
  flags: '--profile <component=version>',
  description: 'rehearse against this version of eso, helm or kubernetes, e.g. eso=0.10.7 (may be repeated)',
  repeat: true,
}

export const SEED: Flag = {
  flags: '--seed <number>',
  description: 'seed of all generated names and ids; verdicts must not depend on it',
  default: '1',
}

const PROFILES: Flag = {
  ...PROFILE,
  description: `${PROFILE.description}; several versions, e.g. eso=0.10.7,2.9.0, are run one after the other`,
}

export const RUN_FLAGS: readonly Flag[] = [
  {
    flags: '--fix <name>',
    description: 'judge only this fix; the incidents are replayed all the same (may be repeated)',
    repeat: true,
  },
  PROFILES,
  SEED,
  {
    flags: '--clients <built-in|real>',
    description:
      'who runs the commands: the built-in tools, or the unmodified binaries as processes against the served twin',
    default: 'built-in',
  },
  {
    flags: '--speed <number>',
    description: 'virtual time per wall time while a real binary runs; its time-outs are divided by it',
    default: '60',
  },
  {
    flags: '--longest-wait <duration>',
    description:
      'no command waits longer for the cluster, whoever runs it, e.g. 25s; with --speed 1 built-in tools and real clients end in equal worlds',
  },
  {
    flags: '--arrivals <file>',
    description:
      'append what reaches the worlds with --clients real, one line of JSON each, in its order; holds Secrets',
  },
  {
    flags: '--json',
    description: 'print the whole outcome as JSON, with the timeline of every incident and fix',
  },
  {
    flags: '--output <file>',
    description:
      'also write a report: a page (.html), for a pull request (.md), JUnit (.xml) or .json; format=file where the name does not say (may be repeated)',
    repeat: true,
  },
  {
    flags: '--compare-with <file.json>',
    description:
      'what changed since an earlier run, as --output FILE.json wrote it: verdicts, gates, evidence, chains; exit code 1 if something got worse',
  },
  {
    flags: '--github',
    description:
      'annotate the scenario files in GitHub Actions with what differs, and append the Markdown report to $GITHUB_STEP_SUMMARY',
  },
  {
    flags: '--fresh',
    description:
      'run anew: use no remembered outcome of an equal run, and build every world, recorded or not',
  },
  { flags: '--quiet', description: 'print one line a scenario, and what is not as expected' },
  {
    flags: '--verbose',
    description: 'print every gate, every piece of evidence and all output of the steps',
  },
  STACK,
]

/** A world of one's own instead of a scenario. */
export const WORLD: Flag = {
  flags: '--world <folder>',
  description: 'the only scenario in this folder, as `rehearse init` has written it',
}

export const WHAT_IF_FLAGS: readonly Flag[] = [
  WORLD,
  {
    flags: '--after <incident>',
    description: 'type it in the world after this incident; without: in the healthy one',
    default: 'healthy',
  },
  PROFILE,
  SEED,
  { flags: '--json', description: 'print the outcome as JSON, with the whole timeline' },
  { flags: '--verbose', description: 'print everything that happens, and every gate' },
  STACK,
]

export const LIST_FLAGS: readonly Flag[] = [{ flags: '--json', description: 'print the list as JSON' }, STACK]

export const RECORD_FLAGS: readonly Flag[] = [STACK]

export const SERVE_FLAGS: readonly Flag[] = [
  {
    flags: '--incident <name>',
    description: 'serve the world after this incident instead of the healthy one',
  },
  {
    flags: '--fix <name>',
    description: 'serve the world after this fix, and after the incident it comes after',
  },
  {
    flags: '--speed <number|paused>',
    description: 'virtual time per wall time: 1 follows the clock on the wall, paused stands still',
    default: '1',
  },
  { flags: '--port <number>', description: 'port of the API server on 127.0.0.1; without: any free one' },
  {
    flags: '--https',
    description: 'serve the API server over https, with a certificate made for this world',
  },
  {
    flags: '--directory <folder>',
    description: 'folder for kubeconfig, caches and control token; without: a new one for temporary files',
  },
  PROFILE,
  SEED,
  { flags: '--json', description: 'print one line of JSON: addresses, folder and the variables to export' },
  STACK,
]

export const CONTROL_FLAGS: readonly Flag[] = [
  {
    flags: '--server <folder>',
    description: 'folder of the server, as `rehearse serve` has printed it; without: $REHEARSE_SERVER',
  },
  { flags: '--json', description: 'print the answer as JSON' },
  STACK,
]

/** What `--help` of a command says besides the common epilogue. */
export const LESSONS: Readonly<Record<'whatIf' | 'serve' | 'clock' | 'snapshot' | 'restore', string>> = {
  whatIf: `
The command runs in the world of a scenario, with its files. What it sets off is shown in virtual time, and
the gates say whether it would be harmful. Put -- before the command:

  rehearse what-if secret-deletion-doom-loop -- kubectl delete secret tracecat-core-credentials -n tracecat
  rehearse what-if --world . -- helm upgrade shop charts/shop -n shop -f values/new.yaml

A chart that was never rendered with these values is rendered by the helm on your PATH, and the record kept
beside it. Of an imported world only what is new counts: what differed before is said as a figure.

Exit codes: 0 no gate fails, 1 one does, otherwise as below.
`,
  serve: `
The world of a scenario behind HTTP, for unmodified kubectl, Helm, aws and client libraries. Only this
machine can reach it, only with the token in its own kubeconfig; yours is neither read nor changed.
Prints what to export in the shell where the clients run. Ctrl-C ends it and removes what it wrote.

Virtual time follows the clock on the wall at --speed; \`rehearse clock\` stops it, lets it jump, or lets
the world settle. \`rehearse snapshot\` keeps a state, \`rehearse restore\` goes back to it.

Exit codes: 130 after Ctrl-C (SIGINT), 0 after SIGTERM, otherwise as below.
`,
  clock: `
  status           what the clock shows, and what is due next (also without a word)
  pause, resume    let virtual time stand still, or go on
  speed <number>   let it go on at so many times the speed of the clock on the wall
  jump <duration>  let so much virtual time pass at once: 90s, 15m, 24h
  settle           let it run until nothing changes any more, however long one waits

While the clock stands still requests are answered, and no controller acts on them.
`,
  snapshot: `
Snapshots are kept in the memory of the server and cost nothing but what changes afterwards; they end
with it. Without a name: lists them.
`,
  restore: `
Clients that watch are cut off, and what they remember is declared outdated: they list anew.
`,
}

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
  rehearse init --dump dump                          a world of your own cluster, from a dump
  rehearse run --world .                             the only scenario of a folder; also explore, fuzz, serve
  rehearse run secret-deletion-doom-loop --clients real
                                                     its commands by the real kubectl and helm
  rehearse what-if secret-deletion-doom-loop -- kubectl delete node node-a
                                                     any command: what does it set off?
  rehearse explore secret-deletion-doom-loop         every order of its steps: which are safe?
  rehearse explore secret-deletion-doom-loop --fix keep-on-live-object --crashes 1
                                                     and if a command is killed half way?
  rehearse serve secret-deletion-doom-loop           its world, for your own kubectl and helm
  rehearse clock jump 1h                             an hour later in that world

Exit codes:
  0    every verdict is as expected, and every incident went as described
  1    a verdict or an incident differs from what was expected
  2    the command line or a scenario is wrong, or asks for something that is not modelled
  3    something could not be judged
  4    something outside is missing or broken
  130  interrupted
  143  ended by SIGTERM`
