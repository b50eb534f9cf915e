import { isFilter } from './filters.js'
import type { CommandKind } from './runbook.js'
import { readsOnly } from './sql.js'

/**
 * Subcommands that are known to change nothing (`reads`) and those that only wait (`waits`), by tool: words joined by spaces, `*` for the rest of a
 * word. Whatever is not listed is a change. Sources: kubectl 1.35 and helm 3.19 reference, argocd 3.1 command reference, AWS CLI 2 (verbs of read-only
 * operations), temporal CLI 1.5 and tctl 1.18, Terraform 1.13 and git 2.47 command reference.
 */
export const READ_ONLY: Readonly<
  Record<string, { readonly reads: readonly string[]; readonly waits?: readonly string[] }>
> = {
  kubectl: {
    reads: [
      'get',
      'describe',
      'logs',
      'log',
      'explain',
      'api-resources',
      'api-versions',
      'version',
      'cluster-info',
      'top',
      'diff',
      'events',
      'auth can-i',
      'auth whoami',
      'rollout history',
      'config view',
      'config current-context',
      'config get-contexts',
      'config get-clusters',
      'kustomize',
      'options',
      'help',
    ],
    waits: ['wait', 'rollout status'],
  },
  helm: {
    reads: [
      'list',
      'ls',
      'status',
      'history',
      'hist',
      'get',
      'template',
      'diff',
      'show',
      'inspect',
      'search',
      'version',
      'env',
      'lint',
      'verify',
      'dependency list',
      'dep list',
      'repo list',
      'plugin list',
      'help',
    ],
  },
  argocd: {
    reads: [
      'app get',
      'app list',
      'app diff',
      'app history',
      'app manifests',
      'app logs',
      'app resources',
      'appset get',
      'appset list',
      'cluster get',
      'cluster list',
      'proj get',
      'proj list',
      'repo get',
      'repo list',
      'account get-user-info',
      'account can-i',
      'version',
      'context',
    ],
    waits: ['app wait'],
  },
  aws: {
    reads: [
      '* describe-*',
      '* get-*',
      '* list-*',
      '* head-*',
      '* batch-get-*',
      '* lookup-*',
      '* search-*',
      's3 ls',
      'dynamodb query',
      'dynamodb scan',
      'logs tail',
      'logs filter-log-events',
      'configure list',
      'help',
    ],
    waits: ['* wait'],
  },
  temporal: {
    reads: [
      'operator namespace describe',
      'operator namespace list',
      'operator cluster describe',
      'operator cluster health',
      'operator cluster list',
      'operator cluster system',
      'operator search-attribute list',
      'workflow list',
      'workflow describe',
      'workflow show',
      'workflow count',
      'workflow query',
      'schedule list',
      'schedule describe',
      'task-queue describe',
      'task-queue list-partition',
      'batch list',
      'batch describe',
    ],
  },
  tctl: {
    reads: [
      'namespace describe',
      'namespace list',
      'cluster health',
      'cluster get-search-attributes',
      'workflow list',
      'workflow describe',
      'workflow show',
      'workflow count',
      'taskqueue describe',
      'admin cluster describe',
    ],
  },
  terraform: {
    reads: [
      'plan',
      'show',
      'output',
      'validate',
      'version',
      'providers',
      'graph',
      'state list',
      'state show',
      'state pull',
      'workspace list',
      'workspace show',
    ],
  },
  git: {
    reads: ['status', 'log', 'diff', 'show', 'ls-remote', 'ls-files', 'rev-parse', 'blame', 'describe'],
  },
  cnpg: { reads: ['status'] },
}

/** Other programs that only look at something. */
const LOOKING: ReadonlySet<string> = new Set(
  'ls pwd stat file which type date whoami id uname env printenv dig nslookup host getent ping df du ps diff pg_isready'.split(
    ' ',
  ),
)

const TERRAFORM = new Set(['terraform', 'tofu', 'terragrunt'])

