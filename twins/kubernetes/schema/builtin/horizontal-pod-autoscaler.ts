import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error.js'
import { isPathSegmentName } from '../names.js'
import { edit, editEach, listAt, numberAt, objectAt, stringAt, valueAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { canonicalQuantities } from './pod-defaults.js'
import { ageOf, column, nameOf } from './printing.js'

/** Where a metric of each type is found. */
const SOURCES: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
}
const SHOWN_METRICS = 2

/** What is scaled on where nothing is said. */
const DEFAULT_METRICS: readonly JsonObject[] = [cpuMetric(80)]
const DOUBLE: JsonObject = { type: 'Percent', value: 100, periodSeconds: 15 }
const SCALE_UP: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, DOUBLE],
}
const SCALE_DOWN: JsonObject = { selectPolicy: 'Max', policies: [DOUBLE] }

/**
 * autoscaling/v2 HorizontalPodAutoscaler, the version that is stored. The rules of its behavior are not validated.
 * Source: kubernetes v1.36.3 pkg/apis/autoscaling/v2/defaults.go, pkg/apis/autoscaling/validation/validation.go,
 * pkg/printers/internalversion/printers.go (printHorizontalPodAutoscaler, formatHPAMetrics).
 */
export const horizontalPodAutoscaler = defineBuiltin({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: ['status'],
  generationRule: 'spec',
  default: (object) => edit(object, 'spec', withDefaultSpec),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [
    column('Name'),
    column('Reference'),
    column('Targets'),
    column('MinPods'),
    column('MaxPods'),
    column('Replicas'),
    column('Age'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    `${stringAt(object, 'spec', 'scaleTargetRef', 'kind')}/${stringAt(object, 'spec', 'scaleTargetRef', 'name')}`,
    metricsText(listAt(object, 'spec', 'metrics'), listAt(object, 'status', 'currentMetrics')),
    String(valueAt(object, 'spec', 'minReplicas') ?? '<unset>'),
    String(numberAt(objectAt(object, 'spec'), 'maxReplicas')),
    String(numberAt(objectAt(object, 'status'), 'currentReplicas')),
    ageOf(object, nowMs),
  ],
})

/** The utilization of the CPU to aim at, in percent. */
export function cpuMetric(averageUtilization: number): JsonObject {
  const target = { type: 'Utilization', averageUtilization }
  return { type: 'Resource', resource: { name: 'cpu', target } }
}

function withDefaultSpec(spec: JsonObject): JsonObject {
  const metrics = listAt(spec, 'metrics').length === 0 ? { ...spec, metrics: DEFAULT_METRICS } : spec
  const canonical = editEach(metrics, 'metrics', (metric) =>
    Object.values(SOURCES).reduce(
      (changed, source) => edit(changed, source, (value) => edit(value, 'target', canonicalQuantities)),
      metric,
    ),
  )
  return edit(withDefaults(canonical, { minReplicas: 1 }), 'behavior', (behavior) =>
    edit(
      edit(withDefaults(behavior, { scaleUp: SCALE_UP, scaleDown: SCALE_DOWN }), 'scaleUp', (rules) =>
        withDefaults(rules, SCALE_UP),
      ),
      'scaleDown',
      (rules) => withDefaults(rules, SCALE_DOWN),
    ),
  )
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const min = numberAt(spec, 'minReplicas', 1)
  const max = numberAt(spec, 'maxReplicas')
  const errors: FieldError[] = []
  if (min < 1) errors.push(invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1'))
  if (max < 1) errors.push(invalidValue('spec.maxReplicas', max, 'must be greater than 0'))
  if (max < min) {
    errors.push(invalidValue('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'))
  }
  return [
    ...errors,
    ...validateReference(objectAt(spec, 'scaleTargetRef'), 'spec.scaleTargetRef'),
    ...listAt(spec, 'metrics')
      .filter(isObject)
      .flatMap((metric, index) => validateMetric(metric, `spec.metrics[${index}]`)),
  ]
}

function validateReference(reference: JsonObject | undefined, field: string): readonly FieldError[] {
  return ['kind', 'name'].flatMap((key) => {
    const text = stringAt(reference, key)
    if (text === '') return [required(`${field}.${key}`)]
    return isPathSegmentName(text).map((message) => invalidValue(`${field}.${key}`, text, message))
  })
}

function validateMetric(metric: JsonObject, field: string): readonly FieldError[] {
  const type = stringAt(metric, 'type')
  const source = SOURCES[type]
  const errors: FieldError[] = []
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric source type'))
  if (source === undefined) {
    return [...errors, notSupported(`${field}.type`, type, Object.keys(SOURCES))]
  }
  if (objectAt(metric, source) === undefined) {
    errors.push(required(`${field}.${source}`, 'must populate information for the given metric source'))
  }
  const others = Object.values(SOURCES).filter((name) => name !== source && metric[name] !== undefined)
  const detail = 'must populate the given metric source only'
  return [...errors, ...others.map((name) => forbiddenField(`${field}.${name}`, detail))]
}

function metricsText(metrics: readonly Json[], current: readonly Json[]): string {
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, index) => metricText(metric, current[index]))
  const shown = texts.slice(0, SHOWN_METRICS).join(', ')
  return texts.length > SHOWN_METRICS ? `${shown} + ${texts.length - SHOWN_METRICS} more...` : shown
}

function metricText(metric: Json, status: Json | undefined): string {
  const source = SOURCES[stringAt(metric, 'type')]
  if (source === undefined) return '<unknown type>'
  const target = objectAt(objectAt(metric, source), 'target')
  const current = objectAt(objectAt(status, source), 'current')
  const name = stringAt(objectAt(metric, source), 'name')
  const average = stringAt(target, 'averageValue')
  const averageText = `${stringAt(current, 'averageValue') || '<unknown>'}/${average}`
  if (source === 'resource' || source === 'containerResource') {
    return `${name}: ${average === '' ? `${percent(current, '<unknown>')}/${percent(target, '<auto>')}` : averageText}`
  }
  if (source === 'pods') return averageText
  if (average !== '') return `${averageText} (avg)`
  return `${stringAt(current, 'value') || '<unknown>'}/${stringAt(target, 'value')}`
}

function percent(value: JsonObject | undefined, absent: string): string {
  const utilization = value?.['averageUtilization']
  return typeof utilization === 'number' ? `${utilization}%` : absent
}
