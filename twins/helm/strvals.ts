import { NotModelled } from '../kernel/errors.js'
import type { Json, JsonArray, JsonObject } from '../kernel/json.js'
import { goQuote } from '../kubernetes/index.js'
import { type HelmError, helmError } from './errors.js'
import { StrvalsInput } from './strvals-input.js'

/**
 * How the values of a flag are read: `typed` `--set`, `string` `--set-string`, `json` `--set-json`, `literal`
 * `--set-literal`, or by a function of the text (`--set-file`).
 */
export type StrvalsMode = 'typed' | 'string' | 'json' | 'literal' | ((text: string) => Json)

/** Helm v3.21.4 pkg/strvals/parser.go (MaxIndex, MaxNestedNameLevel). */
const MAX_INDEX = 65_536
const MAX_NESTED_NAME_LEVEL = 30

type MutableJson = Json | MutableJson[] | { [key: string]: MutableJson }
type Table = { [key: string]: MutableJson }

/** Whether the text is used up; the parser's quirks hang on where exactly that is noticed. */
type Progress = 'more' | 'end'

/**
 * Merge one flag's text (`a.b[0]=x,c={y,z}`) into a copy of `base`. Throws `HelmError` `helm-values-invalid` with
 * upstream's text, without `failed parsing --set data: `. Helm v3.21.4 pkg/strvals/parser.go, literal_parser.go.
 * A number in the way is named `float64` in the conversion error even where an earlier `--set` made it an `int64`.
 */
export function parseStrvals(text: string, base: JsonObject, mode: StrvalsMode): JsonObject {
  const data = thaw(base) as Table
  const parser = new Parser(new StrvalsInput(text), mode)
  while (parser.key(data, 0) === 'more');
  return data as JsonObject
}

/**
 * The type `--set` gives a text: true and false in any case, null, decimal integers of 64 bits without leading
 * zero; all else is a string. Helm v3.21.4 pkg/strvals/parser.go (typedVal). Throws `NotModelled` for an integer
 * that JavaScript cannot hold.
 */
export function typedValue(text: string): Json {
  const lower = text.toLowerCase()
  if (lower === 'true') return true
  if (lower === 'false') return false
  if (lower === 'null') return null
  if (text === '0') return 0
  if (!/^(?!0)[-+]?[0-9]+$/.test(text)) return text
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  if (value < -(2n ** 63n) || value >= 2n ** 63n) return text
  if (!Number.isSafeInteger(Number(value))) {
    throw new NotModelled(`--set of the integer ${text}`, 'Use --set-string for integers beyond 2^53.')
  }
  return Number(value)
}

class Parser {
  private readonly input: StrvalsInput
  private readonly mode: StrvalsMode
  private readonly literal: boolean

  constructor(input: StrvalsInput, mode: StrvalsMode) {
    this.input = input
    this.mode = mode
    this.literal = mode === 'literal'
  }

  /** One `key=value`, or the rest of one within `data`. */
  key(data: Table, level: number): Progress {
    const { text: key, last } = this.input.until(this.literal ? '=[.' : '=[,.', this.literal)
    if (last === null) {
      if (key === '') return 'end'
      throw invalid(`key ${goQuote(key)} has no value`)
    }
    if (last === ',') throw invalid(`key ${goQuote(key)} has no value (cannot end with ,)`)
    if (last === '[') return this.indexedKey(data, key, level)
    if (last === '.') return this.nestedKey(data, key, level + 1)
    const { value, progress } = this.value()
    set(data, key, value)
    return progress
  }

  private indexedKey(data: Table, key: string, level: number): Progress {
    const index = this.keyIndex()
    const list = Object.hasOwn(data, key) ? asList(data[key]!) : []
    const progress = this.listItem(list, index, level)
    set(data, key, list)
    return progress
  }

  private nestedKey(data: Table, key: string, level: number): Progress {
    if (level > MAX_NESTED_NAME_LEVEL) {
      throw invalid(
        `value name nested level is greater than maximum supported nested level of ${MAX_NESTED_NAME_LEVEL}`,
      )
    }
    const inner = Object.hasOwn(data, key) ? asTable(data[key]!) : {}
    const progress = this.key(inner, level)
    const empty = Object.keys(inner).length === 0
    if (progress === 'more' && empty) throw invalid(`key map ${goQuote(key)} has no value`)
    if (!empty) set(data, key, inner)
    return progress
  }

