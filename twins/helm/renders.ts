import { createHash } from 'node:crypto'
import { RehearseError } from '../kernel/errors.js'
import { type Files, normalisePath } from '../kernel/files.js'
import { deepFreeze, isObject, type Json, type JsonObject, stableStringify } from '../kernel/json.js'
import { type Chart, chartDigest } from './chart.js'
import { helmError } from './errors.js'
import type { Hook } from './hooks.js'
import type { AnsweredLookup } from './lookups.js'
import { parseHooks } from './manifest.js'
import { renderFootprint } from './render-footprint.js'
import { coalesceValues } from './values.js'

/** The Kubernetes version charts are rendered for unless the world says otherwise. */
export const DEFAULT_KUBE_VERSION = 'v1.31.0'

/**
 * The group versions a render sees unless the world says otherwise: what kube-apiserver v1.31 serves by default, and
 * the custom ones of the twin's components.
 */
export const DEFAULT_API_VERSIONS: readonly string[] = [
  'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'apiregistration.k8s.io/v1',
  'apps/v1',
  'argoproj.io/v1alpha1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'certificates.k8s.io/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'events.k8s.io/v1',
  'external-secrets.io/v1',
  'external-secrets.io/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'networking.k8s.io/v1',
  'node.k8s.io/v1',
  'policy/v1',
  'postgresql.cnpg.io/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
  'v1',
]

/** Everything a render is a function of. */
export interface RenderRequest {
  readonly chart: Chart
  /** Where the chart was read from; only named in errors. */
  readonly chartFolder: string
  /** User-supplied values, before coalescing. */
  readonly values: JsonObject
  readonly releaseName: string
  readonly namespace: string
  readonly revision: number
  readonly operation: 'install' | 'upgrade'
  /** e.g. `v1.31.0` */
  readonly kubeVersion: string
  readonly apiVersions: readonly string[]
  /** What templates look up and what they are told. Must be given when the chart uses `lookup`. */
  readonly lookups?: readonly AnsweredLookup[]
}

/** What rendering gave: what a release stores, or why Helm refused (its text, without the command's prefix). */
export type Render =
  | {
      readonly kind: 'rendered'
      readonly manifest: string
      readonly hooks: readonly Hook[]
      readonly notes: string
    }
  | { readonly kind: 'failed'; readonly error: string }

/** One file in `<chart>.renders/`. Texts are lists of lines, to be read in a review. */
export type RecordedRender = {
  readonly format: 1
  readonly key: string
  /** The version of Helm that rendered, e.g. `v3.17.2`. */
  readonly helm: string
  readonly chart: { readonly name: string; readonly version: string; readonly digest: string }
  readonly release: { readonly name: string; readonly namespace: string }
  readonly operation: 'install' | 'upgrade'
  readonly kubeVersion: string
  readonly apiVersions: readonly string[]
  /** User-supplied values. */
  readonly values: JsonObject
  /** Only of a chart that uses `lookup`: what it asked, in its order, and was told. */
  readonly lookups?: readonly AnsweredLookup[]
  /** False: the render is the same at every revision, and the key leaves the revision out. */
  readonly dependsOnRevision: boolean
  readonly revision: number
  readonly result:
    | {
        readonly kind: 'rendered'
        readonly manifest: readonly string[]
        readonly hooks: readonly string[]
        readonly notes: readonly string[]
      }
    | { readonly kind: 'failed'; readonly error: readonly string[] }
}

/** The recorded renders of a chart, by key. */
export type RecordedRenders = ReadonlyMap<string, RecordedRender>

/** No recorded render answers the request, and none can be made here. */
export class ChartNotRendered extends RehearseError {
  override readonly name = 'ChartNotRendered'
  /** What is to be rendered. */
  readonly request: RenderRequest

  /** `lookups`: for each record that would fit, in which answers of `lookup` this cluster differs from it. */
  constructor(request: RenderRequest, lookups: readonly string[] = []) {
    const { chart, releaseName, namespace, operation, kubeVersion } = request
    const what = `${chart.metadata.name ?? ''} ${chart.metadata.version ?? ''}`
    const differing =
      lookups.length === 0 ? '' : `; records differ from the cluster in ${lookups.join('; or in ')}`
    super(
      `no recorded render of chart ${what} in ${request.chartFolder} for ${operation} of release ${releaseName} in ` +
        `namespace ${namespace}, Kubernetes ${kubeVersion}, with the values ${stableStringify(request.values)}${differing}`,
      {
        code: 'chart-not-rendered',
        subject: request.chartFolder,
        remedy:
          lookups.length === 0
            ? 'List the values in the renders.yaml beside the chart and run `rehearse record-renders <renders.yaml>` where helm is.'
            : 'List the values in the renders.yaml beside the chart with the `objects` that the chart finds, and run ' +
              '`rehearse record-renders <renders.yaml>` where helm is.',
      },
    )
    this.request = request
  }
}

/** Whether what a request renders may ask the cluster. */
export function usesLookup({ chart, values }: Pick<RenderRequest, 'chart' | 'values'>): boolean {
  return renderFootprint(chart, coalesceValues(chart, values)).lookup
}

