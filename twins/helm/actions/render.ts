import { NotModelled } from '../../kernel/errors.js'
import { type Files, normalisePath } from '../../kernel/files.js'
import { type JsonObject, stableStringify } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { type Chart, chartFromFiles, missingDependencies } from '../chart.js'
import { helmError } from '../errors.js'
import {
  type AnsweredLookup,
  answerDifferences,
  distinctLookups,
  isSameLookup,
  type Lookup,
  lookupText,
} from '../lookups.js'
import {
  ChartNotRendered,
  findLookupRenders,
  findRender,
  type RecordedRenders,
  type Render,
  type RenderRequest,
  rendersFromFiles,
  toRender,
  usesLookup,
} from '../renders.js'
import type { Configuration } from './configuration.js'
import { lookUp } from './look-up.js'

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
/** Renders that asked nobody. */
const rendered = new WeakMap<RecordedRenders, Map<string, Render>>()

/** What a release stores. */
export type Rendered = Extract<Render, { kind: 'rendered' }>
/** What a render depends on besides the chart. */
type Request = Omit<RenderRequest, 'chart' | 'chartFolder' | 'lookups'>

/** Who answers `lookup`: the cluster, or nobody (`helm template`, `--dry-run=client`): then nothing is ever found. */
export type LookupSource = Configuration | 'nobody'

/**
 * What a chart renders to. For a chart that uses `lookup`, all that its records have looked up is looked up first, and
 * the record is taken whose answers are the cluster's; upstream asks while it renders, and only what the templates come
 * to. Throws `HelmError` with the chart's own error, `ChartNotRendered`, `NotModelled` for a kind nobody knows.
 */
export function* renderChart(
  source: LookupSource,
  located: LocatedChart,
  request: Request,
  chart: Chart,
): Proc<Rendered> {
  const known = rendered.get(located.renders) ?? new Map<string, Render>()
  rendered.set(located.renders, known)
  const key = stableStringify({ ...request, chart: chart.values } as unknown as JsonObject)
  let render = known.get(key)
  if (render === undefined) {
    const whole: RenderRequest = { ...request, chart, chartFolder: located.folder }
    if (usesLookup(whole)) render = yield* renderWithLookups(source, located.renders, whole)
    else {
      render = findRender(located.renders, whole)
      if (known.size >= RENDERS_LIMIT) known.clear()
      known.set(key, render)
    }
  }
  if (render.kind === 'rendered') return render
  throw helmError('helm-render-failed', render.error, { subject: located.folder })
}

function* renderWithLookups(
  source: LookupSource,
  renders: RecordedRenders,
  request: RenderRequest,
): Proc<Render> {
  const records = findLookupRenders(renders, request)
  if (records.length === 0) throw new ChartNotRendered(request)
  const answers: AnsweredLookup[] = []
  for (const question of distinctLookups(records.flatMap(({ lookups }) => lookups))) {
    answers.push({ ...question, answer: source === 'nobody' ? null : yield* lookUp(source, question) })
  }
  const answerTo = (question: Lookup) => answers.find((one) => isSameLookup(one, question))?.answer ?? null
  const problems = records.map(({ lookups }) =>
    lookups.flatMap((one) =>
      answerDifferences(one.answer, answerTo(one)).map((path) => `${lookupText(one)}: ${path}`),
    ),
  )
  const match = records[problems.findIndex((found) => found.length === 0)]
  if (match !== undefined) return toRender(match)
  throw new ChartNotRendered(
    request,
    problems.map((found) => found.join(', ')),
  )
}
