import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Files } from '../kernel/files.js'
import { normalisePath } from '../kernel/files.js'
import { compareKeys, deepFreeze, type JsonObject, stableStringify } from '../kernel/json.js'
import { type ChartMetadata, parseChartMetadata, validateChartMetadata } from './chart-metadata.js'
import { helmError, wrapHelmError } from './errors.js'
import { decodeObject } from './go-json.js'
import { type Ignore, parseIgnore } from './ignore.js'
import { decode } from './manifest-head.js'
import { parseValues } from './values.js'
import { parseYaml } from './yaml.js'

export type { ChartMetadata } from './chart-metadata.js'

/** A file of a chart: path below the chart with `/`, content in base64. */
export type ChartFile = { readonly name: string; readonly data: string }

/**
 * A chart as a release stores it: Helm v3.21.4 pkg/chart/chart.go (Chart). `schema` is base64. `dependencies` holds
 * the charts in `charts/`; upstream keeps them in memory only, so they are not part of a stored release.
 */
export type Chart = {
  readonly metadata: ChartMetadata
  readonly lock: JsonObject | null
  readonly templates: readonly ChartFile[] | null
  readonly values: JsonObject | null
  readonly schema: string | null
  readonly files: readonly ChartFile[] | null
  readonly dependencies?: readonly Chart[]
}

/** A file before it is sorted into the chart. */
export interface SourceFile {
  /** Path below the chart, with `/`. */
  readonly name: string
  readonly data: Uint8Array
}

const charts = new WeakMap<Files, Map<string, Chart>>()

/**
 * The chart in a folder of a scenario's files, frozen; the same object each time. Throws as {@link assembleChart},
 * and `path "<folder>" not found` when there is no such folder (helm v3.21.4 pkg/action/install.go, LocateChart).
 */
export function chartFromFiles(files: Files, folder: string): Chart {
  const path = normalisePath(folder)
  const known = charts.get(files) ?? new Map<string, Chart>()
  charts.set(files, known)
  const found = known.get(path)
  if (found !== undefined) return found
  const prefix = path === '' ? '' : `${path}/`
  const sources = files.list(path).map((name) => ({
    name: name.slice(prefix.length),
    data: Buffer.from(files.read(name) ?? '', 'utf8'),
  }))
  if (sources.length === 0) throw chartNotFound(folder)
  const chart = assembleChart(applyIgnore(sources), folder)
  known.set(path, chart)
  return chart
}

/** What Helm says when a chart reference is neither a path nor a repository it knows. */
export function chartNotFound(folder: string): Error {
  return helmError('helm-chart-invalid', `path "${folder}" not found`, { subject: folder })
}

/** Leave out what `.helmignore` names; an ignored folder takes everything below it along. */
export function applyIgnore(sources: readonly SourceFile[]): readonly SourceFile[] {
  const rules = sources.find((source) => source.name === '.helmignore')
  const ignore = parseIgnore(rules === undefined ? '' : Buffer.from(rules.data).toString('utf8'))
  return sources.filter((source) => !isIgnored(source.name, ignore)).sort(byWalkOrder)
}

/**
 * Sort files into a chart; the result is frozen. `folder` is only named in errors. Throws `HelmError`
 * `helm-chart-invalid` with upstream's text: `Chart.yaml file is missing`, `cannot load values.yaml: ...`,
 * `validation: chart.metadata.name is required`, ... A packed subchart (`charts/x.tgz`) is refused by name.
 * Helm v3.21.4 pkg/chart/loader/load.go (LoadFiles).
 */
export function assembleChart(sources: readonly SourceFile[], folder: string): Chart {
  const text = (name: string) => textOf(sources.find((source) => source.name === name))
  const chartYaml = text('Chart.yaml')
  if (chartYaml === undefined) {
    throw helmError('helm-chart-invalid', 'Chart.yaml file is missing', {
      subject: folder,
      remedy: `Add Chart.yaml to ${folder === '' ? 'the chart' : folder}.`,
    })
  }
  const metadata = load(folder, 'Chart.yaml', () => parseChartMetadata(chartYaml))
  validateChartMetadata(metadata, folder)
  const lock = text('Chart.lock')
  const values = text('values.yaml')
  const schema = sources.find((source) => source.name === 'values.schema.json')
  const dependencies = loadSubcharts(sources, metadata.name ?? '', folder)
  return deepFreeze({
    metadata,
    lock: lock === undefined ? null : load(folder, 'Chart.lock', () => parseLock(lock)),
    templates: orNull(sources.filter((source) => source.name.startsWith('templates/')).map(toChartFile)),
    values: values === undefined ? null : load(folder, 'values.yaml', () => parseValues(values)),
    schema: schema === undefined ? null : Buffer.from(schema.data).toString('base64'),
    files: orNull(sources.filter(isOtherFile).map(toChartFile)),
    ...(dependencies.length === 0 ? {} : { dependencies }),
  })
}

