import { Buffer } from 'node:buffer'
import { type JsonObject, stableStringify } from '../kernel/json.js'
import type { Chart } from './chart.js'

/**
 * What a chart's templates can ask of their surroundings, found by reading their text: an over-estimate, so that a
 * recorded render is only shared where nothing it could have looked at differs.
 */
export interface RenderFootprint {
  /** `.Release.IsInstall`, `.Release.IsUpgrade` */
  readonly operation: boolean
  /** `.Release.Revision` */
  readonly revision: boolean
  /** `.Capabilities.KubeVersion`, or a `kubeVersion` in Chart.yaml */
  readonly kubeVersion: boolean
  /** The versions asked for with `.Capabilities.APIVersions.Has "x"`, sorted; `all` when they cannot be told. */
  readonly apiVersions: readonly string[] | 'all'
  /** The `lookup` function */
  readonly lookup: boolean
}

/** Anything but a known field of `.Release` or `.Capabilities` may read all of them. */
const WHOLE_RELEASE = /\bRelease\b(?!\.(?:Name|Namespace|Service|Revision|IsInstall|IsUpgrade)\b)/
const WHOLE_CAPABILITIES = /\bCapabilities\b(?!\.(?:APIVersions|KubeVersion|HelmVersion)\b)/
const ASKED_VERSION = /\bAPIVersions\.Has\s+(?:"([^"]+)"|`([^`]+)`)/g
const API_VERSIONS = /\bAPIVersions\b/g
const ACTION = /\{\{([\s\S]*?)\}\}/g
/** Template code in values or files is only run by `tpl`. */
const TPL = /\btpl\b/

/** The footprint of a chart with the given coalesced values (`tpl` runs template code found in values and files). */
export function renderFootprint(chart: Chart, values: JsonObject): RenderFootprint {
  const templates = templateCode(chart)
  const code = TPL.test(templates)
    ? `${templates}\n${stableStringify(values)}\n${fileTexts(chart).join('\n')}`
    : templates
  const release = WHOLE_RELEASE.test(code)
  const capabilities = WHOLE_CAPABILITIES.test(code)
  return {
    operation: release || /\bIs(Install|Upgrade)\b/.test(code),
    revision: release || /\bRevision\b/.test(code),
    kubeVersion: capabilities || /\bKubeVersion\b/.test(code) || requiresKubeVersion(chart),
    apiVersions: capabilities ? 'all' : askedVersions(code),
    lookup: /\blookup\b/.test(code),
  }
}

function askedVersions(code: string): readonly string[] | 'all' {
  const asked = [...code.matchAll(ASKED_VERSION)].map((match) => match[1] ?? match[2] ?? '')
  const mentions = [...code.matchAll(API_VERSIONS)].length
  return mentions > asked.length ? 'all' : [...new Set(asked)].sort()
}

function requiresKubeVersion(chart: Chart): boolean {
  return chart.metadata.kubeVersion !== undefined || (chart.dependencies ?? []).some(requiresKubeVersion)
}

const codes = new WeakMap<Chart, string>()

/** All template actions of a chart and its subcharts. */
function templateCode(chart: Chart): string {
  const known = codes.get(chart)
  if (known !== undefined) return known
  const code = templateTexts(chart).map(actionsOf).join('\n')
  codes.set(chart, code)
  return code
}

function actionsOf(template: string): string {
  return [...template.matchAll(ACTION)].map((match) => match[1] ?? '').join('\n')
}

function templateTexts(chart: Chart): readonly string[] {
  const own = (chart.templates ?? []).map((file) => Buffer.from(file.data, 'base64').toString('utf8'))
  return [...own, ...(chart.dependencies ?? []).flatMap(templateTexts)]
}

function fileTexts(chart: Chart): readonly string[] {
  const own = (chart.files ?? []).map((file) => Buffer.from(file.data, 'base64').toString('utf8'))
  return [...own, ...(chart.dependencies ?? []).flatMap(fileTexts)]
}
