import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../twins/kernel/index.js'
import { ArgoTwin, REPOSITORY } from './argo-twin.js'
import { configMap } from './manifests.js'

/** Names of the objects that a source means. */
function names(
  files: Readonly<Record<string, string>>,
  source: JsonObject = {},
  spec: JsonObject = {},
): readonly string[] {
  const main = Object.fromEntries(Object.entries(files).map(([path, text]) => [`main/${path}`, text]))
  const twin = new ArgoTwin({ branches: { main: 'main' }, files: main })
  twin.application(null, { source, spec })
  twin.quiesce()
  return [...twin.resources().map((line) => line.split(' ')[0] ?? ''), ...twin.conditions()]
}

const TREE = {
  'app/a.yaml': configMap('a', {}),
  'app/b.yml': configMap('b', {}),
  'app/c.json': configMap('c', {}),
  'app/notes.txt': configMap('never', {}),
  'app/chart.renders/x.json': configMap('never', {}),
  'app/skipped.yaml': `# +argocd:skip-file-rendering\n${configMap('never', {})}`,
  'app/deep/d.yaml': configMap('d', {}),
}
const of = (...all: string[]) => all.map((name) => `ConfigMap/${name}`)

describe('a folder of manifests', () => {
  it.each([
    [{}, of('a', 'b', 'c')],
    [{ directory: { recurse: true } }, of('a', 'b', 'c', 'd')],
    [{ directory: { include: '*.yaml' } }, of('a')],
    [{ directory: { exclude: '{a.yaml,*.json}' } }, of('b')],
    [{ directory: { recurse: true, include: '**/*.yaml' } }, of('d')],
  ])('with %j holds %j', (source, expected) => expect(names(TREE, source)).toEqual(expected))

  it('may hold several documents and lists', () => {
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [JSON.parse(configMap('y', {})), JSON.parse(configMap('z', {}))],
    })
    const text = `# first\n${configMap('x', {})}--- # next\n\n---\n${list}`
    expect(names({ 'app/all.yaml': text })).toEqual(of('x', 'y', 'z'))
  })

  it('that is no YAML is a ComparisonError', () => {
    expect(names({ 'app/bad.yaml': 'a: [' })[0]).toMatch(
      /ComparisonError: .*failed to unmarshal "main\/app\/bad.yaml"/,
    )
  })

  it('warns of an object that appears twice', () => {
    expect(names({ 'app/1.yaml': configMap('a', {}), 'app/2.yaml': configMap('a', {}) })).toEqual([
      'ConfigMap/a',
      'RepeatedResourceWarning: Resource /ConfigMap/app/a appeared 2 times among application resources.',
    ])
  })
})

describe('several sources', () => {
  it('are put together', () => {
    const source = (path: string) => ({ repoURL: REPOSITORY, path, targetRevision: 'main' })
    const spec = { source: null, sources: [source('app'), source('app/deep')] } as unknown as JsonObject
    expect(names(TREE, {}, spec)).toEqual(of('a', 'b', 'c', 'd'))
  })
})

describe('what is not modelled', () => {
  it.each([
    [{ 'app/kustomization.yaml': 'resources: []' }, {}, /Kustomize/],
    [{ 'app/x.jsonnet': '{}' }, {}, /Jsonnet/],
    [TREE, { plugin: { name: 'x' } }, /spec.source.plugin/],
    [TREE, { chart: 'nginx' }, /chart repository/],
  ])('%# is refused by name', (files, source, error) => {
    expect(() => names(files as Record<string, string>, source as unknown as JsonObject)).toThrow(error)
  })
})

describe('an object that two Applications claim', () => {
  it('is told by a condition, and refused with FailOnSharedResource=true', () => {
    const twin = new ArgoTwin({
      branches: { main: 'main' },
      files: { 'main/app/a.yaml': configMap('a', {}) },
    })
    twin.application(null, { name: 'first' })
    twin.application(null, { name: 'second' })
    twin.quiesce()
    twin.run('argocd app sync first')
    twin.quiesce()
    twin.refresh('second')
    expect(twin.conditions('second')).toEqual([
      'SharedResourceWarning: ConfigMap/a is part of applications argocd/second and first',
    ])
    twin.patchApp({ operation: { sync: { syncOptions: ['FailOnSharedResource=true'] } } }, 'second')
    twin.quiesce()
    expect(twin.message('second')).toMatch(/^Shared resource found: ConfigMap\/a is part of/)
  })
})
