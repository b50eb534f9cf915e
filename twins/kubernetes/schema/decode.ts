import { isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'
import { base64ErrorOffset } from './base64.js'
import { goQuote } from './go-text.js'
import { type Field, type GoType, type Scalar, type Struct, zeroOf } from './go-type.js'

/** What decoding a body into a Go type yields. */
export interface Decoded {
  /** The object as the server would print it back; the input itself when nothing changes. */
  readonly object: JsonObject
  /** Paths of fields the type does not have, in document order: `spec.containers[0].foo`. They are dropped. */
  readonly unknownFields: readonly string[]
  /** Go's text of the first type mismatch; then `object` must not be used. */
  readonly error?: string
}

interface State {
  /** Innermost Go struct, for the error text. */
  struct: string
  /** JSON path without list indices and map keys, as Go's decoder keeps it. */
  readonly path: string[]
  /** JSON path with them, for unknown fields. */
  readonly strictPath: (string | number)[]
  readonly unknownFields: string[]
  error: string | undefined
  fatal: boolean
}

const MAX_STRICT_ERRORS = 100

/**
 * Decodes a JSON object into a Go struct and encodes it back: unknown fields are dropped and named, `null` and zero
 * values of `omitempty` fields disappear, structs that Go always emits appear. Inputs are never changed.
 * Source: kubernetes-sigs/json cfa47c3 internal/golang/encoding/json/decode.go (object, array, literalStore), which the
 * API server uses to decode built-in types. Departures: a zero time without `omitempty` and a nil slice without
 * `omitempty` are left out where Go prints `null`. `stored`, an earlier result, vouches for what the object shares with it.
 */
export function decodeStruct(type: Struct, object: JsonObject, stored?: JsonObject): Decoded {
  const state: State = {
    struct: '',
    path: [],
    strictPath: [],
    unknownFields: [],
    error: undefined,
    fatal: false,
  }
  const decoded = decodeFields(type, object, state, stored)
  return {
    object: decoded,
    unknownFields: state.unknownFields,
    ...(state.error === undefined ? {} : { error: state.error }),
  }
}

/** Structs with many fields, whose objects are shared between versions of an object (pod specs above all). */
const MEMOISED_FIELDS = 20

/** Objects that are known to decode to themselves, without unknown fields, as the given struct. */
const canonical = new WeakMap<JsonObject, Struct>()

function decodeFields(type: Struct, object: JsonObject, state: State, stored?: Json): JsonObject {
  if (type.fields.size < MEMOISED_FIELDS) return decodeEachField(type, object, state, stored)
  if (canonical.get(object) === type) return object
  const unknownBefore = state.unknownFields.length
  const decoded = decodeEachField(type, object, state, stored)
  const clean = state.unknownFields.length === unknownBefore && state.error === undefined
  if (decoded === object && clean) canonical.set(object, type)
  return decoded
}

function decodeEachField(type: Struct, object: JsonObject, state: State, stored?: Json): JsonObject {
  const known = isObject(stored) ? stored : undefined
  let copy: Record<string, Json> | undefined
  const outerStruct = state.struct
  for (const key in object) {
    const before = object[key] as Json
    const same = known?.[key]
    if (before === same) continue
    const field = type.fields.get(key)
    const after =
      field === undefined ? unknownField(key, state) : decodeField(type, field, before, state, same)
    if (after === before) continue
    copy ??= { ...object }
    if (after === undefined) delete copy[key]
    else copy[key] = after
  }
  for (const field of type.always) {
    if ((copy ?? object)[field.name] !== undefined) continue
    copy ??= { ...object }
    copy[field.name] = emptyValue(field, state)
  }
  state.struct = outerStruct
  return copy ?? object
}

function unknownField(key: string, state: State): undefined {
  if (state.unknownFields.length < MAX_STRICT_ERRORS) {
    state.unknownFields.push(strictPathText([...state.strictPath, key]))
  }
  return undefined
}

function strictPathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** A struct that Go emits although the input has none may itself hold such structs. */
function emptyValue(field: Field, state: State): Json {
  return field.type.kind === 'struct' ? decodeFields(field.type, {}, state) : (zeroOf(field.type) as Json)
}

function decodeField(
  owner: Struct,
  field: Field,
  value: Json,
  state: State,
  stored: Json | undefined,
): Json | undefined {
  if (value === null) return undefined
  state.struct = owner.bareName
  state.path.push(field.name)
  state.strictPath.push(field.name)
  const decoded = decodeValue(field.type, value, state, stored)
  state.path.pop()
  state.strictPath.pop()
  return field.pointer || field.alwaysEmitted || !isZero(field.type, decoded) ? decoded : undefined
}

function isZero(type: GoType, value: Json): boolean {
  switch (type.kind) {
    case 'struct':
    case 'raw':
    case 'quantity':
    case 'intstr':
      return false
    case 'slice':
      return (value as JsonArray).length === 0
    case 'map':
      for (const _key in value as JsonObject) return false
      return true
    default:
      return value === '' || value === 0 || value === false
  }
}

function decodeValue(type: GoType, value: Json, state: State, stored?: Json): Json {
  switch (type.kind) {
    case 'struct':
      return isObject(value) ? decodeFields(type, value, state, stored) : mismatch(type, value, state)
    case 'slice':
      return Array.isArray(value)
        ? decodeItems(type.element, value as JsonArray, state)
        : mismatch(type, value, state)
    case 'map':
      return isObject(value) ? decodeEntries(type.element, value, state) : mismatch(type, value, state)
    case 'string':
      return typeof value === 'string' ? value : mismatch(type, value, state)
    case 'bool':
      return typeof value === 'boolean' ? value : mismatch(type, value, state)
    case 'int32':
    case 'int64':
      return decodeInteger(type, value, state)
    case 'float64':
      return typeof value === 'number' ? value : mismatch(type, value, state)
    default:
      return decodeCustom(type.kind, value, state)
  }
}

function decodeItems(element: GoType, list: JsonArray, state: State): Json {
  let copy: Json[] | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index] as Json
    state.strictPath.push(index)
    const after = before === null ? nullElement(element, state) : decodeValue(element, before, state)
    state.strictPath.pop()
    if (after === before) continue
    copy ??= [...list]
    copy[index] = after
  }
  return copy ?? list
}

