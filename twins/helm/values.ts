import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { HelmError, helmError, wrapHelmError } from './errors.js'
import { decodeObject } from './go-json.js'
import type { HelmMajor } from './kind-order.js'
import { decode } from './manifest-head.js'
import { parseStrvals, type StrvalsMode } from './strvals.js'
import { parseYaml } from './yaml.js'

export { parseStrvals } from './strvals.js'
export {
  coalesceTables,
  coalesceValues,
  type ReuseMode,
  reuseValues,
} from './values-coalesce.js'

/** The value flags of a command line, each list in the order given. */
export interface ValueOptions {
  /** `-f`, `--values` */
  readonly valueFiles?: readonly string[]
  /** `--set-json` */
  readonly jsonValues?: readonly string[]
  /** `--set` */
  readonly values?: readonly string[]
  /** `--set-string` */
  readonly stringValues?: readonly string[]
  /** `--set-file` */
  readonly fileValues?: readonly string[]
  /** `--set-literal` */
  readonly literalValues?: readonly string[]
}

/** The text of a file, undefined when there is none. */
export type ReadText = (path: string) => string | undefined

/**
 * The user-supplied values of a command: files in order, then by kind of flag, whatever their place on the command
 * line: `--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`. Helm 4 also takes a whole object for
 * `--set-json`. Throws `HelmError` with upstream's text (`failed parsing --set data: ...`, `open x: no such file or
 * directory`). Helm v3.21.4 and v4.2.4 pkg/cli/values/options.go (MergeValues).
 */
export function mergeValueOptions(options: ValueOptions, read: ReadText, major: HelmMajor = 3): JsonObject {
  let base: JsonObject = {}
  for (const path of options.valueFiles ?? []) base = mergeMaps(base, readValuesFile(path, read))
  for (const text of options.jsonValues ?? []) base = setJson(base, text, major)
  base = setAll(base, '--set', options.values, 'typed')
  base = setAll(base, '--set-string', options.stringValues, 'string')
  base = setAll(base, '--set-file', options.fileValues, (path) => readFile(path, read))
  return setAll(base, '--set-literal', options.literalValues, 'literal')
}

/**
 * Parse a values file; blank text gives `{}`. Throws `HelmError`: `error converting YAML to JSON: ...` or
 * `error unmarshaling JSON: ... cannot unmarshal string into Go value of type map[string]interface {}`.
 */
export function parseValues(text: string): JsonObject {
  const document = parseYaml(text)
  return decode(() => decodeObject(document, 'map[string]interface {}'))
}

/** Maps merge, everything else is replaced; `later` wins. Helm v3.21.4 pkg/cli/values/options.go (mergeMaps). */
export function mergeMaps(earlier: JsonObject, later: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...earlier }
  for (const [key, value] of Object.entries(later)) {
    const existing = result[key]
    result[key] = isObject(value) && isObject(existing) ? mergeMaps(existing, value) : value
  }
  return result
}

function readValuesFile(path: string, read: ReadText): JsonObject {
  const text = readFile(path, read)
  try {
    return parseValues(text)
  } catch (error) {
    throw wrapHelmError(error, `failed to parse ${path}`, 'helm-values-invalid', path)
  }
}

function setAll(
  base: JsonObject,
  flag: string,
  texts: readonly string[] | undefined,
  mode: StrvalsMode,
): JsonObject {
  let result = base
  for (const text of texts ?? []) {
    try {
      result = parseStrvals(text, result, mode)
    } catch (error) {
      throw wrapHelmError(error, `failed parsing ${flag} data`, 'helm-values-invalid', `${flag} ${text}`)
    }
  }
  return result
}

/** Upstream hides what is wrong with the JSON. */
function setJson(base: JsonObject, text: string, major: HelmMajor): JsonObject {
  const whole = major === 4 && text.trim().startsWith('{')
  try {
    return whole ? mergeMaps(base, JSON.parse(text) as JsonObject) : parseStrvals(text, base, 'json')
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof SyntaxError)) throw error
    const message = `failed parsing --set-json data${whole ? ' JSON:' : ''} ${text}`
    throw helmError('helm-values-invalid', message, { subject: `--set-json ${text}` })
  }
}

function readFile(path: string, read: ReadText): string {
  const text = read(path)
  if (text !== undefined) return text
  throw helmError('helm-values-invalid', `open ${path}: no such file or directory`, { subject: path })
}
