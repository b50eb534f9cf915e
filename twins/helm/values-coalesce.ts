import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { goQuote } from '../kubernetes/index.js'
import type { Chart } from './chart.js'
import { helmError } from './errors.js'

/** Options of the coalescing functions. */
export interface CoalesceOptions {
  /** Gets the text of every warning Helm would log, without `warning: ` where upstream has none. */
  readonly warn?: (text: string) => void
}

/** How `helm upgrade` treats the values of the release it replaces; `default` is without any of the flags. */
export type ReuseMode = 'default' | 'reset-values' | 'reuse-values' | 'reset-then-reuse-values'

const GLOBAL = 'global'

type Warn = (text: string) => void

const ignore: Warn = () => undefined

/**
 * What templates see as `.Values`: the user's values over the chart's defaults. Maps merge, all else is replaced, a
 * null removes a default; then the same for every subchart, with `global` handed down. Throws `HelmError` `type
 * mismatch on <subchart>: ...`. Helm v3.21.4 pkg/chartutil/coalesce.go (CoalesceValues). Subchart conditions, tags
 * and import-values are not applied here: see `process-dependencies.ts`.
 */
export function coalesceValues(chart: Chart, values: JsonObject, options: CoalesceOptions = {}): JsonObject {
  return coalesce(chart, values, '', { merge: false, warn: options.warn ?? ignore })
}

/** As {@link coalesceValues}, but nulls stay. Helm v3.21.4 pkg/chartutil/coalesce.go (MergeValues). */
export function mergeValues(chart: Chart, values: JsonObject): JsonObject {
  return coalesce(chart, values, '', { merge: true, warn: ignore })
}

/** As {@link coalesceTables}, but nulls stay. Helm v3.21.4 pkg/chartutil/coalesce.go (MergeTables). */
export function mergedTables(target: JsonObject, source: JsonObject): JsonObject {
  return mergeTables(target, source, { prefix: '', merge: true, warn: ignore })
}

/**
 * Merge `source` under `target`, which wins; a null in `target` removes what `source` sets.
 * Helm v3.21.4 pkg/chartutil/coalesce.go (CoalesceTables).
 */
export function coalesceTables(
  target: JsonObject,
  source: JsonObject,
  options: CoalesceOptions = {},
): JsonObject {
  return mergeTables(target, source, { prefix: '', merge: false, warn: options.warn ?? ignore })
}

/**
 * The values of an upgrade, and the chart with the defaults it is rendered with: only `--reuse-values` replaces
 * them, by the old release's coalesced values. Without flags and without new values the old ones are taken over.
 * Helm v3.21.4 pkg/action/upgrade.go (reuseValues).
 */
export function reuseValues(
  mode: ReuseMode,
  chart: Chart,
  current: { readonly chart?: Chart; readonly config?: JsonObject },
  newValues: JsonObject,
): { readonly chart: Chart; readonly values: JsonObject } {
  const oldValues = current.config ?? {}
  if (mode === 'reset-values') return { chart, values: newValues }
  if (mode === 'reset-then-reuse-values') return { chart, values: coalesceTables(newValues, oldValues) }
  if (mode === 'reuse-values') {
    const defaults = current.chart === undefined ? oldValues : coalesceValues(current.chart, oldValues)
    return { chart: { ...chart, values: defaults }, values: coalesceTables(newValues, oldValues) }
  }
  const none = Object.keys(newValues).length === 0
  return { chart, values: none && Object.keys(oldValues).length > 0 ? oldValues : newValues }
}

type Coalescing = Omit<TableMerge, 'prefix'>

function coalesce(chart: Chart, values: JsonObject, prefix: string, how: Coalescing): JsonObject {
  const result: Record<string, Json> = { ...coalesceChart(chart, values, prefix, how) }
  for (const subchart of chart.dependencies ?? []) {
    const name = subchart.metadata.name ?? ''
    const existing = result[name] ?? {}
    if (!isObject(existing) || result[name] === null) throw typeMismatch(name, result[name] ?? null)
    const subPrefix = concatPrefix(prefix, chart.metadata.name ?? '')
    result[name] = coalesce(subchart, coalesceGlobals(existing, result, subPrefix, how.warn), subPrefix, how)
  }
  return result
}

