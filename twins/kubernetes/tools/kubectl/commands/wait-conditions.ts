import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, valueAt } from '../../../client/objects.js'
import { KubectlError } from '../errors.js'
import { compileJsonPath, findResults, NOT_RELAXED, relaxedJsonPath } from '../jsonpath.js'
import { goSprint } from '../printers/go-json.js'

/** What `kubectl wait --for` waits for. */
export type Condition =
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  | {
      readonly kind: 'state'
      /** Throws `KubectlError` when the object leaves no answer (a JSONPath that finds a list, say). */
      readonly holds: (object: JsonObject) => boolean
    }

/** Parses `--for`. Source: kubectl v0.32.0 pkg/cmd/wait/wait.go (conditionFuncFor, processJSONPathInput). */
export function parseCondition(text: string): Condition {
  if (text.toLowerCase() === 'delete') return { kind: 'delete' }
  if (text.toLowerCase() === 'create') return { kind: 'create' }
  if (text.startsWith('condition=')) {
    const [name = '', ...value] = text.slice('condition='.length).split('=')
    const wanted = value.length === 0 ? 'true' : value.join('=')
    return { kind: 'state', holds: (object) => conditionHolds(object, name, wanted) }
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length))
  throw new KubectlError(`unrecognized condition: ${JSON.stringify(text)}`)
}

/** A condition of an older generation does not count. Source: kubectl v0.32.0 pkg/cmd/wait/condition.go (checkCondition). */
function conditionHolds(object: JsonObject, name: string, wanted: string): boolean {
  const condition = arrayAt(object, 'status', 'conditions')
    .filter(isObject)
    .find(({ type, status }) => equalFold(type, name) && typeof status === 'string')
  if (condition === undefined) return false
  const generation = valueAt(metadataOf(object), 'generation')
  const observed = condition['observedGeneration'] ?? valueAt(object, 'status', 'observedGeneration')
  if (typeof generation === 'number' && typeof observed === 'number' && observed < generation) return false
  return equalFold(condition['status'], wanted)
}

function equalFold(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === text.toLowerCase()
}

function jsonPathCondition(input: string): Condition {
  const parts = splitAtSingleEquals(input)
  if (parts.length > 2) {
    throw new KubectlError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    )
  }
  const path = relaxedJsonPath(parts[0] ?? '')
  if (path === undefined) throw new KubectlError(NOT_RELAXED)
  const wanted = parts[1]?.replace(/^['"]+|['"]+$/g, '')
  if (wanted === '') {
    throw new KubectlError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    )
  }
  if (path === '') throw new KubectlError('jsonpath expression cannot be empty')
  const template = compileJsonPath(path)
  return {
    kind: 'state',
    holds: (object) => resultHolds(findResults(template, object, { allowMissingKeys: true }), wanted),
  }
}

/** `==` belongs to filters and does not split. */
function splitAtSingleEquals(input: string): readonly string[] {
  const marked = input.replaceAll('==', '\u0000')
  return marked.split('=').map((part) => part.replaceAll('\u0000', '=='))
}

/** Source: kubectl v0.32.0 pkg/cmd/wait/json.go (checkCondition). */
function resultHolds(results: ReturnType<typeof findResults>, wanted: string | undefined): boolean {
  const [first] = results
  if (first === undefined || first.length === 0) return false
  if (results.length > 1) throw new KubectlError('given jsonpath expression matches more than one list')
  if (first.length > 1) throw new KubectlError('given jsonpath expression matches more than one value')
  if (wanted === undefined) return true
  const value = first[0] ?? null
  if (typeof value === 'object' && value !== null) {
    throw new KubectlError('jsonpath leads to a nested object or list which is not supported')
  }
  return goSprint(value).trim() === wanted.trim()
}
