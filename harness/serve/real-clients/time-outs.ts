import { formatGoDuration, parseGoDuration } from '../../../twins/kubernetes/index.js'

/** Flags of kubectl and helm that take a value and may stand before the subcommand. */
const GLOBAL_VALUES: ReadonlySet<string> = new Set([
  ...['-n', '--namespace', '--context', '--cluster', '--user', '--kubeconfig', '-s', '--server', '--token'],
  ...['--as', '--as-group', '--as-uid', '--cache-dir', '--request-timeout', '--tls-server-name', '-v'],
  ...['--certificate-authority', '--client-certificate', '--client-key', '--kube-context', '--kube-token'],
  ...['--kube-apiserver', '--kube-as-user', '--kube-as-group', '--kube-ca-file', '--burst-limit', '--qps'],
  ...['--kube-tls-server-name', '--registry-config', '--repository-cache', '--repository-config'],
])

/** Flags whose value is how long a command waits for the cluster. */
const WAITS: ReadonlySet<string> = new Set(['--timeout', '--pod-running-timeout'])

/** Subcommands that wait although nobody says how long. Sources: kubectl v0.32 pkg/cmd/wait; helm v3.17.2 cmd/helm. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kubectl: { wait: '30s' },
  helm: Object.fromEntries(
    ['install', 'upgrade', 'rollback', 'uninstall', 'del', 'delete', 'un', 'test'].map((name) => [
      name,
      '5m',
    ]),
  ),
}

/**
 * The command with every time-out divided by `speed`, defaults included: a real binary waits on the wall, the world runs
 * `speed` times as fast. A time-out of 0 or less means something else and stays; so does one that cannot be read.
 */
export function scaleTimeOuts(argv: readonly string[], speed: number): readonly string[] {
  if (speed === 1) return argv
  return changeTimeOuts(argv, (ms) => Math.max(1, Math.round(ms / speed)))
}

/** The command with no time-out longer than this, defaults included; the same when none is. */
export function limitTimeOuts(argv: readonly string[], longestMs: number): readonly string[] {
  return changeTimeOuts(argv, (ms) => Math.min(ms, longestMs))
}

function changeTimeOuts(argv: readonly string[], change: (ms: number) => number): readonly string[] {
  const stop = argv.indexOf('--')
  const own = stop < 0 ? argv : argv.slice(0, stop)
  const rest = stop < 0 ? [] : argv.slice(stop)
  const changed = own.map((word, index) => {
    const [name = '', ...value] = word.split('=')
    if (value.length > 0 && WAITS.has(name)) return `${name}=${changeText(value.join('='), change)}`
    return WAITS.has(own[index - 1] ?? '') ? changeText(word, change) : word
  })
  const standard = DEFAULTS[own[0] ?? '']?.[subcommandOf(own) ?? '']
  const given = own.some((word) => word === '--timeout' || word.startsWith('--timeout='))
  const added = standard === undefined || given ? [] : [`--timeout=${changeText(standard, change)}`]
  return [...changed, ...added, ...rest]
}

function subcommandOf(argv: readonly string[]): string | undefined {
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) return word
    if (GLOBAL_VALUES.has(word)) index += 1
  }
  return undefined
}

function changeText(text: string, change: (ms: number) => number): string {
  const parsed = parseGoDuration(text)
  if ('problem' in parsed || parsed.value <= 0) return text
  const changed = change(parsed.value)
  return changed === parsed.value ? text : formatGoDuration(changed)
}
