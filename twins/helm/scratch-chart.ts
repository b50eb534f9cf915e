import { Buffer } from 'node:buffer'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stableStringify } from '../kernel/json.js'
import type { Chart } from './chart.js'

/** The key of the document that carries the rendered notes. */
const NOTES_MARK = 'rehearse-notes'

/**
 * Write a chart to `folder`, which is emptied first, so that the real Helm renders it at a given revision, for which
 * `helm template` has no flag. One template is added, deeper than every other: Helm v3.17.2 pkg/engine/engine.go
 * renders the deepest paths first (sortTemplates) and hands all templates the same `.Release` map, so it can set
 * `.Release.Revision`. It also prints the rendered NOTES.txt, which `helm template` leaves out; see {@link readNotes}.
 */
export function writeScratchChart(chart: Chart, folder: string, revision: number): void {
  rmSync(folder, { recursive: true, force: true })
  writeChart(chart, folder)
  const path = `templates/${'z/'.repeat(depth(chart, chart.metadata.name ?? '') + 1)}z.yaml`
  const set = `{{- $_ := set .Release "Revision" ${revision} -}}`
  const include = 'include (print $.Template.BasePath "/NOTES.txt") . | b64enc | quote'
  write(join(folder, path), hasNotes(chart) ? `${set}\n${NOTES_MARK}: {{ ${include} }}\n` : set)
}

/** The notes, if a printed document is the one that carries them. */
export function readNotes(content: string): string | undefined {
  const value = new RegExp(`^${NOTES_MARK}: "(.*)"$`, 'm').exec(content)?.[1]
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8')
}

/** True when the chart has notes that an installation shows (those of subcharts are not shown). */
function hasNotes(chart: Chart): boolean {
  return (chart.templates ?? []).some((file) => file.name === 'templates/NOTES.txt')
}

function writeChart(chart: Chart, folder: string): void {
  write(join(folder, 'Chart.yaml'), stableStringify(chart.metadata))
  if (chart.lock !== null) write(join(folder, 'Chart.lock'), stableStringify(chart.lock))
  if (chart.values !== null) write(join(folder, 'values.yaml'), stableStringify(chart.values))
  if (chart.schema !== null) write(join(folder, 'values.schema.json'), Buffer.from(chart.schema, 'base64'))
  for (const file of [...(chart.templates ?? []), ...(chart.files ?? [])]) {
    // The ignore rules were applied when the chart was read.
    if (file.name !== '.helmignore') write(join(folder, file.name), Buffer.from(file.data, 'base64'))
  }
  for (const subchart of chart.dependencies ?? []) {
    writeChart(subchart, join(folder, 'charts', subchart.metadata.name ?? ''))
  }
}

/** The number of slashes in the longest template name, as Helm's engine names them. */
function depth(chart: Chart, prefix: string): number {
  const own = (chart.templates ?? []).map((file) => `${prefix}/${file.name}`.split('/').length)
  const below = (chart.dependencies ?? []).map((dependency) =>
    depth(dependency, `${prefix}/charts/${dependency.metadata.name ?? ''}`),
  )
  return Math.max(0, ...own, ...below)
}

function write(path: string, data: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, data)
}
