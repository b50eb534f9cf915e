import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, type LabelSelector, matchesLabels } from '../../machinery/selectors.js'

/** Operators that node selectors have in common with label selectors; `Gt` and `Lt` are their own. */
const COMMON: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])

/**
 * Whether a node satisfies `nodeSelector` and the required node affinity. Terms are alternatives, the requirements of a
 * term all hold, and a term without any matches nothing.
 * Source: kubernetes/component-helpers v0.36.3 scheduling/corev1/nodeaffinity/nodeaffinity.go (GetRequiredNodeAffinity).
 */
export function matchesNodeAffinity(pod: JsonObject, node: JsonObject): boolean {
  const labels = objectAt(metadataOf(node), 'labels')
  const selector = objectAt(pod, 'spec', 'nodeSelector')
  if (!Object.keys(selector).every((key) => labels[key] === selector[key])) return false
  const required = objectAt(pod, 'spec', 'affinity', 'nodeAffinity')[
    'requiredDuringSchedulingIgnoredDuringExecution'
  ]
  return !isObject(required) || matchesNodeTerms(required, node)
}

/** Whether a node satisfies one of the terms of a NodeSelector. */
export function matchesNodeTerms(selector: JsonObject, node: JsonObject): boolean {
  const labels = objectAt(metadataOf(node), 'labels')
  return arrayAt(selector, 'nodeSelectorTerms')
    .filter(isObject)
    .some((term) => matchesTerm(term, node, labels))
}

function matchesTerm(term: JsonObject, node: JsonObject, labels: JsonObject): boolean {
  const expressions = arrayAt(term, 'matchExpressions').filter(isObject)
  const fields = arrayAt(term, 'matchFields').filter(isObject)
  if (expressions.length + fields.length === 0) return false
  const name = { 'metadata.name': textAt(metadataOf(node), 'name') }
  return (
    expressions.every((expression) => matchesExpression(expression, labels)) &&
    fields.every((expression) => matchesExpression(expression, name))
  )
}

function matchesExpression(expression: JsonObject, labels: JsonObject): boolean {
  const operator = textAt(expression, 'operator')
  if (COMMON.has(operator))
    return matchesLabels(fromLabelSelectorObject({ matchExpressions: [expression] }), labels)
  const selector: LabelSelector = {
    requirements: [
      {
        key: textAt(expression, 'key'),
        operator: operator === 'Gt' ? 'gt' : 'lt',
        values: arrayAt(expression, 'values').map(String),
      },
    ],
  }
  return matchesLabels(selector, labels)
}
