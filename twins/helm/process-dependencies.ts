import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { arrayAt, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import type { Chart } from './chart.js'
import { coalesceValues, mergedTables, mergeValues } from './values-coalesce.js'

/**
 * The chart as Helm has it after it has decided on its dependencies, and as a release stores it: those that values
 * switch off are gone from its metadata, aliases are names, and `import-values` stand among its defaults. The same
 * reference when it has none. Helm v3.21.4 pkg/chartutil/dependencies.go (ProcessDependenciesWithMerge).
 */
export function processDependencies(chart: Chart, values: JsonObject): Chart {
  return hasDependencies(chart) ? importAll(enable(chart, values, '')) : chart
}

function hasDependencies({ metadata, dependencies = [] }: Chart): boolean {
  return (metadata.dependencies ?? []).length > 0 || dependencies.some(hasDependencies)
}

/** processDependencyEnabled. */
function enable(chart: Chart, values: JsonObject, path: string): Chart {
  const requirements = chart.metadata.dependencies ?? []
  if (requirements.length === 0) return chart
  const present = chart.dependencies ?? []
  const aliased = requirements.flatMap((requirement) => {
    const found = present.find(({ metadata }) => metadata.name === textAt(requirement, 'name'))
    return found === undefined ? [] : [renamed(found, textAt(requirement, 'alias'))]
  })
  const wanted = new Set(requirements.map((requirement) => textAt(requirement, 'name')))
  const others = present.filter(({ metadata }) => !wanted.has(metadata.name ?? ''))
  const all = [...others, ...aliased]
  const coalesced = coalesceValues({ ...chart, dependencies: all }, values)
  const named = requirements.map((requirement) => ({
    ...requirement,
    name: nameOf(requirement),
    enabled: true,
  }))
  const kept = named.filter((requirement) => isEnabled(requirement, coalesced, path))
  const removed = new Set(named.filter((one) => !kept.includes(one)).map(({ name }) => name))
  const dependencies = all
    .filter(({ metadata }) => !removed.has(metadata.name ?? ''))
    .map((dependency) => enable(dependency, coalesced, `${path}${dependency.metadata.name ?? ''}.`))
  return { ...chart, dependencies, metadata: withDependencies(chart, kept) }
}

function withDependencies({ metadata }: Chart, dependencies: readonly JsonObject[]): Chart['metadata'] {
  const { dependencies: _, ...others } = metadata
  return dependencies.length === 0 ? others : { ...others, dependencies }
}

function nameOf(requirement: JsonObject): string {
  return textAt(requirement, 'alias') || textAt(requirement, 'name')
}

function renamed(chart: Chart, alias: string): Chart {
  return alias === '' ? chart : { ...chart, metadata: { ...chart.metadata, name: alias } }
}

/** processDependencyTags, then processDependencyConditions, which decide. */
function isEnabled(requirement: JsonObject, values: JsonObject, path: string): boolean {
  for (const condition of textAt(requirement, 'condition').trim().split(',')) {
    const value = condition === '' ? undefined : valueAtPath(values, `${path}${condition}`)
    if (typeof value === 'boolean') return value
  }
  const tags = objectAt(values, 'tags')
  const said = arrayAt(requirement, 'tags').map((tag) => tags[String(tag)])
  return said.includes(true) || !said.includes(false)
}

function valueAtPath(values: JsonObject, path: string): Json | undefined {
  return valueAt(values, ...path.split('.'))
}

/** processDependencyImportValues: the deepest first. */
function importAll(chart: Chart): Chart {
  const dependencies = (chart.dependencies ?? []).map(importAll)
  const requirements = chart.metadata.dependencies ?? []
  const whole = { ...chart, dependencies }
  if (requirements.length === 0) return whole
  const merged = mergeValues(whole, {})
  let imported: JsonObject = {}
  const read = requirements.map((requirement) => {
    const imports = arrayAt(requirement, 'import-values').flatMap(importOf)
    for (const { child, parent } of imports) {
      const table = valueAtPath(merged, `${textAt(requirement, 'name')}.${child}`)
      if (isObject(table)) imported = mergedTables(imported, nested(parent, table))
    }
    return stored(requirement, imports)
  })
  return {
    ...whole,
    values: mergedTables(merged, imported),
    metadata: { ...chart.metadata, dependencies: read },
  }
}

/** The members of pkg/chart/dependency.go (Dependency) in its order. */
function stored(requirement: JsonObject, imports: readonly JsonObject[]): JsonObject {
  const { name = '', version, repository = '', condition, tags, enabled = false, alias } = requirement
  return {
    name,
    ...(version === undefined ? {} : { version }),
    repository,
    ...(condition === undefined ? {} : { condition }),
    ...(tags === undefined ? {} : { tags }),
    enabled,
    ...(imports.length === 0 ? {} : { 'import-values': imports }),
    ...(alias === undefined ? {} : { alias }),
  }
}

function importOf(value: Json): readonly { readonly child: string; readonly parent: string }[] {
  if (typeof value === 'string') return [{ child: `exports.${value}`, parent: '.' }]
  return isObject(value) ? [{ child: textAt(value, 'child'), parent: textAt(value, 'parent') }] : []
}

function nested(path: string, table: JsonObject): JsonObject {
  if (path === '.') return table
  return path.split('.').reduceRight<JsonObject>((value, key) => ({ [key]: value }), table)
}
