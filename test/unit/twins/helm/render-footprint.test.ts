import { describe, expect, it } from 'vitest'
import { chartFromFiles } from '../../../../twins/helm/chart.js'
import { type RenderFootprint, renderFootprint } from '../../../../twins/helm/render-footprint.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const NOTHING: RenderFootprint = {
  operation: false,
  revision: false,
  kubeVersion: false,
  apiVersions: [],
  lookup: false,
}

function footprint(template: string, values: JsonObject = {}, metadata = ''): RenderFootprint {
  const files = { 'Chart.yaml': `name: c\nversion: 1.0.0\n${metadata}`, 'templates/a.yaml': template }
  return renderFootprint(chartFromFiles(memoryFiles(files), ''), values)
}

describe('renderFootprint', () => {
  it.each<[string, Partial<RenderFootprint>]>([
    ['{{ .Release.Name }} {{ .Release.Namespace }} {{ .Values.x }}', {}],
    ['Revision IsInstall lookup Capabilities outside of actions', {}],
    ['{{ .Release.Revision }}', { revision: true }],
    ['{{ if .Release.IsUpgrade }}', { operation: true }],
    ['{{ if $.Release.IsInstall }}', { operation: true }],
    ['{{ toYaml .Release }}', { operation: true, revision: true }],
    ['{{ semverCompare ">1" .Capabilities.KubeVersion.Version }}', { kubeVersion: true }],
    [
      '{{ .Capabilities.APIVersions.Has "b/v1" }}{{ .Capabilities.APIVersions.Has "a/v1" }}',
      { apiVersions: ['a/v1', 'b/v1'] },
    ],
    ['{{ .Capabilities.APIVersions.Has $v }}', { apiVersions: 'all' }],
    ['{{ range .Capabilities.APIVersions }}', { apiVersions: 'all' }],
    ['{{ toYaml .Capabilities }}', { kubeVersion: true, apiVersions: 'all' }],
    ['{{ lookup "v1" "Secret" "ns" "n" }}', { lookup: true }],
  ])('%s', (template, expected) => {
    expect(footprint(template)).toEqual({ ...NOTHING, ...expected })
  })

  it('looks into values when the chart runs them', () => {
    const values = { text: '{{ .Release.Revision }}' }
    expect(footprint('{{ tpl .Values.text . }}', values).revision).toBe(true)
    expect(footprint('{{ .Values.text }}', values).revision).toBe(false)
  })

  it('counts a kubeVersion that the chart requires', () => {
    expect(footprint('', {}, 'kubeVersion: ">=1.25"').kubeVersion).toBe(true)
  })
})
