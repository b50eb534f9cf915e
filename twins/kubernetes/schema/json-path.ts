import { NotModelled } from '../../kernel/errors.js'
import { isObject, type Json, type JsonArray } from '../../kernel/json.js'

/** One step of a path. */
type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly Step[]; readonly equals: string }

/**
 * Evaluates the part of kubectl's JSONPath that printer columns use: `.a.b`, `['a']`, `\.` in names, `[0]`, `[-1]`,
 * `[*]` and `[?(@.type=="Ready")]`. All matches, in order; a missing key matches nothing.
 * Source: kubernetes/client-go v0.36.3 util/jsonpath, with AllowMissingKeys.
 * @throws NotModelled for any other expression.
 */
export function evaluateJsonPath(path: string, root: Json): readonly Json[] {
  return walk(parse(path), root)
}

const FIELD = /^\.((?:[^.[\]\\]|\\.)+)/
const QUOTED = /^\[(['"])((?:[^\\]|\\.)*?)\1\]/
const INDEX = /^\[(-?\d+)\]/
const ALL = /^(?:\[\*\]|\.\*)/
const FILTER = /^\[\?\(\s*@((?:\.(?:[^.[\]\\=\s]|\\.)+)+)\s*==\s*(?:"([^"]*)"|'([^']*)')\s*\)\]/

function parse(path: string): readonly Step[] {
  const steps: Step[] = []
  let rest = path.startsWith('{') && path.endsWith('}') ? path.slice(1, -1) : path
  if (rest.startsWith('$')) rest = rest.slice(1)
  while (rest !== '' && rest !== '.') {
    const [step, length] = nextStep(rest, path)
    steps.push(step)
    rest = rest.slice(length)
  }
  return steps
}

function nextStep(text: string, path: string): readonly [Step, number] {
  const all = ALL.exec(text)
  if (all !== null) return [{ kind: 'all' }, all[0].length]
  const field = FIELD.exec(text)
  if (field !== null) return [{ kind: 'field', name: unescapeName(field[1]) }, field[0].length]
  const quoted = QUOTED.exec(text)
  if (quoted !== null) return [{ kind: 'field', name: unescapeName(quoted[2]) }, quoted[0].length]
  const index = INDEX.exec(text)
  if (index !== null) return [{ kind: 'index', index: Number(index[1]) }, index[0].length]
  const filter = FILTER.exec(text)
  if (filter !== null) {
    const equals = filter[2] ?? filter[3] ?? ''
    return [{ kind: 'filter', path: parse(filter[1] as string), equals }, filter[0].length]
  }
  throw new NotModelled(`the JSONPath ${path}`, 'Use fields, indices, [*] and [?(@.key=="value")] only.')
}

function unescapeName(name: string | undefined): string {
  return (name ?? '').replace(/\\(.)/g, '$1')
}

function walk(steps: readonly Step[], root: Json): readonly Json[] {
  let current: readonly Json[] = [root]
  for (const step of steps) current = current.flatMap((value) => apply(step, value))
  return current
}

function apply(step: Step, value: Json): readonly Json[] {
  switch (step.kind) {
    case 'field':
      return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name] as Json] : []
    case 'index':
      return Array.isArray(value) ? ((value as JsonArray).slice(step.index).slice(0, 1) as Json[]) : []
    case 'all':
      return Array.isArray(value) ? (value as JsonArray) : isObject(value) ? Object.values(value) : []
    case 'filter':
      return Array.isArray(value)
        ? (value as JsonArray).filter((item) => String(walk(step.path, item)[0] ?? '') === step.equals)
        : []
  }
}
