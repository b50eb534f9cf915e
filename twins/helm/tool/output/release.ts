import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import type { Chart } from '../../chart.js'
import type { HelmMajor } from '../../kind-order.js'
import type { Release } from '../../release.js'
import { releaseJson } from '../../release-json.js'
import { coalesceValues } from '../../values.js'
import type { Flags } from '../flags.js'
import { printText, yamlText } from './format.js'
import { ansicTime } from './time.js'

/** What of a release is printed besides the usual. */
export interface ReleaseView {
  readonly description?: boolean
  readonly chart?: boolean
  /** Values, hooks and manifest: `helm get all`. */
  readonly everything?: boolean
  readonly hideNotes?: boolean
  /** The command has no `-o`. */
  readonly table?: boolean
  /** Which Helm prints; default 3. Helm 4 always prints the description. */
  readonly major?: HelmMajor
}

/** Print a release in the format of `-o`. Helm v3.21.4 cmd/helm/status.go (statusPrinter). */
export function* printRelease(flags: Flags, release: Release, view: ReleaseView = {}): Proc<void> {
  const format = view.table === true ? 'table' : flags.text('output')
  if (format === 'json') yield* printText(`${releaseJson(release, view.major)}\n`)
  else if (format === 'yaml') yield* printText(yamlText(JSON.parse(releaseJson(release, view.major)) as Json))
  else yield* printText(releaseText(release, view))
}

/** The block of lines that `helm status` prints. Helm v3.21.4 cmd/helm/status.go (WriteTable). */
export function releaseText(release: Release, view: ReleaseView): string {
  const { info } = release
  const deployedAt = info.last_deployed ?? ''
  const lines = [
    `NAME: ${release.name}`,
    ...(deployedAt === '' ? [] : [`LAST DEPLOYED: ${ansicTime(deployedAt)}`]),
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status ?? ''}`,
    `REVISION: ${release.version}`,
    ...(view.chart === true ? chartLines(release.chart) : []),
    ...(view.description === true || view.major === 4 ? [`DESCRIPTION: ${info.description ?? ''}`] : []),
    ...testLines(release),
  ]
  const whole = view.everything === true
  const text = [
    `${lines.join('\n')}\n`,
    whole ? valuesText(release) : '',
    whole || info.description?.toLowerCase() === 'dry run complete' ? manifestText(release) : '',
  ].join('')
  const notes = info.notes ?? ''
  return notes === '' || view.hideNotes === true ? text : `${text}NOTES:\n${notes.trim()}\n`
}

function chartLines(chart: Chart | undefined): readonly string[] {
  const { name = '', version = '', appVersion = '' } = chart?.metadata ?? {}
  return [`CHART: ${name}`, `VERSION: ${version}`, `APP_VERSION: ${appVersion}`]
}

function testLines({ hooks }: Release): readonly string[] {
  const tests = (hooks ?? []).filter((hook) => hook.events?.includes('test') === true)
  if (tests.length === 0) return ['TEST SUITE: None']
  return tests
    .filter((hook) => hook.last_run.started_at !== '')
    .flatMap(({ name, last_run }) => [
      `TEST SUITE:     ${name ?? ''}`,
      `Last Started:   ${ansicTime(last_run.started_at)}`,
      `Last Completed: ${ansicTime(last_run.completed_at)}`,
      `Phase:          ${last_run.phase}`,
    ])
}

function valuesText({ chart, config }: Release): string {
  const computed: JsonObject = chart === undefined ? {} : coalesceValues(chart, config ?? {})
  return `USER-SUPPLIED VALUES:\n${yamlText(config ?? null)}\nCOMPUTED VALUES:\n${yamlText(computed)}\n`
}

function manifestText({ hooks, manifest }: Release): string {
  return `HOOKS:\n${hooksText(hooks)}MANIFEST:\n${manifest ?? ''}\n`
}

/** Hooks as documents with their source. */
export function hooksText(hooks: Release['hooks']): string {
  return (hooks ?? [])
    .map(({ path, manifest }) => `---\n# Source: ${path ?? ''}\n${manifest ?? ''}\n`)
    .join('')
}

/** `web-0.1.0`. Helm v3.21.4 cmd/helm/history.go (formatChartName). */
export function chartText(chart: Chart | undefined): string {
  return chart === undefined ? 'MISSING' : `${chart.metadata.name ?? ''}-${chart.metadata.version ?? ''}`
}

/** Helm v3.21.4 cmd/helm/history.go (formatAppVersion). */
export function appVersionText(chart: Chart | undefined): string {
  return chart === undefined ? 'MISSING' : (chart.metadata.appVersion ?? '')
}
