import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RehearseError } from '../kernel/errors.js'
import { isObject, type JsonObject } from '../kernel/json.js'
import { loadChart } from './load-chart.js'
import { recordRender, writeRecord } from './recorder.js'
import {
  DEFAULT_API_VERSIONS,
  DEFAULT_KUBE_VERSION,
  type RenderRequest,
  renderKey,
  rendersFolder,
} from './renders.js'
import { mergeValueOptions } from './values.js'
import { parseYaml } from './yaml.js'

/** One render to record, and the values files it comes from. */
export interface ListedRender {
  readonly title: string
  readonly request: RenderRequest
}

/**
 * Read a `renders.yaml`: `chart`, `releaseName`, `namespace`, optional `kubeVersion`, and `renders`, a list of lists of
 * values files; paths are relative to it. Throws `RehearseError` `render-list-invalid` and what loading throws.
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
    if (!Array.isArray(item)) throw invalid(path, 'has a render that is not a list of values files')
    const valueFiles = item.map(String)
    const values = mergeValueOptions({ valueFiles }, (name) => readFileSync(join(folder, name), 'utf8'))
    return {
      title: valueFiles.join(' '),
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

/**
 * Record everything a `renders.yaml` lists, with the Helm at `helm`, and remove records that it no longer lists.
 * A chart that tells install from upgrade, or revisions, is recorded for an install at revision 1 and an upgrade at 2. Returns the paths written.
 */
export function recordList(helm: string, path: string): readonly string[] {
  const written = new Set<string>()
  for (const { request } of readRenderList(path)) {
    const install = recordRender(helm, request)
    written.add(writeRecord(rendersFolder(request.chartFolder), install))
    const upgradeRequest: RenderRequest = { ...request, operation: 'upgrade', revision: 2 }
    const same = !install.dependsOnRevision && renderKey(upgradeRequest, false) === install.key
    if (!same)
      written.add(writeRecord(rendersFolder(request.chartFolder), recordRender(helm, upgradeRequest)))
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
