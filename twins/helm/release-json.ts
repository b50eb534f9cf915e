import { stableStringify } from '../kernel/json.js'
import { goJsonEscape } from '../kubernetes/index.js'
import type { Chart } from './chart.js'
import type { Hook } from './hooks.js'
import type { HelmMajor } from './kind-order.js'
import type { Release, ReleaseInfo } from './release.js'

/** Go's zero time, which the one field without `omitzero` shows. */
const ZERO_TIME = '0001-01-01T00:00:00Z'

/**
 * The release as json.Marshal writes it: fields in Go's order, empty ones left out, keys of maps sorted. Helm 3 writes
 * a time that is not set as '', Helm 4 leaves it out. Helm v3.21.4 pkg/release/release.go, info.go, hook.go; v4.1.4
 * pkg/release/v1/info.go (MarshalJSON), hook.go, pkg/chart/v2/chart.go.
 */
export function releaseJson(release: Release, major: HelmMajor = 3): string {
  const parts: string[] = []
  const add = (name: string, json: string | undefined) => {
    if (json !== undefined) parts.push(`${JSON.stringify(name)}:${json}`)
  }
  add('name', text(release.name))
  add('info', infoJson(release.info, major))
  add('chart', release.chart === undefined ? undefined : chartJson(release.chart, major))
  add('config', Object.keys(release.config ?? {}).length === 0 ? undefined : stableStringify(release.config!))
  add('manifest', text(release.manifest))
  add('hooks', (release.hooks ?? []).length === 0 ? undefined : hooksJson(release.hooks!, major))
  add('version', release.version === 0 ? undefined : String(release.version))
  add('namespace', text(release.namespace))
  add('apply_method', major === 3 ? undefined : text(release.apply_method))
  return goJsonEscape(`{${parts.join(',')}}`)
}

function infoJson(info: ReleaseInfo, major: HelmMajor): string {
  const { first_deployed = '', last_deployed = '', deleted, description, status, notes } = info
  const time = (value: string) => (major === 4 && value === '' ? undefined : value)
  return JSON.stringify({
    first_deployed: time(first_deployed),
    last_deployed: time(last_deployed),
    deleted: time(deleted),
    description: description === '' ? undefined : description,
    status,
    notes: notes === '' ? undefined : notes,
  })
}

function hooksJson(hooks: readonly Hook[], major: HelmMajor): string {
  if (major === 3) return JSON.stringify(hooks)
  return JSON.stringify(
    hooks.map((hook) => {
      const { started_at, completed_at, phase } = hook.last_run
      const last_run = {
        ...(started_at === '' ? {} : { started_at }),
        ...(completed_at === '' ? {} : { completed_at }),
        phase,
      }
      return { ...hook, last_run }
    }),
  )
}

function chartJson(chart: Chart, major: HelmMajor): string {
  const values = chart.values === null ? 'null' : stableStringify(chart.values)
  const { metadata, lock, templates, schema, files } = chart
  const part = (value: unknown) => JSON.stringify(value)
  const schemaTime = major === 3 ? '' : `,"schemamodtime":"${ZERO_TIME}"`
  return (
    `{"metadata":${part(metadata)},"lock":${part(lock)},"templates":${part(templates)},"values":${values},` +
    `"schema":${part(schema)}${schemaTime},"files":${part(files)}}`
  )
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : JSON.stringify(value)
}
