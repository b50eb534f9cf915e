import { NotModelled } from '../../kernel/errors.js'
import { type Files, normalisePath } from '../../kernel/files.js'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { generalError, paramValidation, parsingError } from './cli-error.js'
import type { CommandSpec, OptionSpec } from './commands.js'
import type { ScannedOptions } from './option-tokens.js'

/** Where `file://` reads from. */
export interface ParameterSource {
  readonly files: Files
  /** Folder of relative paths. */
  readonly cwd: string
  /** What `file:///dev/stdin` reads. */
  readonly stdin: string
}

/** Options as the input of the operation. Throws `CliError` for values aws-cli does not send. */
export function readParameters(
  spec: CommandSpec,
  scanned: ScannedOptions,
  source: ParameterSource,
): JsonObject {
  const input: Record<string, Json> = {}
  for (const [option, optionSpec] of Object.entries(spec.options)) {
    if (optionSpec.type === 'flag') {
      if (scanned.values.has(option)) input[optionSpec.member] = true
      else if (scanned.values.has(`--no-${option.slice(2)}`)) input[optionSpec.member] = false
      continue
    }
    const words = scanned.values.get(option)
    if (words !== undefined) input[optionSpec.member] = readValue(option, optionSpec, words, source)
  }
  checkLengths(spec, input)
  return input
}

function readValue(
  option: string,
  spec: OptionSpec,
  words: readonly string[],
  source: ParameterSource,
): Json {
  const loaded = words.length === 1 ? [loadFile(option, words[0]!, source)] : words
  switch (spec.type) {
    case 'text':
      return loaded[0]!
    case 'integer':
      return toInteger(loaded[0]!)
    case 'texts':
      return isJson(loaded) ? toObjects(option, loaded[0]!) : loaded
    default:
      if (isJson(loaded)) return toObjects(option, loaded[0]!)
      return loaded.map((word) => shorthand(option, spec.type === 'tags' ? 'Value' : 'Values', word))
  }
}

/** aws-cli 2.36.7 awscli/paramfile.py: `file://` loads a text; other values stay as they are. */
function loadFile(option: string, value: string, source: ParameterSource): string {
  if (value.startsWith('fileb://')) throw outside(`aws ${option} fileb://`)
  if (!value.startsWith('file://')) return value
  const path = value.slice('file://'.length)
  if (path === '/dev/stdin') return universalNewlines(source.stdin)
  if (/^[/~]|\$/.test(path)) throw outside(`aws ${option} ${value}`)
  const text = source.files.read(normalisePath(`${source.cwd}/${path}`))
  if (text !== undefined) return universalNewlines(text)
  throw parsingError(
    option,
    `Unable to load paramfile ${value}: [Errno 2] No such file or directory: '${path}'`,
  )
}

function outside(what: string): NotModelled {
  return new NotModelled(what, "Give the path of a text file in the scenario's folder, relative to it.")
}

/** Python opens the file in text mode. */
function universalNewlines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** aws-cli 2.36.7 awscli/argprocess.py (unpack_scalar_cli_arg): Python's int(). */
function toInteger(value: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(value)) return Number(value)
  throw generalError(`invalid literal for int() with base 10: '${value}'`)
}

function isJson(words: readonly string[]): boolean {
  return words.length === 1 && /^\s*[[{]/.test(words[0]!)
}

/** A list as JSON; a single object counts as a list of one. */
function toObjects(option: string, text: string): readonly Json[] {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    // Python's own words for the place of the mistake are not reproduced.
    throw parsingError(option, `Invalid JSON:\nJSON received: ${text}`)
  }
  if (isObject(value)) return [value]
  return value as readonly Json[]
}

/** `Key=<k>,Value=<v>` of a tag, `Key=<k>,Values=<v>,<v>` of a filter (awscli/shorthand.py), without quotes. */
function shorthand(option: string, member: 'Value' | 'Values', word: string): JsonObject {
  const match = /^Key=([^,=]+),(Values?)=([^='"[\]{}]*)$/.exec(word)
  if (match === null || match[2] !== member || (member === 'Value' && match[3]!.includes(','))) {
    throw new NotModelled(`aws ${option} ${word}`, `Write it as Key=…,${member}=… or as JSON.`)
  }
  return { Key: match[1]!, [member]: member === 'Value' ? match[3]! : match[3]!.split(',') }
}

/** aws-cli 2.36.7 awscli/botocore/validate.py: only minimal lengths are checked by the client. */
function checkLengths(spec: CommandSpec, input: JsonObject): void {
  const failures = Object.values(spec.options).flatMap(({ member, min }) => {
    const value = input[member]
    if (min === undefined || (typeof value !== 'string' && !Array.isArray(value))) return []
    if (value.length >= min) return []
    return [`Invalid length for parameter ${member}, value: ${value.length}, valid min length: ${min}`]
  })
  if (failures.length > 0) throw paramValidation(`Parameter validation failed:\n${failures.join('\n')}`)
}