function decodeEntries(element: GoType, map: JsonObject, state: State): Json {
  let copy: Record<string, Json> | undefined
  for (const key in map) {
    const before = map[key] as Json
    state.strictPath.push(key)
    const after = before === null ? nullElement(element, state) : decodeValue(element, before, state)
    state.strictPath.pop()
    if (after === before) continue
    copy ??= { ...map }
    copy[key] = after
  }
  return copy ?? map
}

/** `null` inside a list or map leaves the zero value: `labels: {a: null}` is the label `a` with an empty value. */
function nullElement(element: GoType, state: State): Json {
  if (element.kind === 'struct') return decodeFields(element, {}, state)
  return (zeroOf(element) as Json | undefined) ?? (element.kind === 'bytes' ? '' : null)
}

function decodeInteger(type: Scalar, value: Json, state: State): Json {
  if (typeof value !== 'number') return mismatch(type, value, state)
  const inRange = type.kind === 'int64' || (value >= -2_147_483_648 && value <= 2_147_483_647)
  if (Number.isInteger(value) && inRange) return value
  return saveMismatch(`number ${value}`, type.name, value, state)
}

function mismatch(type: { readonly name: string }, value: Json, state: State): Json {
  return saveMismatch(jsonKind(value), type.name, value, state)
}

function saveMismatch(found: string, typeName: string, value: Json, state: State): Json {
  state.error ??= mismatchText(found, typeName, state)
  return value
}

function mismatchText(found: string, typeName: string, state: State): string {
  const field = `${state.struct}.${state.path.join('.')}`
  return `json: cannot unmarshal ${found} into Go struct field ${field} of type ${typeName}`
}

function jsonKind(value: Json): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Types with an UnmarshalJSON of their own: their error stops the decoder and wins over earlier mismatches. */
function decodeCustom(
  kind: 'intstr' | 'quantity' | 'time' | 'bytes' | 'raw',
  value: Json,
  state: State,
): Json {
  switch (kind) {
    case 'raw':
      return value
    case 'intstr':
      if (typeof value === 'string' || Number.isInteger(value)) return value
      return fatal(
        mismatchText(typeof value === 'number' ? `number ${value}` : jsonKind(value), 'int32', state),
        value,
        state,
      )
    case 'time':
      return decodeTime(value, state)
    case 'quantity':
      return decodeQuantity(value, state)
    case 'bytes':
      return decodeBytes(value, state)
  }
}

function fatal(text: string, value: Json, state: State): Json {
  if (!state.fatal) state.error = text
  state.fatal = true
  return value
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

function decodeTime(value: Json, state: State): Json {
  if (typeof value !== 'string') return fatal(mismatchText(jsonKind(value), 'string', state), value, state)
  if (RFC3339.test(value)) return value
  const text = goQuote(value)
  const reason = `parsing time ${text} as "2006-01-02T15:04:05Z07:00": cannot parse ${text} as "2006"`
  return fatal(reason, value, state)
}

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/
const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

/** A number is taken by its text, as Go does: `cpu: 1` is stored as `"1"`. */
function decodeQuantity(value: Json, state: State): Json {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && QUANTITY.test(value)) return value
  return fatal(QUANTITY_ERROR, value, state)
}

function decodeBytes(value: Json, state: State): Json {
  if (typeof value !== 'string') return saveMismatch(jsonKind(value), '[]uint8', value, state)
  const offset = base64ErrorOffset(value)
  if (offset === undefined) return value
  state.error ??= `illegal base64 data at input byte ${offset}`
  return value
}
