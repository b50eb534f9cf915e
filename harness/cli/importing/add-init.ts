import type { Command } from 'commander'
import type { InitArguments, InitContext } from '../commands/init.js'
import { type Flag, STACK } from '../options.js'

export const INIT_FLAGS: readonly Flag[] = [
  {
    flags: '--dump <path>',
    description:
      'folder (or file) with what `kubectl get … -o yaml|json`, `rehearse collect` or others have printed',
  },
  {
    flags: '--chart <folder>',
    description: 'chart that your commands name; copied, and rendered by your helm (may be repeated)',
    repeat: true,
  },
  {
    flags: '-f, --values <file>',
    description: 'values that your commands name, in their order (may be repeated)',
    repeat: true,
  },
  { flags: '--runbook <file.md>', description: 'Markdown file whose shell blocks become the steps of a fix' },
  { flags: '--name <name>', description: 'name of the scenario; without: that of the dump' },
  { flags: '--out <folder>', description: 'folder for the scenario and its fixtures/', default: '.' },
  {
    flags: '--key <file>',
    description:
      'key that secrets are replaced with; without: .rehearse-key in --out, made when it is not there',
  },
  {
    flags: '--print-commands',
    description: 'print the read-only commands that take a dump, and do nothing else',
  },
  { flags: '--json', description: 'print what was found as JSON' },
  STACK,
]

const INIT_LESSON = `
Makes a world of your own: a dump in, a scenario file and a folder out. Nothing is asked of any cluster.

  rehearse collect --context prod --out dump         read a cluster, or by hand: rehearse init --print-commands
  rehearse init --dump dump --chart charts/shop -f values-prod.yaml --runbook change.md
  rehearse what-if --world . -- helm upgrade shop charts/shop -n shop -f values/values-prod.yaml
  rehearse run dump.scenario.ts

A dump holds files in YAML or JSON: objects, several documents, lists; Secrets of Helm releases, CRDs and
Applications among them; \`terraform show -json\` and \`pg_dump --schema-only\` are recognised and kept. Take it with
--show-managed-fields, so that server-side apply meets the same conflicts.

Secrets are replaced on the way in: values of Secrets, releases, settings named like one, and every mention of a
known one anywhere else. Equal values stay equal. The key stays with you, beside a .gitignore that names it.

Charts lie in charts/ of the world and values in values/; a runbook that names them by your own paths is put right.

Exit codes: 0 the world is written, 4 it is and helm is missing to render its charts, otherwise as below.
`

/** `rehearse init`. `add` gives a command its flags. */
export function addInit(
  program: Command,
  add: (command: Command, flags: readonly Flag[]) => Command,
  context: InitContext,
  done: (exitCode: number) => void,
): void {
  const init = program
    .command('init')
    .description('make a scenario and a world of a dump of your cluster, with its secrets replaced')
    .addHelpText('after', INIT_LESSON)
  add(init, INIT_FLAGS).action(async (flags: InitArguments) => {
    const { initCommand } = await import('../commands/init.js')
    done(await initCommand(flags, context))
  })
}
