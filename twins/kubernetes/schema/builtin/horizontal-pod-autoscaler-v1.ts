import { isObject, type Json, type JsonObject, stableStringify } from '../../../kernel/json.js'
import type { ConvertedVersion } from '../resource-kind.js'
import { edit, listAt, objectAt, stringAt, valueAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { cpuMetric, horizontalPodAutoscaler as stored } from './horizontal-pod-autoscaler.js'

/** Where v1 keeps what it has no fields for: annotation, and its place in v2. */
const ANNOTATED = [
  ['autoscaling.alpha.kubernetes.io/metrics', 'spec', 'metrics'],
  ['autoscaling.alpha.kubernetes.io/behavior', 'spec', 'behavior'],
  ['autoscaling.alpha.kubernetes.io/conditions', 'status', 'conditions'],
  ['autoscaling.alpha.kubernetes.io/current-metrics', 'status', 'currentMetrics'],
] as const

const kind = defineBuiltin({
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: ['status'],
  generationRule: 'spec',
  default: (object) => edit(object, 'spec', (spec) => withDefaults(spec, { minReplicas: 1 })),
  validate: (object) => stored.validate(toStorage(object)),
  printerColumns: stored.printerColumns,
  printRow: (object, nowMs) => stored.printRow(toStorage(object), nowMs),
})

/**
 * autoscaling/v1 HorizontalPodAutoscaler, stored as v2. Metrics other than the utilization of the CPU, behavior, conditions
 * and current metrics are annotations, with the members of v2 (upstream writes those of v1).
 * Source: kubernetes v1.36.3 pkg/apis/autoscaling/v1/{defaults,conversion}.go, pkg/apis/autoscaling/annotations.go.
 */
export const horizontalPodAutoscalerV1: ConvertedVersion = {
  kind,
  storageVersion: stored.version,
  toStorage,
  toServed,
}

function toStorage(object: JsonObject): JsonObject {
  const target = valueAt(object, 'spec', 'targetCPUUtilizationPercentage')
  let converted: JsonObject = { ...object, apiVersion: 'autoscaling/v2' }
  const annotations = objectAt(objectAt(object, 'metadata'), 'annotations')
  for (const [annotation, part, member] of ANNOTATED) {
    const value = parsed(stringAt(annotations, annotation))
    converted = edit(converted, part, (parent) => withKey(parent, member, value))
  }
  if (typeof target === 'number') {
    converted = edit(converted, 'spec', (spec) => ({
      ...spec,
      metrics: [cpuMetric(target), ...listAt(spec, 'metrics')],
    }))
  }
  return stored.default(stored.decode(withoutAnnotations(converted)).object)
}

function toServed(row: JsonObject): JsonObject {
  const metrics = listAt(row, 'spec', 'metrics')
  const cpu = metrics.find((metric) => cpuTargetOf(metric) !== undefined)
  const rest = metrics.filter((metric) => metric !== cpu)
  const source = edit(row, 'spec', (spec) => withKey(spec, 'metrics', rest.length === 0 ? undefined : rest))
  const added: Record<string, Json> = {}
  for (const [annotation, part, member] of ANNOTATED) {
    const value = valueAt(source, part, member)
    if (value !== undefined) added[annotation] = stableStringify(value)
  }
  const annotated =
    Object.keys(added).length === 0
      ? row
      : edit(row, 'metadata', (metadata) => ({
          ...metadata,
          annotations: { ...objectAt(metadata, 'annotations'), ...added },
        }))
  const target = cpu === undefined ? undefined : cpuTargetOf(cpu)
  const spec = edit(annotated, 'spec', (parent) => withKey(parent, 'targetCPUUtilizationPercentage', target))
  return kind.decode({ ...spec, apiVersion: 'autoscaling/v1' }).object
}

/** The wanted utilization of the CPU in percent, if this is what a metric is about. */
function cpuTargetOf(metric: Json): Json | undefined {
  if (stringAt(metric, 'type') !== 'Resource' || stringAt(metric, 'resource', 'name') !== 'cpu')
    return undefined
  return valueAt(metric, 'resource', 'target', 'averageUtilization')
}

function withoutAnnotations(object: JsonObject): JsonObject {
  return edit(object, 'metadata', (metadata) => {
    const kept = Object.entries(objectAt(metadata, 'annotations') ?? {}).filter(
      ([name]) => !ANNOTATED.some(([annotation]) => annotation === name),
    )
    return withKey(metadata, 'annotations', kept.length === 0 ? undefined : Object.fromEntries(kept))
  })
}

/** The value of an annotation; what cannot be read counts as absent. */
function parsed(text: string): Json | undefined {
  if (text === '') return undefined
  try {
    const value = JSON.parse(text) as Json
    return Array.isArray(value) || isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
