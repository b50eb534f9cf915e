import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RehearseError } from '../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { loadChart } from './load-chart.js'
import { parseManifest } from './manifest.js'
import { type ClusterObjects, recordRender, writeRecord } from './recorder.js'
import {
  DEFAULT_API_VERSIONS,
  DEFAULT_KUBE_VERSION,
  type RenderRequest,
  renderKey,
  rendersFolder,
} from './renders.js'
import { mergeValueOptions } from './values.js'
import { parseYaml } from './yaml.js'

/** One render to record, the values files it comes from and what the cluster holds when the chart looks. */
export interface ListedRender {
  readonly title: string
  readonly request: RenderRequest
  readonly objects: ClusterObjects
}

/**
 * Read a `renders.yaml`: `chart`, `releaseName`, `namespace`, optional `kubeVersion`, and `renders`, a list of lists of
 * values files, or of `{ values, objects }` where `objects` are files of manifests that `lookup` finds; paths are
 * relative to it. Throws `RehearseError` `render-list-invalid` and what loading throws.
 */
export function readRenderList(path: string): readonly ListedRender[] {
  const document = parseYaml(readFileSync(path, 'utf8'))
  if (!isObject(document)) throw invalid(path, 'is not a map')
  const folder = dirname(path)
  const chartFolder = join(folder, field(path, document, 'chart'))
  const chart = loadChart(chartFolder)
  const kubeVersion =
    document['kubeVersion'] === undefined ? DEFAULT_KUBE_VERSION : field(path, document, 'kubeVersion')
  const renders = document['renders']
  if (!Array.isArray(renders)) throw invalid(path, 'has no list `renders`')
  return renders.map((item) => {
    const { valueFiles, objectFiles } = readItem(path, item)
    const values = mergeValueOptions({ valueFiles }, (name) => readFileSync(join(folder, name), 'utf8'))
    return {
      title: [...valueFiles, ...objectFiles].join(' '),
      objects: objectFiles.flatMap((name) => readObjects(join(folder, name))),
      request: {
        chart,
        chartFolder,
        values,
        releaseName: field(path, document, 'releaseName'),
        namespace: field(path, document, 'namespace'),
        revision: 1,
        operation: 'install',
        kubeVersion,
        apiVersions: DEFAULT_API_VERSIONS,
      },
    }
  })
}

function readItem(path: string, item: Json) {
  const [values, objects] = isObject(item) ? [item['values'] ?? [], item['objects'] ?? []] : [item, []]
  if (!Array.isArray(values) || !Array.isArray(objects)) {
    throw invalid(path, 'has a render that is not a list of values files')
  }
  return { valueFiles: values.map(String), objectFiles: objects.map(String) }
}

function readObjects(path: string): ClusterObjects {
  return parseManifest(readFileSync(path, 'utf8')).map(({ object }) => object)
}

/**
 * Record everything that lists like `renders.yaml` name, with the Helm at `helm`, and remove records of their charts that none of them
 * names any more: lists of the same chart are given together. A chart that tells install from upgrade, or revisions, is recorded for an install at revision 1 and an upgrade at 2. Returns the paths written.
 */
export function recordLists(helm: string, paths: readonly string[]): readonly string[] {
  const written = new Set<string>()
  for (const { request, objects } of paths.flatMap(readRenderList)) {
    const install = recordRender(helm, request, objects)
    written.add(writeRecord(rendersFolder(request.chartFolder), install))
    const upgradeRequest: RenderRequest = { ...request, operation: 'upgrade', revision: 2 }
    const lookups = install.lookups ?? []
    const same =
      !install.dependsOnRevision && renderKey({ ...upgradeRequest, lookups }, false) === install.key
    if (!same)
      written.add(
        writeRecord(rendersFolder(request.chartFolder), recordRender(helm, upgradeRequest, objects)),
      )
  }
  removeOthers(written)
  return [...written].sort()
}

function removeOthers(written: ReadonlySet<string>): void {
  for (const folder of new Set([...written].map(dirname))) {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (name.endsWith('.json') && !written.has(path)) rmSync(path)
    }
  }
}

function field(path: string, document: JsonObject, name: string): string {
  const value = document[name]
  if (typeof value !== 'string') throw invalid(path, `has no text \`${name}\``)
  return value
}

function invalid(path: string, problem: string): RehearseError {
  return new RehearseError(`${path} ${problem}`, {
    code: 'render-list-invalid',
    subject: path,
    remedy: 'See the renders.yaml beside any chart in scenarios/fixtures.',
  })
}
