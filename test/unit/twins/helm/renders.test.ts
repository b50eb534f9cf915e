import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Chart, chartFromFiles } from '../../../../twins/helm/chart.js'
import { findHelm } from '../../../../twins/helm/find-helm.js'
import { loadChart } from '../../../../twins/helm/load-chart.js'
import { renderAgain, requestOf } from '../../../../twins/helm/recorder.js'
import {
  ChartNotRendered,
  findRender,
  type RecordedRender,
  type RenderRequest,
  readRenders,
  renderKey,
  rendersFromFiles,
} from '../../../../twins/helm/renders.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'

const ROOT = join(import.meta.dirname, '../../../..')
const FIXTURES = join(ROOT, 'scenarios/fixtures')

function chart(template: string): Chart {
  return chartFromFiles(
    memoryFiles({
      'Chart.yaml': 'name: c\nversion: 1.0.0',
      'values.yaml': 'a: 1',
      'templates/a.yaml': template,
    }),
    '',
  )
}

function request(change: Partial<RenderRequest> = {}): RenderRequest {
  return {
    chart: chart('{{ .Values.a }}'),
    chartFolder: 'chart',
    values: {},
    releaseName: 'r',
    namespace: 'ns',
    revision: 1,
    operation: 'install',
    kubeVersion: 'v1.31.0',
    apiVersions: ['v1'],
    ...change,
  }
}

function record(key: string, change: Partial<RecordedRender> = {}): string {
  const result = { kind: 'rendered', manifest: ['---', ''], hooks: [''], notes: [''] }
  return JSON.stringify({ format: 1, key, dependsOnRevision: false, result, ...change })
}

describe('renderKey', () => {
  const same = (change: Partial<RenderRequest>, base: Partial<RenderRequest> = {}) =>
    renderKey(request({ ...base, ...change }), false) === renderKey(request(base), false)

  it.each<[string, Partial<RenderRequest>]>([
    ['a value', { values: { a: 2 } }],
    ['the release name', { releaseName: 's' }],
    ['the namespace', { namespace: 'other' }],
    ['a template', { chart: chart('{{ .Values.a }} ') }],
  ])('follows %s', (_, change) => {
    expect(same(change)).toBe(false)
  })

  it.each<[string, Partial<RenderRequest>]>([
    ['a value equal to the default', { values: { a: 1 } }],
    ['the operation', { operation: 'upgrade' }],
    ['the Kubernetes version', { kubeVersion: 'v1.35.0' }],
    ['API versions', { apiVersions: [] }],
    ['the revision', { revision: 7 }],
  ])('does not follow %s that the chart cannot see', (_, change) => {
    expect(same(change)).toBe(true)
  })

  it.each<[string, string, Partial<RenderRequest>]>([
    ['the operation', '{{ .Release.IsUpgrade }}', { operation: 'upgrade' }],
    ['the Kubernetes version', '{{ .Capabilities.KubeVersion }}', { kubeVersion: 'v1.35.0' }],
    ['an API version', '{{ .Capabilities.APIVersions.Has "v1" }}', { apiVersions: [] }],
  ])('follows %s that the chart asks for', (_, template, change) => {
    expect(same(change, { chart: chart(template) })).toBe(false)
  })

  it('follows the revision when told to', () => {
    expect(renderKey(request({ revision: 2 }), true)).not.toBe(renderKey(request(), true))
  })

  it('wants the lookup answers of a chart that looks things up', () => {
    const asks = { chart: chart('{{ lookup "v1" "Secret" "ns" "n" }}') }
    expect(() => renderKey(request(asks), false)).toThrow('uses lookup')
    const question = { apiVersion: 'v1', kind: 'Secret', namespace: 'ns', name: 'n' }
    const found = { ...asks, lookups: [{ ...question, answer: { data: {} } }] }
    expect(same(found, { ...asks, lookups: [{ ...question, answer: null }] })).toBe(false)
  })
})

describe('findRender', () => {
  it('answers every revision from a record that does not depend on it', () => {
    const renders = readRenders([['x.json', record(renderKey(request(), false))]])
    expect(findRender(renders, request({ revision: 5 }))).toEqual({
      kind: 'rendered',
      manifest: '---\n',
      hooks: [],
      notes: '',
    })
  })

  it('answers only its own revision otherwise', () => {
    const renders = readRenders([['x.json', record(renderKey(request({ revision: 2 }), true))]])
    expect(findRender(renders, request({ revision: 2 })).kind).toBe('rendered')
    expect(() => findRender(renders, request({ revision: 3 }))).toThrow(ChartNotRendered)
  })

  it('gives back a refusal of the chart', () => {
    const failed = record(renderKey(request(), false), { result: { kind: 'failed', error: ['a', 'b'] } })
    expect(findRender(readRenders([['x.json', failed]]), request())).toEqual({
      kind: 'failed',
      error: 'a\nb',
    })
  })

  it('names chart, release and values when there is no record', () => {
    const run = () => findRender(new Map(), request({ values: { a: 3 } }))
    expect(run).toThrow(
      'no recorded render of chart c 1.0.0 in chart for install of release r in namespace ns, Kubernetes v1.31.0, with the values {"a":3}',
    )
    expect(run).toThrow(expect.objectContaining({ code: 'chart-not-rendered', subject: 'chart' }))
  })

  it.each(['nonsense', '[]', '{"format": 2}'])('refuses a file that is no record: %s', (text) => {
    expect(() => readRenders([['renders/x.json', text]])).toThrow('renders/x.json')
  })

  it('finds the records beside the chart', () => {
    const files = memoryFiles({ 'my/chart.renders/k.json': record('k'), 'my/chart.renders/note.txt': 'x' })
    expect([...rendersFromFiles(files, './my/chart/').keys()]).toEqual(['k'])
  })
})

const GOLDEN_CHARTS = join(ROOT, 'test/golden/charts')

/** Every recorded render of the scenarios and of the charts for tests. */
function recorded(): readonly { readonly folder: string; readonly file: string }[] {
  return [FIXTURES, GOLDEN_CHARTS]
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)),
    )
    .sort()
    .filter((path) => /\.renders\/[0-9a-f]{32}\.json$/.test(path))
    .map((file) => ({ folder: file.replace(/\.renders\/.*$/, ''), file }))
}

describe('recorded renders', () => {
  it('are stored under their keys and belong to the chart beside them', () => {
    for (const { folder, file } of recorded()) {
      const found = JSON.parse(readFileSync(file, 'utf8')) as RecordedRender
      const key = renderKey(requestOf(found, loadChart(folder), folder), found.dependsOnRevision)
      expect(file).toBe(join(`${folder}.renders`, `${key}.json`))
    }
    expect(recorded().length).toBeGreaterThan(0)
  })

  const helm = findHelm(process.env, ROOT)
  const folders = [...new Set(recorded().map(({ folder }) => folder))]
  it.skipIf(helm === undefined).each(folders.map((folder) => [relative(ROOT, folder), folder]))(
    'of %s are what the real helm renders, twice, byte for byte',
    { timeout: 120_000 },
    (_name, folder) => {
      for (const { file } of recorded().filter((one) => one.folder === folder)) {
        const text = readFileSync(file, 'utf8')
        const found = JSON.parse(text) as RecordedRender
        const again = requestOf(found, loadChart(folder), folder)
        expect(renderAgain(helm ?? '', again, found)).toBe(text)
        expect(renderAgain(helm ?? '', again, found)).toBe(text)
      }
    },
  )
  if (helm === undefined) process.stderr.write('SKIPPED: no helm; run `node scripts/fetch-clients.mjs`\n')
})
