import { compareKeys, isObject, type JsonObject } from '../../kernel/json.js'
import { goQuote, goStringSlice } from '../schema/go-text.js'
import { isLabelValue, isQualifiedName } from '../schema/names.js'
import { SelectorError } from './selector-error.js'

/**
 * Operators in upstream's spelling. Source: kubernetes/apimachinery v0.36.3 pkg/selection/operator.go.
 */
export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'

/** One condition on one label. */
export interface LabelRequirement {
  readonly key: string
  readonly operator: LabelOperator
  readonly values: readonly string[]
}

/** All requirements must hold. `matchesNothing` is the selector of an absent LabelSelector; no requirement matches all. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[]
  readonly matchesNothing?: true
}

const OBJECT_OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

const INTEGER = /^[+-]?\d+$/

/**
 * Checks and builds one requirement.
 * Throws `SelectorError` with upstream's field errors, several of them as `[e1, e2]`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/labels/selector.go (NewRequirement).
 */
export function newRequirement(
  key: string,
  operator: LabelOperator,
  values: readonly string[],
): LabelRequirement {
  const errors = keyErrors(key, 'key')
  const list = goStringSlice(values)
    .replace(/^\[\]string\{/, '[')
    .replace(/\}$/, ']')
    .replaceAll('", "', '","')
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    errors.push(`values: Invalid value: ${list}: for 'in', 'notin' operators, values set can't be empty`)
  } else if ((operator === 'exists' || operator === '!') && values.length !== 0) {
    errors.push(`values: Invalid value: ${list}: values set must be empty for exists and does not exist`)
  } else if (operator === 'gt' || operator === 'lt') {
    errors.push(...integerErrors(values))
  }
  values.forEach((value, index) => {
    const wrong = isLabelValue(value)
    if (wrong.length > 0) {
      errors.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`)
    }
  })
  if (errors.length > 0) throw new SelectorError(aggregate(errors))
  return { key, operator, values }
}

/** Errors of a label key as field errors under `path`. */
export function keyErrors(key: string, path: string): string[] {
  const wrong = isQualifiedName(key)
  return wrong.length === 0 ? [] : [`${path}: Invalid value: ${goQuote(key)}: ${wrong.join('; ')}`]
}

function integerErrors(values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    INTEGER.test(value)
      ? []
      : [
          `values[${index}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
        ],
  )
}

function aggregate(errors: readonly string[]): string {
  const unique = errors.filter((error, index) => errors.indexOf(error) === index)
  return unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`
}

/**
 * The selector of a `LabelSelector` object: `matchLabels` and `matchExpressions`. An absent object matches nothing, an
 * empty one everything.
 * Throws `SelectorError` when a requirement is not valid.
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/helpers.go (LabelSelectorAsSelector).
 */
export function fromLabelSelectorObject(object: JsonObject | null | undefined): LabelSelector {
  if (object === undefined || object === null) return { requirements: [], matchesNothing: true }
  const { matchLabels, matchExpressions } = object
  const requirements: LabelRequirement[] = []
  if (isObject(matchLabels)) {
    for (const key of Object.keys(matchLabels)) {
      requirements.push(newRequirement(key, '=', [String(matchLabels[key])]))
    }
  }
  for (const expression of Array.isArray(matchExpressions) ? matchExpressions.filter(isObject) : []) {
    const name = String(expression['operator'] ?? '')
    const operator = Object.hasOwn(OBJECT_OPERATORS, name) ? OBJECT_OPERATORS[name] : undefined
    if (operator === undefined)
      throw new SelectorError(`${goQuote(name)} is not a valid label selector operator`)
    const values = Array.isArray(expression['values']) ? expression['values'].map(String) : []
    requirements.push(newRequirement(String(expression['key'] ?? ''), operator, values))
  }
  requirements.sort((a, b) => compareKeys(a.key, b.key))
  return { requirements }
}

/**
 * Whether labels satisfy a selector. Absent labels are no labels.
 * Source: kubernetes/apimachinery v0.36.3 pkg/labels/selector.go (Requirement.Matches).
 */
export function matchesLabels(selector: LabelSelector, labels: JsonObject | undefined): boolean {
  if (selector.matchesNothing === true) return false
  return selector.requirements.every((requirement) => matchesRequirement(requirement, labels ?? {}))
}

function matchesRequirement({ key, operator, values }: LabelRequirement, labels: JsonObject): boolean {
  const value = Object.hasOwn(labels, key) ? String(labels[key]) : undefined
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt':
      return value !== undefined && INTEGER.test(value) && comparesTo(operator, value, values[0] ?? '')
  }
}

function comparesTo(operator: 'gt' | 'lt', value: string, limit: string): boolean {
  return operator === 'gt' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit)
}
