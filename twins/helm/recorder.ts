import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotModelled, RehearseError } from '../kernel/errors.js'
import { isObject, type JsonObject, stableStringify } from '../kernel/json.js'
import { type Chart, chartDigest } from './chart.js'
import { readHook } from './hooks.js'
import { runServed } from './lookup-server.js'
import { type AnsweredLookup, comparable } from './lookups.js'
import { parseHead } from './manifest.js'
import { type Rendering, renderDifferences } from './render-differences.js'
import { renderFootprint } from './render-footprint.js'
import { type RecordedRender, type RenderRequest, renderKey, usesLookup } from './renders.js'
import { readNotes, writeScratchChart } from './scratch-chart.js'
import { coalesceValues } from './values.js'
import { parseYaml } from './yaml.js'

/** A rendering and what it asked the cluster. */
interface Rendered {
  readonly rendering: Rendering
  readonly lookups: readonly AnsweredLookup[]
}

/** What the cluster holds while a chart that uses `lookup` is rendered. */
export type ClusterObjects = readonly JsonObject[]

/** A render that cannot be recorded: nondeterministic, or Helm failed for a reason that is not the chart's. */
export class RecordingFailed extends RehearseError {
  override readonly name = 'RecordingFailed'
}

/**
 * The record as it is stored, rendered anew by the real Helm at `helm`, to compare with what is stored. `request` is
 * the one recorded; see {@link requestOf}.
 */
export function renderAgain(helm: string, request: RenderRequest, record: RecordedRender): string {
  return inScratch(helm, (runner) => {
    const rendered = runner.render(request, record.revision, objectsOf(request.lookups ?? []))
    return recordText(toRecord(request, record.helm, rendered, record.dependsOnRevision))
  })
}

/** The objects that answers consist of. */
function objectsOf(lookups: readonly AnsweredLookup[]): ClusterObjects {
  return lookups.flatMap(({ answer }) => {
    if (answer === null) return []
    const items = answer['items']
    return Array.isArray(items) ? items.filter(isObject) : [answer]
  })
}

/** The request a record answers, for the chart it was made of. */
export function requestOf(record: RecordedRender, chart: Chart, chartFolder: string): RenderRequest {
  const { values, revision, operation, kubeVersion, apiVersions } = record
  const { name: releaseName, namespace } = record.release
  return {
    chart,
    chartFolder,
    values,
    releaseName,
    namespace,
    revision,
    operation,
    kubeVersion,
    apiVersions,
    lookups: record.lookups ?? [],
  }
}

/**
 * Render a chart with the real Helm 3 at `helm` and return the record. It renders twice at the revision asked for
 * and once at the next: the first two must agree (else {@link RecordingFailed} `render-nondeterministic` names the
 * differing paths), the third tells whether the render depends on the revision. A refusal by the chart itself
 * (`required`, `fail`, a parse error, the schema) is recorded as such. A chart that uses `lookup` is rendered against a
 * cluster that holds `objects`; each rendering finds other uids and the like, so a chart that shows them is refused.
 * Runs processes: before a run only.
 * Throws `NotModelled` where `helm template` cannot know what the cluster would say.
 */
export function recordRender(
  helm: string,
  request: RenderRequest,
  objects: ClusterObjects = [],
): RecordedRender {
  return inScratch(helm, (runner) => {
    checkCapabilities(runner, request)
    const first = runner.render(request, request.revision, objects)
    const second = runner.render(request, request.revision, objects)
    const differing = renderDifferences(first.rendering, second.rendering)
    if (differing.length > 0) throw nondeterministic(request, differing)
    const next = runner.render(request, request.revision + 1, objects)
    const same = stableStringify(first.rendering) === stableStringify(next.rendering)
    return toRecord(request, runner.version(), first, !same)
  })
}

