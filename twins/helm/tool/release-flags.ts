import { NotModelled } from '../../kernel/errors.js'
import { normalisePath } from '../../kernel/files.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { type LocatedChart, locateChart } from '../actions/render.js'
import type { SignalHandler } from '../actions/signals.js'
import { helmError } from '../errors.js'
import { mergeValueOptions } from '../values.js'
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

/** Whether `--dry-run` is on. Throws for an unknown value. Helm v3.21.4 cmd/helm/install.go (validateDryRunOptionFlag). */
export function readDryRun(flags: Flags): boolean {
  const value = flags.text('dry-run') || 'none'
  if (value === 'client' || value === 'server' || value === 'true') return true
  if (value === 'none' || value === 'false') return false
  throw usage('Invalid dry-run flag. Flag must one of the following: false, true, none, client, server')
}

/** What install and upgrade take from the same flags. */
export function operationFlags(flags: Flags) {
  return {
    wait: flags.on('wait'),
    waitForJobs: flags.on('wait-for-jobs'),
    timeoutMs: flags.number('timeout'),
    force: flags.on('force'),
    disableHooks: flags.on('no-hooks'),
    atomic: flags.on('atomic'),
    takeOwnership: flags.on('take-ownership'),
    description: flags.text('description'),
    labels: flags.map('labels'),
  } as const
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