/** One chart's defaults under `values` (coalesceValues upstream). */
function coalesceChart(
  chart: Chart,
  values: JsonObject,
  prefix: string,
  { merge, warn }: Coalescing,
): JsonObject {
  const subPrefix = concatPrefix(prefix, chart.metadata.name ?? '')
  const subcharts = new Set((chart.dependencies ?? []).map((dependency) => dependency.metadata.name))
  const result: Record<string, Json> = { ...values }
  for (const [key, fallback] of Object.entries(chart.values ?? {})) {
    const value = result[key]
    if (value === undefined) result[key] = fallback
    else if (value === null) {
      if (!merge) delete result[key]
    } else if (isObject(value) && isObject(fallback)) {
      const fullKey = concatPrefix(subPrefix, key)
      result[key] = mergeTables(value, fallback, {
        prefix: fullKey,
        merge: merge || subcharts.has(key),
        warn,
      })
    } else if (isObject(value) && fallback !== null) {
      warn(`warning: skipped value for ${subPrefix}.${key}: Not a table.`)
    }
  }
  return result
}

/** `merge` keeps nulls; coalescing removes them together with what they cancel. */
interface TableMerge {
  readonly prefix: string
  readonly merge: boolean
  readonly warn: Warn
}

/** coalesceTablesFullKey upstream. */
function mergeTables(target: JsonObject, source: JsonObject, options: TableMerge): JsonObject {
  const result: Record<string, Json> = { ...target }
  for (const [key, fallback] of Object.entries(source)) {
    const value = result[key]
    const fullKey = concatPrefix(options.prefix, key)
    if (value === undefined) result[key] = fallback
    else if (value === null) {
      // A null over a null, or in a merge, stays for a later coalescing to act on.
      if (!options.merge && fallback !== null) delete result[key]
    } else if (isObject(fallback) && isObject(value)) {
      result[key] = mergeTables(value, fallback, { ...options, prefix: fullKey })
    } else if (isObject(fallback)) {
      options.warn(`warning: cannot overwrite table with non table for ${fullKey} (${goPrint(fallback)})`)
    } else if (isObject(value) && fallback !== null) {
      options.warn(
        `warning: destination for ${fullKey} is a table. Ignoring non-table value (${goPrint(fallback)})`,
      )
    }
  }
  return result
}

/** The parent's `global` merged over the subchart's own. */
function coalesceGlobals(target: JsonObject, source: JsonObject, prefix: string, warn: Warn): JsonObject {
  const own = target[GLOBAL] ?? {}
  const handed = source[GLOBAL] ?? {}
  if (!isObject(own) || target[GLOBAL] === null) {
    warn(`warning: skipping globals because destination ${GLOBAL} is not a table.`)
    return target
  }
  if (!isObject(handed) || source[GLOBAL] === null) {
    warn(`warning: skipping globals because source ${GLOBAL} is not a table.`)
    return target
  }
  const globals: Record<string, Json> = { ...own }
  for (const [key, value] of Object.entries(handed)) {
    const existing = globals[key]
    if (!isObject(value)) {
      if (isObject(existing)) warn(`key ${key} is table. Skipping`)
      else globals[key] = value
    } else if (existing === undefined) globals[key] = value
    else if (!isObject(existing))
      warn(`Conflict: cannot merge map onto non-map for ${goQuote(key)}. Skipping.`)
    else globals[key] = mergeTables(value, existing, { prefix: concatPrefix(prefix, key), merge: true, warn })
  }
  return { ...target, [GLOBAL]: globals }
}

function concatPrefix(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}.${key}`
}

/** Go's `%t` of something that is not a bool. */
function typeMismatch(name: string, value: Json): Error {
  const types: Readonly<Record<string, string>> = { string: 'string', number: 'float64' }
  const type = types[typeof value] ?? '[]interface {}'
  const text =
    typeof value === 'boolean'
      ? String(value)
      : value === null
        ? '%!t(<nil>)'
        : `%!t(${type}=${goPrint(value)})`
  return helmError('helm-values-invalid', `type mismatch on ${name}: ${text}`, { subject: name })
}

/** Go's `%v`. */
function goPrint(value: Json): string {
  if (value === null) return '<nil>'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: Json) => goPrint(item)).join(' ')}]`
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goPrint((value as JsonObject)[key] ?? null)}`)
  return `map[${parts.join(' ')}]`
}
