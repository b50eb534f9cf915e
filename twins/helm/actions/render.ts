import { NotModelled } from '../../kernel/errors.js'
import { type Files, normalisePath } from '../../kernel/files.js'
import { type JsonObject, stableStringify } from '../../kernel/json.js'
import { type Chart, chartFromFiles, missingDependencies } from '../chart.js'
import { helmError } from '../errors.js'
import { renderFootprint } from '../render-footprint.js'
import {
  findRender,
  type RecordedRenders,
  type Render,
  type RenderRequest,
  rendersFromFiles,
} from '../renders.js'
import { coalesceValues } from '../values.js'

/** A chart and where its recorded renders are. */
export interface LocatedChart {
  readonly chart: Chart
  /** Below the scenario's folder. */
  readonly folder: string
  readonly renders: RecordedRenders
}

/**
 * The chart a command names, as a folder relative to `cwd`. Charts from repositories, registries and archives are
 * `NotModelled`. Throws `HelmError` `path "x" not found`, what loading throws, and what is missing in `charts/`.
 * Helm v3.21.4 pkg/action/install.go (LocateChart, CheckDependencies), cmd/helm/upgrade.go.
 */
export function locateChart(files: Files, cwd: string, reference: string): LocatedChart {
  const name = reference.trim()
  const folder = normalisePath(name.startsWith('/') ? name : `${cwd}/${name}`)
  if (files.list(folder).length === 0) refuseMissing(files, folder, name)
  const chart = chartFromFiles(files, folder)
  const missing = missingDependencies(chart)
  if (missing.length > 0) {
    const advice = 'You may need to run `helm dependency build` to fetch missing dependencies'
    throw helmError(
      'helm-chart-invalid',
      `An error occurred while checking for chart dependencies. ${advice}: ` +
        `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
      { subject: reference },
    )
  }
  return { chart, folder, renders: rendersFromFiles(files, folder) }
}

function refuseMissing(files: Files, folder: string, name: string): never {
  const packed = files.read(folder) !== undefined
  if (!packed && /^[./]/.test(name)) {
    throw helmError('helm-chart-invalid', `path ${JSON.stringify(name)} not found`, { subject: name })
  }
  throw new NotModelled(
    `the chart ${name}, which is no folder of the scenario`,
    'Unpack it beside the scenario (helm pull --untar), or run this step with the real binary: --clients real.',
  )
}

const RENDERS_LIMIT = 64
const rendered = new WeakMap<RecordedRenders, Map<string, Render>>()

/**
 * What a chart renders to. Throws `HelmError` with the chart's own error, `ChartNotRendered`, and `NotModelled` for a
 * chart that asks the cluster with `lookup` (`helm template` may: it always gets nothing).
 */
export function renderChart(
  located: LocatedChart,
  request: Omit<RenderRequest, 'chart' | 'chartFolder' | 'lookups'>,
  chart: Chart,
  offline = false,
): Extract<Render, { kind: 'rendered' }> {
  const key = stableStringify({ ...request, chart: chart.values } as unknown as JsonObject)
  const known = rendered.get(located.renders) ?? new Map<string, Render>()
  rendered.set(located.renders, known)
  let render = known.get(key)
  if (render === undefined) {
    if (!offline) refuseLookup(located, chart, request.values)
    render = findRender(located.renders, { ...request, chart, chartFolder: located.folder, lookups: {} })
    if (known.size >= RENDERS_LIMIT) known.clear()
    known.set(key, render)
  }
  if (render.kind === 'rendered') return render
  throw helmError('helm-render-failed', render.error, { subject: located.folder })
}

function refuseLookup({ folder }: LocatedChart, chart: Chart, values: JsonObject): void {
  if (!renderFootprint(chart, coalesceValues(chart, values)).lookup) return
  throw new NotModelled(
    `the template function lookup, which ${folder} uses`,
    'Give by values what the chart looks up, or run this step with the real binary: --clients real.',
  )
}
