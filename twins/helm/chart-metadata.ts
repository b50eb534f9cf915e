import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { goQuote } from '../kubernetes/index.js'
import { helmError } from './errors.js'
import { decodeObject, decodeString, decodeStringMap, decodeStrings, unmarshalTypeError } from './go-json.js'
import { decode } from './manifest-head.js'
import { parseYaml } from './yaml.js'

/** The contents of Chart.yaml; empty fields are left out. Helm v3.21.4 pkg/chart/metadata.go (Metadata). */
export type ChartMetadata = {
  readonly name?: string
  readonly home?: string
  readonly sources?: readonly string[]
  readonly version?: string
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly maintainers?: readonly JsonObject[]
  readonly icon?: string
  readonly apiVersion?: string
  readonly condition?: string
  readonly tags?: string
  readonly appVersion?: string
  readonly deprecated?: boolean
  readonly annotations?: Readonly<Record<string, string>>
  readonly kubeVersion?: string
  readonly dependencies?: readonly JsonObject[]
  readonly type?: string
}

/** Fields in the order Go writes them. */
const FIELDS: readonly (readonly [string, (value: Json | undefined, field: string) => Json])[] = [
  ['name', text],
  ['home', text],
  ['sources', texts],
  ['version', text],
  ['description', text],
  ['keywords', texts],
  ['maintainers', objects],
  ['icon', text],
  ['apiVersion', text],
  ['condition', text],
  ['tags', text],
  ['appVersion', text],
  ['deprecated', flag],
  ['annotations', (value, field) => decodeStringMap(value, field, 'convert')],
  ['kubeVersion', text],
  ['dependencies', objects],
  ['type', text],
]

/**
 * Decode Chart.yaml. A number is text where text is wanted: `appVersion: 1.0` becomes `1`. Without `apiVersion` it
 * is `v1`; fields Helm does not know are dropped. Throws `HelmError` with the text that follows
 * `cannot load Chart.yaml: `. Helm v3.21.4 pkg/chart/loader/load.go (LoadFiles).
 */
export function parseChartMetadata(content: string): ChartMetadata {
  const document = parseYaml(content)
  return decode(() => {
    const object = decodeObject(document, 'chart.Metadata')
    const metadata: Record<string, Json> = {}
    for (const [name, read] of FIELDS) {
      const value = read(object[name], `Metadata.${name}`)
      if (!isEmpty(value)) metadata[name] = value
    }
    return {
      ...metadata,
      ...(metadata['apiVersion'] === undefined ? { apiVersion: 'v1' } : {}),
    } as ChartMetadata
  })
}

/** Masterminds semver v3.5.0 version.go (NewVersion): one to three numbers, a leading v allowed. */
const SEMVER =
  /^v?[0-9]+(\.[0-9]+)?(\.[0-9]+)?(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/

/** Throws `HelmError` `validation: chart.metadata... `. Helm v3.21.4 pkg/chart/metadata.go (Validate). */
export function validateChartMetadata(metadata: ChartMetadata, folder: string): void {
  const problem = findProblem(metadata)
  if (problem !== undefined) {
    throw helmError('helm-chart-invalid', `validation: ${problem}`, { subject: `${folder}/Chart.yaml` })
  }
}

function findProblem(metadata: ChartMetadata): string | undefined {
  const { name, version, type } = metadata
  if (name === undefined) return 'chart.metadata.name is required'
  if (name === '.' || name === '..') return `chart.metadata.name ${goQuote(name)} is not allowed`
  if (name.includes('/')) return `chart.metadata.name ${goQuote(name)} is invalid`
  if (version === undefined) return 'chart.metadata.version is required'
  if (!SEMVER.test(version)) return `chart.metadata.version ${goQuote(version)} is invalid`
  if (type !== undefined && type !== 'application' && type !== 'library') {
    return 'chart.metadata.type must be application or library'
  }
  return dependencyProblem(metadata.dependencies ?? [])
}

/** Helm v3.21.4 pkg/chart/dependency.go (Validate). */
function dependencyProblem(dependencies: readonly JsonObject[]): string | undefined {
  const seen = new Set<string>()
  for (const dependency of dependencies) {
    const alias = decodeString(dependency['alias'], 'Dependency.dependencies.alias', 'convert')
    const name = decodeString(dependency['name'], 'Dependency.dependencies.name', 'convert')
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      return `dependency ${goQuote(name)} has disallowed characters in the alias`
    }
    const key = alias === '' ? name : alias
    if (seen.has(key)) return `more than one dependency with name or alias ${goQuote(key)}`
    seen.add(key)
  }
  return undefined
}

function text(value: Json | undefined, field: string): Json {
  return decodeString(value, field, 'convert')
}

function texts(value: Json | undefined, field: string): Json {
  return decodeStrings(value, field, 'convert')
}

function flag(value: Json | undefined, field: string): Json {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? false
  throw helmError('helm-yaml-invalid', unmarshalTypeError(value, field, 'bool'))
}

function objects(value: Json | undefined, field: string): Json {
  if (value === undefined || value === null) return []
  if (Array.isArray(value) && value.every(isObject)) return value
  throw helmError('helm-yaml-invalid', unmarshalTypeError(value, field, '[]*struct'))
}

function isEmpty(value: Json): boolean {
  if (value === '' || value === false || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