/** The folder that holds the recorded renders of the chart in `chartFolder`. */
export function rendersFolder(chartFolder: string): string {
  return `${chartFolder.replace(/\/+$/, '')}.renders`
}

/**
 * The key of a render: 32 hexadecimal digits over the chart, the coalesced values, name and namespace of the release,
 * and of operation, Kubernetes version, API versions and lookup answers whatever the chart can look at. With
 * `withRevision` also the revision.
 */
export function renderKey(request: RenderRequest, withRevision: boolean): string {
  const values = coalesceValues(request.chart, request.values)
  const footprint = renderFootprint(request.chart, values)
  const served = new Set(request.apiVersions)
  const versions = footprint.apiVersions === 'all' ? [...served].sort() : footprint.apiVersions
  if (footprint.lookup && request.lookups === undefined) {
    throw helmError(
      'helm-render-failed',
      `chart ${request.chartFolder} uses lookup and no answers were given`,
      {
        subject: request.chartFolder,
        remedy: 'Give the lookup answers with the request.',
      },
    )
  }
  const material: JsonObject = {
    format: 1,
    chart: chartDigest(request.chart),
    values,
    release: { name: request.releaseName, namespace: request.namespace },
    operation: footprint.operation ? request.operation : null,
    kubeVersion: footprint.kubeVersion ? request.kubeVersion : null,
    apiVersions: versions.map((version) => [version, served.has(version)]),
    lookups: footprint.lookup ? (request.lookups ?? null) : null,
    revision: withRevision ? request.revision : null,
  }
  return createHash('sha256').update(stableStringify(material)).digest('hex').slice(0, 32)
}

/**
 * The recorded render for a request. A record that does not depend on the revision answers every revision.
 * Throws {@link ChartNotRendered}.
 */
export function findRender(renders: RecordedRenders, request: RenderRequest): Render {
  const always = renders.get(renderKey(request, false))
  if (always !== undefined) return toRender(always)
  const record = renders.get(renderKey(request, true))
  if (record === undefined) throw new ChartNotRendered(request)
  return toRender(record)
}

/** The records that answer a request of a chart that uses `lookup`, each for its own answers. */
export function findLookupRenders(
  renders: RecordedRenders,
  request: RenderRequest,
): readonly (RecordedRender & { readonly lookups: readonly AnsweredLookup[] })[] {
  return [...renders.values()].flatMap((record) => {
    const { lookups, release, dependsOnRevision } = record
    if (lookups === undefined) return []
    if (release.name !== request.releaseName || release.namespace !== request.namespace) return []
    return renderKey({ ...request, lookups }, dependsOnRevision) === record.key
      ? [{ ...record, lookups }]
      : []
  })
}

const rendersByFiles = new WeakMap<Files, Map<string, RecordedRenders>>()

/** The recorded renders beside the chart in a folder of a scenario's files; the same map each time. */
export function rendersFromFiles(files: Files, chartFolder: string): RecordedRenders {
  const folder = rendersFolder(normalisePath(chartFolder))
  const known = rendersByFiles.get(files) ?? new Map<string, RecordedRenders>()
  rendersByFiles.set(files, known)
  const found = known.get(folder)
  if (found !== undefined) return found
  const texts = files
    .list(folder)
    .filter((path) => path.endsWith('.json'))
    .map((path) => [path, files.read(path) ?? ''] as const)
  const renders = readRenders(texts)
  known.set(folder, renders)
  return renders
}

/** Read recorded renders from `[path, text]` pairs. Throws `RehearseError` `render-unreadable` naming the file. */
export function readRenders(texts: readonly (readonly [string, string])[]): RecordedRenders {
  return new Map(texts.map(([path, text]) => readRender(path, text)).map((record) => [record.key, record]))
}

function readRender(path: string, text: string): RecordedRender {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (cause) {
    throw unreadable(path, 'is not JSON', cause)
  }
  if (
    !isObject(value) ||
    value['format'] !== 1 ||
    typeof value['key'] !== 'string' ||
    !isObject(value['result'])
  ) {
    throw unreadable(path, 'is not a recorded render of format 1')
  }
  return deepFreeze(value) as unknown as RecordedRender
}

function unreadable(path: string, problem: string, cause?: unknown): RehearseError {
  return new RehearseError(`${path} ${problem}`, {
    code: 'render-unreadable',
    subject: path,
    remedy: 'Delete it and record the renders again.',
    ...(cause === undefined ? {} : { cause }),
  })
}

const rendered = new WeakMap<RecordedRender, Render>()

/** A record's result with its texts put together; the same frozen object each time. */
export function toRender(record: RecordedRender): Render {
  const known = rendered.get(record)
  if (known !== undefined) return known
  const render = deepFreeze(joinLines(record.result))
  rendered.set(record, render)
  return render
}

function joinLines(result: RecordedRender['result']): Render {
  if (result.kind === 'failed') return { kind: 'failed', error: result.error.join('\n') }
  return {
    kind: 'rendered',
    manifest: result.manifest.join('\n'),
    hooks: parseHooks(result.hooks.join('\n')),
    notes: result.notes.join('\n'),
  }
}
