import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Call } from '../../kernel/process.js'
import { type ApiRequest, apiCall, arrayAt, objectAt, textAt } from '../../kubernetes/index.js'
import type { Info } from './resource-list.js'

/** What the selector of a workload selects. It is immutable, so the manifest's is the live one. */
export function listSelected({ object, namespace }: Info, group: string, resource: string): Call {
  const labelSelector = selectorText(objectAt(object, 'spec', 'selector'))
  const request: ApiRequest = { verb: 'list', group, version: 'v1', resource, namespace, labelSelector }
  return apiCall(request)
}

/** apimachinery v0.36.3 pkg/apis/meta/v1/helpers.go (FormatLabelSelector). */
function selectorText(selector: JsonObject): string {
  const labels = objectAt(selector, 'matchLabels')
  const equal = Object.keys(labels).map((key) => `${key}=${String(labels[key])}`)
  const expressions = arrayAt(selector, 'matchExpressions').filter(isObject).map(expressionText)
  return [...equal, ...expressions].sort().join(',')
}

function expressionText(expression: JsonObject): string {
  const key = textAt(expression, 'key')
  const values = arrayAt(expression, 'values').map(String).join(',')
  switch (expression['operator']) {
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'NotIn':
      return `${key} notin (${values})`
    default:
      return `${key} in (${values})`
  }
}
