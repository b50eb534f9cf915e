import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chartCrds, chartDigest, chartFromFiles, missingDependencies } from '../../../../twins/helm/chart.js'
import { loadChart } from '../../../../twins/helm/load-chart.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import { helmMessage } from './golden.js'

const CHART = 'apiVersion: v2\nname: c\nversion: 1.0.0\n'

function chart(contents: Record<string, string>) {
  return chartFromFiles(memoryFiles(contents), '')
}

describe('loading a chart', () => {
  const contents = {
    'Chart.yaml': CHART,
    'values.yaml': 'a: 1',
    'values.schema.json': '{}',
    'templates/b.yaml': 'b',
    'templates/a/z.yaml': 'z',
    'templates/.hidden': 'x',
    'crds/crd.yaml': 'crd',
    'docs/readme.md': 'text',
    'charts/sub/Chart.yaml': 'name: sub\nversion: 0.1.0',
    'charts/sub/templates/s.yaml': 's',
    'charts/_ignored/Chart.yaml': 'nonsense',
  }

  it('sorts files into templates, values, schema, files and subcharts', () => {
    const loaded = chart(contents)
    expect(loaded.templates?.map((file) => file.name)).toEqual(['templates/a/z.yaml', 'templates/b.yaml'])
    expect(loaded.files?.map((file) => file.name)).toEqual(['crds/crd.yaml', 'docs/readme.md'])
    expect(loaded.values).toEqual({ a: 1 })
    expect(loaded.schema).toBe('e30=')
    expect(loaded.dependencies?.map((sub) => sub.metadata)).toEqual([
      { name: 'sub', version: '0.1.0', apiVersion: 'v1' },
    ])
    expect(chartCrds(loaded)).toEqual([{ name: 'crds/crd.yaml', text: 'crd' }])
  })

  it('loads the same from disk and from a scenario', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rehearse-chart-'))
    for (const [name, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    expect(loadChart(folder)).toEqual(chart(contents))
  })

  it('gives the same object for the same files', () => {
    const files = memoryFiles({ 'x/Chart.yaml': CHART })
    expect(chartFromFiles(files, './x')).toBe(chartFromFiles(files, 'x'))
  })

  it('turns numbers into text where text is wanted', () => {
    expect(chart({ 'Chart.yaml': `${CHART}appVersion: 1.0\nkeywords: [true]` }).metadata).toMatchObject({
      appVersion: '1',
      keywords: ['true'],
    })
  })

  it.each([
    ['', 'Chart.yaml file is missing'],
    ['name: c', 'validation: chart.metadata.version is required'],
    ['version: 1.0.0', 'validation: chart.metadata.name is required'],
    ['name: a/b\nversion: 1.0.0', 'validation: chart.metadata.name "a/b" is invalid'],
    ['name: ..\nversion: 1.0.0', 'validation: chart.metadata.name ".." is not allowed'],
    ['name: c\nversion: one', 'validation: chart.metadata.version "one" is invalid'],
    ['name: c\nversion: 1.0.0\ntype: x', 'validation: chart.metadata.type must be application or library'],
    [
      `${CHART}dependencies: [{name: a}, {name: b, alias: a}]`,
      'validation: more than one dependency with name or alias "a"',
    ],
    [
      'name: [c]\nversion: 1',
      'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Metadata.name of type string',
    ],
  ])('refuses Chart.yaml %j', (text, message) => {
    expect(helmMessage(() => chart(text === '' ? { 'values.yaml': '' } : { 'Chart.yaml': text }))).toBe(
      message,
    )
  })

  it('names the file that does not parse', () => {
    expect(helmMessage(() => chart({ 'Chart.yaml': CHART, 'values.yaml': 'a: b: c' }))).toBe(
      'cannot load values.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    )
  })

  it('says that a folder is not there', () => {
    expect(helmMessage(() => chartFromFiles(memoryFiles({}), './nope'))).toBe('path "./nope" not found')
    expect(helmMessage(() => loadChart('/nope'))).toBe('path "/nope" not found')
  })

  it('refuses a packed subchart by name', () => {
    expect(helmMessage(() => chart({ 'Chart.yaml': CHART, 'charts/x-1.tgz': '' }))).toContain('x-1.tgz')
  })

  it('tells which dependencies are missing', () => {
    const dependencies = `${CHART}dependencies: [{name: sub}, {name: gone}]`
    expect(missingDependencies(chart({ ...contents, 'Chart.yaml': dependencies }))).toEqual(['gone'])
  })
})

describe('chartDigest', () => {
  const files = { 'Chart.yaml': CHART, 'values.yaml': 'a: 1', 'templates/a.yaml': 'x' }

  it('leaves the default values out: a render is keyed by the values it sees', () => {
    expect(chartDigest(chart({ ...files, 'values.yaml': 'a: 2' }))).toBe(chartDigest(chart(files)))
  })

  it.each([
    ['a template', { 'templates/a.yaml': 'y' }],
    ['a file', { 'f.txt': 'y' }],
    ['the metadata', { 'Chart.yaml': `${CHART}appVersion: x` }],
    ['a subchart', { 'charts/s/Chart.yaml': CHART }],
  ])('follows %s', (_, change) => {
    expect(chartDigest(chart({ ...files, ...change }))).not.toBe(chartDigest(chart(files)))
  })
})