/** CRD files of a chart and its subcharts, in the order Helm installs them. Helm v3.21.4 pkg/chart/chart.go (CRDObjects). */
export function chartCrds(chart: Chart): readonly { readonly name: string; readonly text: string }[] {
  const own = (chart.files ?? [])
    .filter((file) => file.name.startsWith('crds/') && /\.(ya?ml|json)$/i.test(file.name))
    .map((file) => ({ name: file.name, text: Buffer.from(file.data, 'base64').toString('utf8') }))
  return [...own, ...(chart.dependencies ?? []).flatMap(chartCrds)]
}

/** Dependencies of Chart.yaml that `charts/` lacks. Helm v3.21.4 pkg/action/dependency.go (CheckDependencies). */
export function missingDependencies(chart: Chart): readonly string[] {
  const present = new Set((chart.dependencies ?? []).map((dependency) => dependency.metadata.name))
  return (chart.metadata.dependencies ?? [])
    .map((dependency) => String(dependency['name'] ?? ''))
    .filter((name) => !present.has(name))
}

const digests = new WeakMap<Chart, string>()

/** SHA-256 of what a chart renders from, in hexadecimal, without its default values (those are part of the values). */
export function chartDigest(chart: Chart): string {
  const known = digests.get(chart)
  if (known !== undefined) return known
  const { values: _, dependencies, ...rest } = chart
  const below = (dependencies ?? []).map((dependency) => [chartDigest(dependency), dependency.values])
  const digest = createHash('sha256')
    .update(stableStringify({ ...rest, below }))
    .digest('hex')
  digests.set(chart, digest)
  return digest
}

function parseLock(text: string): JsonObject {
  const document = parseYaml(text)
  return decode(() => decodeObject(document, 'chart.Lock'))
}

function loadSubcharts(sources: readonly SourceFile[], name: string, folder: string): readonly Chart[] {
  const groups = new Map<string, SourceFile[]>()
  for (const source of sources) {
    const match = /^charts\/([^/]+)(?:\/(.*))?$/s.exec(source.name)
    const subchart = match?.[1] ?? ''
    if (match === null || source.name.endsWith('.prov') || /^[_.]/.test(subchart)) continue
    if (subchart.endsWith('.tgz')) {
      throw helmError(
        'helm-chart-invalid',
        `error unpacking subchart ${subchart} in ${name}: packed charts are not modelled`,
        {
          subject: `${folder}/charts/${subchart}`,
          remedy: `Unpack it: tar xzf charts/${subchart} -C charts`,
        },
      )
    }
    if (match[2] === undefined) continue
    groups.set(subchart, [...(groups.get(subchart) ?? []), { name: match[2], data: source.data }])
  }
  return [...groups.keys()].sort(compareKeys).map((subchart) => {
    try {
      return assembleChart(groups.get(subchart) ?? [], `${folder}/charts/${subchart}`)
    } catch (error) {
      throw wrapHelmError(
        error,
        `error unpacking subchart ${subchart} in ${name}`,
        'helm-chart-invalid',
        subchart,
      )
    }
  })
}

/** The order of Go's filepath.Walk: names sorted within each folder, a folder where its own name stands. */
function byWalkOrder(a: SourceFile, b: SourceFile): number {
  const left = a.name.split('/')
  const right = b.name.split('/')
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareKeys(left[index]!, right[index]!)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function isIgnored(path: string, ignore: Ignore): boolean {
  const parts = path.split('/')
  const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'))
  return folders.some((folder) => ignore(folder, true)) || ignore(path, false)
}

const NAMED_FILES: ReadonlySet<string> = new Set([
  'Chart.yaml',
  'Chart.lock',
  'values.yaml',
  'values.schema.json',
])

function isOtherFile(source: SourceFile): boolean {
  if (NAMED_FILES.has(source.name) || source.name.startsWith('templates/')) return false
  return !source.name.startsWith('charts/') || source.name.endsWith('.prov')
}

function toChartFile(source: SourceFile): ChartFile {
  return { name: source.name, data: Buffer.from(withoutBom(source.data)).toString('base64') }
}

function textOf(source: SourceFile | undefined): string | undefined {
  return source === undefined ? undefined : Buffer.from(withoutBom(source.data)).toString('utf8')
}

function withoutBom(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data
}

function orNull(files: readonly ChartFile[]): readonly ChartFile[] | null {
  return files.length === 0 ? null : files
}

function load<T>(folder: string, name: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw wrapHelmError(error, `cannot load ${name}`, 'helm-chart-invalid', `${folder}/${name}`)
  }
}
