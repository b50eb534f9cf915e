import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { PrinterColumn } from '../resource-kind.js'
import { listAt, numberAt, objectAt, sortedKeys, stringAt, stringsAt } from '../share.js'
import { elapsedSince } from '../time.js'

/**
 * Helpers of the printers.
 * Source: kubernetes v1.36.3 pkg/printers/internalversion/printers.go; labels and selectors: apimachinery v0.36.3
 * pkg/labels/labels.go (FormatLabels), pkg/apis/meta/v1/helpers.go (FormatLabelSelector).
 */

/** A column; names are as the server sends them, kubectl prints them in upper case. */
export function column(name: string, type: PrinterColumn['type'] = 'string', priority = 0): PrinterColumn {
  return { name, type, format: name === 'Name' ? 'name' : '', priority }
}

/** A column shown with `-o wide` only. */
export function wideColumn(name: string, type: PrinterColumn['type'] = 'string'): PrinterColumn {
  return column(name, type, 1)
}

export function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name')
}

/** The age column. */
export function ageOf(object: JsonObject, nowMs: number): string {
  return elapsedSince(objectAt(object, 'metadata')?.['creationTimestamp'], nowMs)
}

/** A counter of status as text. */
export function statusCount(object: JsonObject, key: string): string {
  return String(numberAt(objectAt(object, 'status'), key))
}

/** A number of spec as text. */
export function specCount(object: JsonObject, key: string, fallback = 0): string {
  return String(numberAt(objectAt(object, 'spec'), key, fallback))
}

/** Names and images of the containers of a pod template, comma separated. */
export function containerCells(podSpec: JsonObject | undefined): readonly [string, string] {
  const containers = listAt(podSpec, 'containers')
  const names = containers.map((container) => stringAt(container, 'name')).join(',')
  return [names, containers.map((container) => stringAt(container, 'image')).join(',')]
}

/** `a=1,b=2`, or `<none>`. */
export function formatLabels(labels: JsonObject | undefined): string {
  const text = sortedKeys(labels)
    .map((key) => `${key}=${stringAt(labels, key)}`)
    .join(',')
  return text === '' ? '<none>' : text
}

/** A LabelSelector as text: `app=web,tier in (a,b),!debug`; `<none>` for an empty one. */
export function formatLabelSelector(selector: JsonObject | undefined): string {
  if (selector === undefined) return '<none>'
  const labels = objectAt(selector, 'matchLabels')
  const parts = sortedKeys(labels).map((key) => ({ key, text: `${key}=${stringAt(labels, key)}` }))
  for (const expression of listAt(selector, 'matchExpressions')) {
    if (isObject(expression))
      parts.push({ key: stringAt(expression, 'key'), text: expressionText(expression) })
  }
  parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return parts.length === 0 ? '<none>' : parts.map((part) => part.text).join(',')
}

function expressionText(expression: JsonObject): string {
  const key = stringAt(expression, 'key')
  const values = [...stringsAt(expression, 'values')].sort().join(',')
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`
    case 'NotIn':
      return `${key} notin (${values})`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}

/** The condition of a type in `status.conditions`. */
export function statusCondition(object: JsonObject, type: string): JsonObject | undefined {
  const condition = listAt(object, 'status', 'conditions').find((item) => stringAt(item, 'type') === type)
  return isObject(condition) ? condition : undefined
}
