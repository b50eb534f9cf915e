import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chartFromFiles } from '../../../../twins/helm/chart.js'
import { findHelm } from '../../../../twins/helm/find-helm.js'
import { recordRender, recordText, renderAgain, requestOf } from '../../../../twins/helm/recorder.js'
import { findRender, type RenderRequest, readRenders } from '../../../../twins/helm/renders.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'

const helm = findHelm(process.env, join(import.meta.dirname, '../../../..')) ?? ''

function request(files: Record<string, string>, change: Partial<RenderRequest> = {}): RenderRequest {
  const chart = chartFromFiles(
    memoryFiles({ 'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0', ...files }),
    '',
  )
  return {
    chart,
    chartFolder: 'chart',
    values: {},
    releaseName: 'r',
    namespace: 'ns',
    revision: 3,
    operation: 'upgrade',
    kubeVersion: 'v1.31.0',
    apiVersions: ['v1'],
    ...change,
  }
}

function render(made: RenderRequest) {
  const record = recordRender(helm, made)
  return { record, render: findRender(readRenders([['x.json', recordText(record)]]), made) }
}

describe.skipIf(helm === '')('recordRender', () => {
  it('splits manifest, hooks and notes as an upgrade would store them', () => {
    const result = render(
      request({
        'templates/a.yaml': 'kind: ConfigMap\nup: {{ .Release.IsUpgrade }}',
        'templates/h.yaml': 'kind: Job\nmetadata: {annotations: {helm.sh/hook: pre-upgrade}}',
        'templates/NOTES.txt': '\n  Hi {{ .Release.Name }} "<&>"\n\n',
      }),
    )
    expect(result.render).toMatchObject({
      manifest: '---\n# Source: c/templates/a.yaml\nkind: ConfigMap\nup: true\n',
      hooks: [{ path: 'c/templates/h.yaml', events: ['pre-upgrade'] }],
      notes: '\n  Hi r "<&>"\n\n',
    })
    expect(result.record).toMatchObject({ dependsOnRevision: false, helm: expect.stringMatching(/^v3\./) })
  })

  it('renders at the revision asked for and notices that it matters', () => {
    const deep = {
      'templates/a/b/c/d.yaml': 'n: {{ .Release.Revision }}',
      'charts/s/Chart.yaml': 'name: s\nversion: 1.0.0',
      'charts/s/templates/x/y/z/a/b/c.yaml': 'm: {{ .Release.Revision }}',
    }
    const result = render(request(deep))
    expect(result.record.dependsOnRevision).toBe(true)
    expect(result.render).toMatchObject({
      manifest: expect.stringMatching(/m: 3\n[\s\S]*n: 3\n|n: 3\n[\s\S]*m: 3\n/),
    })
  })

  it('renders a chart of hooks only to an empty manifest', () => {
    const files = { 'templates/h.yaml': 'kind: Job\nmetadata: {annotations: {helm.sh/hook: test}}' }
    expect(render(request(files)).render).toMatchObject({ manifest: '', hooks: [{ kind: 'Job' }], notes: '' })
  })

  it('names what differs in a nondeterministic render', () => {
    const files = {
      'templates/a.yaml': 'kind: Secret\nmetadata: {name: s}\ndata: {p: "{{ randAlphaNum 9 }}"}',
    }
    expect(() => recordRender(helm, request(files))).toThrow('two renders of chart differ in Secret/s data.p')
  })

  it.each([
    ['{{ required "no host" .Values.host }}', /^execution error at \(c\/templates\/a.yaml:1:3\): no host$/],
    ['metadata: {annotations: [x]}', /^YAML parse error on c\/templates\/a.yaml: error unmarshaling JSON: /],
    ['{{ .Values.a.b.c }}', /^template: c\/templates\/a.yaml:1:10: executing /],
  ])('records the refusal of %s', (template, error) => {
    const result = render(request({ 'templates/a.yaml': template })).render
    expect(result).toEqual({ kind: 'failed', error: expect.stringMatching(error) })
  })

  it('does not take a broken command for a refusal of the chart', () => {
    expect(() => recordRender(helm, request({}, { releaseName: 'Not A Name' }))).toThrow(
      'helm template failed',
    )
  })

  it('refuses to answer for an API version that helm template always claims', () => {
    const files = { 'templates/a.yaml': 'x: {{ .Capabilities.APIVersions.Has "policy/v1beta1" }}' }
    expect(() => recordRender(helm, request(files))).toThrow(
      'not modelled: helm template without the API version',
    )
    const served = render(request(files, { apiVersions: ['policy/v1beta1'] }))
    expect(served.render).toMatchObject({ manifest: expect.stringContaining('x: true') })
  })

  const SECRET = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'ns' },
    data: { p: 'eA==' },
  }
  const LOOKUP = 'lookup "v1" "Secret" "ns" "s"'

  it('records what was looked up and what was found', () => {
    const files = { 'templates/a.yaml': `p: {{ dig "data" "p" "none" (${LOOKUP}) }}` }
    const question = { apiVersion: 'v1', kind: 'Secret', namespace: 'ns', name: 's' }
    const found = recordRender(helm, request(files), [SECRET])
    expect(found).toMatchObject({ lookups: [{ ...question, answer: SECRET }] })
    expect(found.result).toMatchObject({ manifest: expect.arrayContaining(['p: eA==']) })
    const none = recordRender(helm, request(files))
    expect(none).toMatchObject({ lookups: [{ ...question, answer: null }] })
    expect(none.result).toMatchObject({ manifest: expect.arrayContaining(['p: none']) })
    expect(none.key).not.toBe(found.key)
    const again = requestOf(found, request(files).chart, 'chart')
    expect(renderAgain(helm, again, found)).toBe(recordText(found))
  })

  it('refuses a chart that shows what the server sets by itself', () => {
    const files = {
      'templates/a.yaml': `kind: ConfigMap\nmetadata: {name: c}\nuid: {{ (${LOOKUP}).metadata.uid }}`,
    }
    expect(() => recordRender(helm, request(files), [SECRET])).toThrow('differ in ConfigMap/c uid')
  })

  it('does not take an unknown kind for a refusal of the chart', () => {
    const files = { 'templates/a.yaml': 'x: {{ lookup "a.io/v1" "Widget" "" "" | toJson }}' }
    expect(() => recordRender(helm, request(files))).toThrow('unable to get apiresource')
  })
})
if (helm === '') process.stderr.write('SKIPPED: no helm; run `node scripts/fetch-clients.mjs`\n')
