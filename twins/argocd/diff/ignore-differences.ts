import { NotModelled } from '../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { arrayAt, groupOf, metadataOf, textAt } from '../../kubernetes/index.js'
import { matchesGlob } from '../source/glob.js'

/** A path of keys; `*` in it stands for every item of a list. */
type Path = readonly string[]
const EVERY_ITEM = '*'

/** One entry of `spec.ignoreDifferences`. */
export interface IgnoreRule {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly paths: readonly Path[]
}

/**
 * Reads `spec.ignoreDifferences`: `jsonPointers`, and of `jqPathExpressions` plain paths such as `.spec.replicas`,
 * `.spec.containers[].image`, `.metadata.labels["a/b"]`. Throws `NotModelled` for other expressions and for
 * `managedFieldsManagers`. argo-cd v3.5.1 util/argo/normalizers/diff_normalizer.go.
 */
export function readIgnoreRules(spec: JsonObject): readonly IgnoreRule[] {
  return arrayAt(spec, 'ignoreDifferences').map((entry) => {
    if (arrayAt(entry, 'managedFieldsManagers').length > 0) {
      throw new NotModelled('ignoreDifferences.managedFieldsManagers', 'Name the paths with jsonPointers.')
    }
    const pointers = arrayAt(entry, 'jsonPointers').map((pointer) => parsePointer(String(pointer)))
    const expressions = arrayAt(entry, 'jqPathExpressions').map((expression) =>
      parseExpression(String(expression)),
    )
    return {
      group: textAt(entry, 'group'),
      kind: textAt(entry, 'kind'),
      name: textAt(entry, 'name'),
      namespace: textAt(entry, 'namespace'),
      paths: [...pointers, ...expressions],
    }
  })
}

function parsePointer(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

const STEP = /^(?:\.([A-Za-z_][A-Za-z0-9_]*)|\.?\["((?:[^"\\]|\\.)*)"\]|\.?\[(\d*)\])\??/

function parseExpression(expression: string): Path {
  const path: string[] = []
  let rest = expression.trim()
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (match === null) {
      throw new NotModelled(
        `the jq expression ${expression} in ignoreDifferences`,
        'Use a plain path, or jsonPointers.',
      )
    }
    const [whole, name, quoted, index] = match
    path.push(name ?? quoted ?? (index === '' ? EVERY_ITEM : (index ?? '')))
    rest = rest.slice(whole.length)
  }
  return path
}

function applies(rule: IgnoreRule, object: JsonObject): boolean {
  const metadata = metadataOf(object)
  return (
    matchesGlob(rule.group, groupOf(object)) &&
    matchesGlob(rule.kind, textAt(object, 'kind')) &&
    (rule.name === '' || rule.name === textAt(metadata, 'name')) &&
    (rule.namespace === '' || rule.namespace === textAt(metadata, 'namespace'))
  )
}

/** The object without the paths that rules ignore of it. A path that does not exist is skipped. */
export function removePaths(object: JsonObject, rules: readonly IgnoreRule[]): JsonObject {
  return ignoredPaths(object, rules).reduce((result, path) => without(result, path) as JsonObject, object)
}

/**
 * The target with the live values at the ignored paths, `status` excepted: what `RespectIgnoreDifferences=true` applies.
 * argo-cd v3.5.1 controller/sync.go (normalizeTargetResources).
 */
export function withLiveValues(
  target: JsonObject,
  live: JsonObject,
  rules: readonly IgnoreRule[],
): JsonObject {
  return ignoredPaths(target, rules)
    .filter(([first]) => first !== 'status')
    .reduce((result, path) => taken(result, live, path) as JsonObject, target)
}

function ignoredPaths(object: JsonObject, rules: readonly IgnoreRule[]): readonly Path[] {
  return rules.filter((rule) => applies(rule, object)).flatMap(({ paths }) => paths)
}

function without(value: Json, [first, ...rest]: Path): Json {
  if (first === undefined) return value
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (rest.length === 0)
      return first === EVERY_ITEM ? [] : items.filter((_, index) => String(index) !== first)
    return items.map((item, index) =>
      first === EVERY_ITEM || String(index) === first ? without(item, rest) : item,
    )
  }
  if (!isObject(value) || value[first] === undefined) return value
  if (rest.length > 0) return { ...value, [first]: without(value[first], rest) }
  const { [first]: _removed, ...kept } = value
  return kept
}

function taken(target: Json | undefined, live: Json | undefined, path: Path): Json | undefined {
  const [first, ...rest] = path
  if (first === undefined) return live
  if (Array.isArray(target) && Array.isArray(live)) {
    const [items, others] = [target as readonly Json[], live as readonly Json[]]
    return items.map((item, index) =>
      first === EVERY_ITEM || String(index) === first ? (taken(item, others[index], rest) ?? item) : item,
    )
  }
  if (!isObject(target) || !isObject(live)) return target
  const value = taken(target[first] ?? (rest.length > 0 ? {} : undefined), live[first], rest)
  if (value !== undefined) return live[first] === undefined ? target : { ...target, [first]: value }
  const { [first]: _absent, ...kept } = target
  return kept
}