function inScratch<T>(helm: string, use: (runner: Runner) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-render-'))
  try {
    return use(new Runner(helm, folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Write a record to `<key>.json` in a folder and return the path. */
export function writeRecord(folder: string, record: RecordedRender): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${record.key}.json`)
  writeFileSync(path, recordText(record))
  return path
}

/** A record as it is stored. */
export function recordText(record: RecordedRender): string {
  return `${stableStringify(record as unknown as JsonObject, 2)}\n`
}

/** Runs one helm binary against charts in a scratch folder, without cluster, configuration or plugins. */
class Runner {
  private readonly helm: string
  private readonly folder: string
  private renderings = 0

  constructor(helm: string, folder: string) {
    this.helm = helm
    this.folder = folder
  }

  version(): string {
    return this.succeed(['version', '--template', '{{.Version}}'])
  }

  /** The API versions that `helm template` always claims. */
  builtInApiVersions(): ReadonlySet<string> {
    const chart = join(this.folder, 'probe')
    mkdirSync(join(chart, 'templates'), { recursive: true })
    writeFileSync(join(chart, 'Chart.yaml'), '{apiVersion: v2, name: probe, version: 0.0.0}')
    writeFileSync(join(chart, 'templates', 'a.yaml'), 'versions: {{ .Capabilities.APIVersions | toJson }}')
    const output = parseYaml(this.succeed(['template', 'probe', chart]))
    const versions = isObject(output) ? output['versions'] : undefined
    return new Set(Array.isArray(versions) ? versions.map(String) : [])
  }

  render(request: RenderRequest, revision: number, objects: ClusterObjects): Rendered {
    const chart = join(this.folder, 'chart')
    const values = join(this.folder, 'values.json')
    writeFileSync(values, stableStringify(request.values))
    writeScratchChart(request.chart, chart, revision)
    const args = templateArguments(request, chart, values)
    const { status, stdout, stderr, asked } = usesLookup(request)
      ? this.runServed([...args, '--dry-run=server'], objects)
      : { ...this.run(args), asked: [] }
    const rendering: Rendering =
      status === 0 ? sortOutput(stdout) : { kind: 'failed', error: chartError(request, stderr) }
    const lookups = asked.map((one) => ({ ...one, answer: one.answer && comparable(one.answer) }))
    return { rendering, lookups }
  }

  private runServed(args: readonly string[], objects: ClusterObjects) {
    this.renderings += 1
    return runServed(this.helm, args, this.environment(), objects, this.renderings)
  }

  private succeed(args: readonly string[]): string {
    const result = this.run(args)
    if (result.status === 0) return result.stdout
    throw recordingFailed(`${this.helm} ${args.join(' ')} failed: ${result.stderr.trim()}`, this.helm)
  }

  private run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const env = this.environment()
    const result = spawnSync(this.helm, args, { encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 })
    if (result.error !== undefined)
      throw recordingFailed(`cannot run ${this.helm}: ${result.error.message}`, this.helm)
    return result
  }

  private environment(): Readonly<Record<string, string>> {
    return { HOME: this.folder, PATH: '', KUBECONFIG: join(this.folder, 'no-kubeconfig') }
  }
}

function templateArguments(request: RenderRequest, chart: string, values: string): readonly string[] {
  return [
    'template',
    request.releaseName,
    chart,
    ...['--namespace', request.namespace, '--values', values, '--kube-version', request.kubeVersion],
    ...request.apiVersions.flatMap((version) => ['--api-versions', version]),
    ...(request.operation === 'upgrade' ? ['--is-upgrade'] : []),
  ]
}

/** `helm template` prints manifest and hooks as one stream; the notes come as a document of the scratch chart. */
function sortOutput(output: string): Rendering {
  let manifest = ''
  let hooks = ''
  let notes = ''
  for (const part of output.split(/^(?=---\n# Source: )/m)) {
    const [, path, content] = /^---\n# Source: (.*)\n([\s\S]*)$/.exec(part) ?? []
    if (path === undefined || content === undefined) continue
    const printed = readNotes(content)
    if (printed !== undefined) notes = printed
    else if (readHook(path, content, parseHead(content, path)).kind === 'hook') hooks += part
    else manifest += part
  }
  return { kind: 'rendered', manifest, hooks, notes }
}

/** What Helm says when the chart itself is at fault; anything else is not a render. */
const CHART_ERRORS =
  /^(YAML parse error on |execution error at |template: |parse error at |values don't meet |chart requires kubeVersion|[^\n]* error calling )/

function chartError(request: RenderRequest, stderr: string): string {
  const text = /(?:^|\n)Error: ([\s\S]*)$/
    .exec(stderr)?.[1]
    ?.replace(/\n\nUse --debug flag[^\n]*(?=\n$)/, '')
    .replace(/\n$/, '')
  const isUnknownKind = text?.includes('unable to get apiresource from unstructured') === true
  if (text !== undefined && CHART_ERRORS.test(text) && !isUnknownKind) return text
  throw recordingFailed(`helm template failed: ${stderr.trim()}`, request.chartFolder)
}

/** Refuse questions to which `helm template` cannot give a cluster's answer. */
function checkCapabilities(runner: Runner, request: RenderRequest): void {
  const footprint = renderFootprint(request.chart, coalesceValues(request.chart, request.values))
  const remedy = `Render ${request.chartFolder} without it, or give the manifests themselves.`
  if (footprint.apiVersions === 'all') {
    throw new NotModelled('recording a render that reads the whole list of API versions', remedy)
  }
  if (footprint.apiVersions.length === 0) return
  const builtIn = runner.builtInApiVersions()
  const hidden = footprint.apiVersions.find(
    (version) => builtIn.has(version) && !request.apiVersions.includes(version),
  )
  if (hidden !== undefined) {
    throw new NotModelled(`helm template without the API version ${hidden}, which it always claims`, remedy)
  }
}

function nondeterministic(request: RenderRequest, paths: readonly string[]): RecordingFailed {
  return new RecordingFailed(`two renders of ${request.chartFolder} differ in ${paths.join(', ')}`, {
    code: 'render-nondeterministic',
    subject: request.chartFolder,
    remedy: 'Give the values that the chart generates, so that it renders the same every time.',
  })
}

function recordingFailed(message: string, subject: string): RecordingFailed {
  return new RecordingFailed(message, { code: 'recording-failed', subject })
}

function toRecord(
  request: RenderRequest,
  helm: string,
  { rendering, lookups }: Rendered,
  dependsOnRevision: boolean,
): RecordedRender {
  const { chart } = request
  return {
    format: 1,
    key: renderKey({ ...request, lookups }, dependsOnRevision),
    helm,
    chart: {
      name: chart.metadata.name ?? '',
      version: chart.metadata.version ?? '',
      digest: chartDigest(chart),
    },
    release: { name: request.releaseName, namespace: request.namespace },
    operation: request.operation,
    kubeVersion: request.kubeVersion,
    apiVersions: request.apiVersions,
    values: request.values,
    ...(usesLookup(request) ? { lookups } : {}),
    dependsOnRevision,
    revision: request.revision,
    result:
      rendering.kind === 'failed'
        ? { kind: 'failed', error: rendering.error.split('\n') }
        : {
            kind: 'rendered',
            manifest: rendering.manifest.split('\n'),
            hooks: rendering.hooks.split('\n'),
            notes: rendering.notes.split('\n'),
          },
  }
}