/** What kind of command this is. What is not known to be read-only is a change. */
export function classify(argv: readonly string[], stdin = ''): CommandKind {
  const [program = '', ...rest] = argv
  const name = program.split('/').at(-1)!
  if (name === 'psql') return readsSql(rest, stdin) ? 'observation' : 'change'
  if (name === 'watch')
    return classify(rest.slice(rest.findIndex((word) => !/^(?:-|\d+(?:\.\d+)?$)/.test(word))), stdin)
  if (name === 'curl')
    return rest.some((word) =>
      /^(?:-[a-zA-Z]*[dFToOX]|--(?:data|form|upload|output|request|remote|json))/.test(word),
    )
      ? 'change'
      : 'observation'
  if (LOOKING.has(name) || isFilter([name, ...rest])) return 'observation'
  if (name === 'kubectl') return kubectl(rest, stdin)
  if (name === 'helm' && rest.some((word) => /^--dry-run(?:=(?!none|false)|$)/.test(word)))
    return 'observation'
  const tool = READ_ONLY[TERRAFORM.has(name) ? 'terraform' : name]
  return tool === undefined ? 'change' : listed(tool, rest)
}

function kubectl(args: readonly string[], stdin: string): CommandKind {
  const words = verbs(args)
  const inside = args.indexOf('--')
  if (words[0] === 'exec') return inside < 0 ? 'change' : classify(withoutEnv(args.slice(inside + 1)), stdin)
  if (words[0] === 'cnpg') return listed(READ_ONLY['cnpg']!, words.slice(1))
  if (args.some((word) => /^--dry-run(?:=(?!none)|$)/.test(word))) return 'observation'
  return listed(READ_ONLY['kubectl']!, args)
}

function listed(
  { reads, waits = [] }: { readonly reads: readonly string[]; readonly waits?: readonly string[] },
  args: readonly string[],
): CommandKind {
  const words = verbs(args)
  if (waits.some((verb) => matches(verb, words))) return 'wait'
  return reads.some((verb) => matches(verb, words)) ? 'observation' : 'change'
}

function matches(pattern: string, words: readonly string[]): boolean {
  return pattern.split(' ').every((part, index) => {
    const word = words[index]
    if (word === undefined) return false
    return part.endsWith('*') ? word.startsWith(part.slice(0, -1)) : word === part
  })
}

/** Flags before the verbs that take a value of their own; any other one is followed by a verb or has its value behind `=`. */
const WITH_VALUE: ReadonlySet<string> = new Set(
  '-n --namespace --context --kubeconfig --cluster --user --server -s --token --as --profile --region --output --endpoint-url --address --kube-context --chdir --argocd-context --grpc-web-root-path -C'.split(
    ' ',
  ),
)

/** The words that are no flags and no values of those that stand before a verb. */
function verbs(args: readonly string[]): readonly string[] {
  const found: string[] = []
  for (let at = 0; at < args.length && found.length < 3; at++) {
    const word = args[at]!
    if (word === '--') break
    if (!word.startsWith('-')) found.push(word)
    else if (WITH_VALUE.has(word)) at++
  }
  return found
}

function withoutEnv(argv: readonly string[]): readonly string[] {
  return argv[0] === 'env'
    ? argv.slice(1).slice(argv.slice(1).findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)))
    : argv
}

function readsSql(args: readonly string[], stdin: string): boolean {
  if (args.some((arg) => arg === '-l' || arg === '--list')) return true
  const texts = args.flatMap((arg, index) => {
    if (arg === '-c' || arg === '--command' || /^-[a-zA-Z]+c$/.test(arg)) return [args[index + 1] ?? '']
    return /^--command=/.test(arg) ? [arg.slice('--command='.length)] : []
  })
  if (args.some((arg) => arg === '-f' || arg.startsWith('--file'))) return false
  const asked = stdin === '' ? texts : [...texts, stdin]
  return asked.length > 0 && asked.every(readsOnly)
}