  private keyIndex(): number {
    const { text, last } = this.input.until(']', this.literal)
    if (last === null) throw invalid('error parsing index: EOF')
    if (!/^[-+]?[0-9]+$/.test(text)) {
      throw invalid(`error parsing index: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`)
    }
    const index = BigInt(text.startsWith('+') ? text.slice(1) : text)
    if (index < -(2n ** 63n) || index >= 2n ** 63n) {
      throw invalid(`error parsing index: strconv.Atoi: parsing ${goQuote(text)}: value out of range`)
    }
    return Number(index)
  }

  /** What follows `[index]`: a value, a further index or a nested key. */
  private listItem(list: MutableJson[], index: number, level: number): Progress {
    if (index < 0) throw invalid(`negative ${index} index not allowed`)
    const { text, last } = this.input.until('[.=', this.literal)
    if (text !== '') {
      const characters = [...text].map((character) => `'${character}'`)
      throw invalid(`unexpected data at end of array index: [${characters.join(' ')}]`)
    }
    if (last === null) return 'end'
    if (last === '=') {
      setIndex(list, index, this.value().value)
      return 'more'
    }
    if (last === '[') return this.nestedList(list, index, level)
    return this.nestedItem(list, index, level)
  }

  private nestedList(list: MutableJson[], index: number, level: number): Progress {
    const nextIndex = this.keyIndex()
    const existing = list[index] ?? null
    const inner = existing === null ? [] : asList(existing)
    const progress = this.listItem(inner, nextIndex, level)
    // At the end of the text upstream forgets a list it has just made.
    if (progress === 'more') setIndex(list, index, inner)
    return progress
  }

  private nestedItem(list: MutableJson[], index: number, level: number): Progress {
    const existing = list[index]
    const inner: Table = isTable(existing) ? existing : {}
    if (index < list.length) list[index] = inner
    const progress = this.key(inner, level)
    // As in nestedList: `a[0].b=` at the end of the text leaves `a` empty.
    if (progress === 'more') setIndex(list, index, inner)
    return progress
  }

  /** The value after `=`; the text may be used up, which only an empty value reports. */
  private value(): { readonly value: MutableJson; readonly progress: Progress } {
    if (this.mode === 'literal') return { value: this.input.until('', true).text, progress: 'more' }
    if (this.mode === 'json') return { value: this.jsonValue(), progress: 'more' }
    if (this.input.peek() === null) return { value: '', progress: 'end' }
    if (this.input.peek() === '{') {
      this.input.next()
      return { value: this.valueList(), progress: 'more' }
    }
    return { value: this.read(this.input.until(',').text), progress: 'more' }
  }

  private valueList(): MutableJson[] {
    const list: MutableJson[] = []
    for (;;) {
      const { text, last } = this.input.until(',}')
      if (last === null) throw invalid("list must terminate with '}'")
      list.push(this.read(text))
      if (last === ',') continue
      if (this.input.peek() === ',') this.input.next()
      return list
    }
  }

  private jsonValue(): MutableJson {
    if (this.input.skipToComma()) return null
    const text = this.input.jsonText()
    try {
      const value = JSON.parse(text ?? '') as MutableJson
      this.input.skipToComma()
      return value
    } catch (error) {
      if (error instanceof SyntaxError) throw invalid(`invalid JSON: ${error.message}`)
      throw error
    }
  }

  private read(text: string): MutableJson {
    if (typeof this.mode === 'function') return this.mode(text)
    return this.mode === 'string' ? text : typedValue(text)
  }
}

function set(data: Table, key: string, value: MutableJson): void {
  if (key === '') return
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true })
}

function setIndex(list: MutableJson[], index: number, value: MutableJson): void {
  if (index > MAX_INDEX) {
    throw invalid(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`)
  }
  while (list.length <= index) list.push(null)
  list[index] = value
}

function asList(value: MutableJson): MutableJson[] {
  if (Array.isArray(value)) return value as MutableJson[]
  throw conversionError(value, '[]interface {}')
}

function asTable(value: MutableJson): Table {
  if (isTable(value)) return value
  throw conversionError(value, 'map[string]interface {}')
}

function isTable(value: MutableJson | undefined): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of Go's recovered panic. */
function conversionError(value: MutableJson, wanted: string): HelmError {
  const types: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', number: 'float64' }
  const container = Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
  const actual = value === null ? 'nil' : (types[typeof value] ?? container)
  return invalid(`unable to parse key: interface conversion: interface {} is ${actual}, not ${wanted}`)
}

function invalid(message: string): HelmError {
  return helmError('helm-values-invalid', message)
}

/** A copy that may be written to. */
function thaw(value: Json): MutableJson {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as JsonArray).map(thaw)
  const copy: Table = {}
  for (const [key, child] of Object.entries(value as JsonObject)) set(copy, key, thaw(child))
  return copy
}
