import { formatCommand } from '../scenario/command.js'
import {
  collectionCommands,
  EVERY_KIND,
  IDENTITY_COMMAND,
  kindsCommand,
  LEFT_OUT,
  listCommand,
  VERSION_COMMAND,
} from './commands.js'

/** What a printed collection is for. */
export interface ScriptOptions {
  readonly context: string
  /** Empty: all namespaces. */
  readonly namespaces: readonly string[]
  readonly folder: string
}

/** Where the output of the other programs goes. */
const SAVED_AS: Readonly<Record<string, string>> = { terraform: 'terraform.json', pg_dump: 'schema.sql' }

/** The documented collection as a script for sh, to be read and run by hand; it reads the cluster only, as `rehearse collect` does. */
export function collectionScript({ context, namespaces, folder }: ScriptOptions): string {
  const kubectl = (argv: readonly string[]): string =>
    formatCommand({ argv: ['kubectl', `--context=${context}`, ...argv.slice(1)] })
  const words = (...argv: readonly string[]): string => formatCommand({ argv })
  const list = (namespace?: string): string =>
    kubectl(listCommand(EVERY_KIND, namespace)).replace(`'${EVERY_KIND}'`, '"$kind"')
  const loop = (kinds: readonly string[], lines: readonly string[]): readonly string[] => [
    `for kind in $(${kubectl(kinds)} | grep -vE "$left_out"); do`,
    ...lines.map((line) => `  ${line}`),
    'done',
  ]
  // A kind that is refused leaves no file.
  const saved = (command: string, path: string): string => `${command} > ${path} || rm ${path}`
  const everywhere = saved(list(), '"$kind.json"')
  const inside =
    namespaces.length === 0
      ? [everywhere]
      : namespaces.map((namespace) => saved(list(namespace), `"${namespace}/$kind.json"`))
  return [
    '# Reads only: kubectl sends nothing but GET for these. The files hold Secrets as they are until',
    '# `rehearse init` has read them; `rehearse collect` replaces them before it writes.',
    'umask 077',
    `mkdir -p ${[folder, ...namespaces.map((namespace) => `${folder}/${namespace}`)].map((path) => words(path)).join(' ')}`,
    `cd ${words(folder)}`,
    '# Events, leases and measurements are not read.',
    `left_out='${LEFT_OUT}'`,
    '',
    ...explained(IDENTITY_COMMAND, `${kubectl(IDENTITY_COMMAND)}; echo`),
    ...explained(VERSION_COMMAND, `${kubectl(VERSION_COMMAND)} > version.json`),
    ...explained(kindsCommand(false), ...loop(kindsCommand(false), [everywhere])),
    ...explained(kindsCommand(true), ...loop(kindsCommand(true), inside)),
    '# What follows is for you alone to run, where it applies: rehearse never does.',
    ...collectionCommands()
      .filter(({ argv }) => argv[0] !== 'kubectl')
      .flatMap(({ argv, why }) => [`# ${why}:`, `#   ${argv.join(' ')} > ${SAVED_AS[argv[0]!]}`]),
    '',
  ].join('\n')
}

function explained(argv: readonly string[], ...lines: readonly string[]): readonly string[] {
  const why = collectionCommands().find((command) => command.argv.join(' ') === argv.join(' '))?.why
  return [`# ${why}:`, ...lines, '']
}
