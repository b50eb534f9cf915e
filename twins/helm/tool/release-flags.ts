import { NotModelled } from '../../kernel/errors.js'
import { normalisePath } from '../../kernel/files.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { goQuote, parseFlagValue } from '../../kubernetes/index.js'
import { log } from '../actions/log.js'
import { type LocatedChart, locateChart } from '../actions/render.js'
import type { SignalHandler } from '../actions/signals.js'
import type { WaitStrategy } from '../actions/waiter.js'
import { helmError } from '../errors.js'
import { mergeValueOptions } from '../values.js'
import { isHelm4 } from '../versions.js'
import type { Invocation } from './command.js'
import { type Flags, REAL_BINARY, usage } from './flags.js'

/**
 * The values that `-f` and the `--set` flags give; `-` is standard input. Throws as `mergeValueOptions`, and
 * `NotModelled` for a URL. Helm v3.21.4 pkg/cli/values/options.go (readFile).
 */
export function readValues({ flags, files, tool }: Invocation): JsonObject {
  const read = (path: string) => {
    if (path.trim() === '-') return tool.stdin
    if (/^[a-z][a-z0-9+.-]*:\/\//.test(path)) throw new NotModelled(`the values file ${path}`, REAL_BINARY)
    return files.read(normalisePath(`${tool.cwd}/${path}`))
  }
  return mergeValueOptions(
    {
      valueFiles: flags.list('values'),
      jsonValues: flags.list('set-json'),
      values: flags.list('set'),
      stringValues: flags.list('set-string'),
      fileValues: flags.list('set-file'),
      literalValues: flags.list('set-literal'),
    },
    read,
  )
}

/** The chart a command names; warns of a deprecated one. Throws as `locateChart`. */
export function* loadChart({ files, tool }: Invocation, reference: string): Proc<LocatedChart> {
  const located = locateChart(files, tool.cwd, reference)
  if (located.chart.metadata.deprecated === true) yield* printError('WARNING: This chart is deprecated')
  return located
}

/** Throws for a library. Helm v3.21.4 cmd/helm/install.go (checkIfInstallable). */
export function refuseLibrary({ chart }: LocatedChart): void {
  const { type } = chart.metadata
  if (type === undefined || type === 'application') return
  throw helmError('helm-chart-invalid', `${type} charts are not installable`)
}

/** Whether nothing is written, and whether nothing is looked up either. */
export interface DryRun {
  readonly dryRun: boolean
  readonly offline: boolean
}

/**
 * `--dry-run`. Throws for an unknown value. Helm v3.21.4 cmd/helm/install.go (validateDryRunOptionFlag), v4.1.4
 * pkg/cmd/helpers.go (cmdGetDryRunFlagStrategy).
 */
export function* readDryRun({ flags, version, configuration }: Invocation): Proc<DryRun> {
  const value = flags.text('dry-run') || 'none'
  if (!isHelm4(version)) {
    const known = DRY_RUNS_3.get(value)
    if (known !== undefined) return known
    throw usage('Invalid dry-run flag. Flag must one of the following: false, true, none, client, server')
  }
  if (value === 'unset') {
    yield* log(
      configuration,
      'WARN',
      "--dry-run is deprecated and should be replaced with '--dry-run=client'",
    )
    return CLIENT
  }
  const known = DRY_RUNS.get(value)
  if (known !== undefined) return known
  const on = parseFlagValue('bool', value)
  if ('problem' in on) {
    throw usage(`invalid dry-run value (${goQuote(value)}). Must be "none", "server", or "client"`)
  }
  const [result, dryRun] = on.value === true ? ['client', CLIENT] : ['none', NONE]
  const text = `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=${result}'`
  yield* log(configuration, 'WARN', text)
  return dryRun
}

const CLIENT: DryRun = { dryRun: true, offline: true }
const NONE: DryRun = { dryRun: false, offline: false }
const DRY_RUNS: ReadonlyMap<string, DryRun> = new Map([
  ['none', NONE],
  ['server', { dryRun: true, offline: false }],
  ['client', CLIENT],
])
/** Helm 3 knows two words more. */
const DRY_RUNS_3: ReadonlyMap<string, DryRun> = new Map([...DRY_RUNS, ['false', NONE], ['true', CLIENT]])

/** What install, upgrade and rollback take from the same flags. */
export function* operationFlags(invocation: Invocation) {
  const { flags, version } = invocation
  const helm4 = isHelm4(version)
  const atomic = flags.on('atomic') || (helm4 && flags.on('rollback-on-failure'))
  return {
    wait: yield* readWait(invocation),
    atomic,
    waitForJobs: flags.on('wait-for-jobs'),
    timeoutMs: flags.number('timeout'),
    force: flags.on('force') || (helm4 && flags.on('force-replace')),
    disableHooks: flags.on('no-hooks'),
    serverSide: helm4 ? readServerSide(flags) : 'false',
    forceConflicts: helm4 && flags.on('force-conflicts'),
  } as const
}

/** What install and upgrade take besides. */
export function releaseFlags(flags: Flags) {
  return {
    takeOwnership: flags.on('take-ownership'),
    description: flags.text('description'),
    labels: flags.map('labels'),
  } as const
}

/** `--wait`: on or off for Helm 3, a word for Helm 4. Helm v4.1.4 pkg/cmd/flags.go (waitValue.Set). */
export function* readWait({ flags, version, configuration }: Invocation): Proc<WaitStrategy> {
  if (!isHelm4(version)) return flags.on('wait') ? 'legacy' : 'hookOnly'
  const value = flags.text('wait')
  const strategy = value === 'true' ? 'watcher' : value === 'false' ? 'hookOnly' : value
  if (strategy !== value) {
    const text = `--wait=${value} is deprecated (boolean value) and can be replaced with --wait=${strategy}`
    yield* log(configuration, 'WARN', text)
  }
  return strategy as WaitStrategy
}

function readServerSide(flags: Flags): 'true' | 'false' | 'auto' {
  const value = flags.text('server-side')
  if (value === 'true' || value === 'false' || value === 'auto') return value
  throw helmError('helm-usage', `invalid/unknown release server-side apply method: ${value}`)
}

/** Revisions to keep: the flag, `HELM_MAX_HISTORY`, or 10. Helm v3.21.4 pkg/cli/environment.go. */
export function maxHistory({ flags, tool }: Invocation): number {
  if (flags.given('history-max')) return flags.number('history-max')
  const fromEnv = tool.env['HELM_MAX_HISTORY'] ?? ''
  return /^[-+]?[0-9]+$/.test(fromEnv) ? Number(fromEnv) : DEFAULT_MAX_HISTORY
}

const DEFAULT_MAX_HISTORY = 10

/** SIGINT and SIGTERM cancel install and upgrade. Helm v3.21.4 cmd/helm/upgrade.go. */
export function cancelledNotice(name: string): SignalHandler {
  return { notify: () => print(`Release ${name} has been cancelled.`) }
}
