import { compareKeys, type Json, stableStringify } from '../../kernel/json.js'
import { goJsonEscape, goQuote } from './go-text.js'

/**
 * Kinds of field errors, as they appear in `details.causes[].reason` of a Status.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/validation/field/errors.go (ErrorType).
 */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** One validation error of one field: plain data, rendered by `errorText`. */
export interface FieldError {
  readonly type: FieldErrorType
  /** Path as upstream prints it: `spec.containers[0].name`, `data[key]`. */
  readonly field: string
  /** The offending value; absent where the kind of error prints none. */
  readonly badValue?: Json
  /** How the value is printed when it is a Go struct, whose members keep their order and names; default `badValue`. */
  readonly valueText?: string
  /** May be empty. */
  readonly detail: string
}

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooShort: 'Too short',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

/** `Invalid value`: malformed, out of bounds, immutable. Without a value the error prints none. */
export function invalidValue(field: string, badValue: Json | undefined, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, ...(badValue === undefined ? {} : { badValue }), detail }
}

/** `Invalid value` because the JSON type is wrong. */
export function typeInvalid(field: string, badValue: Json, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue, detail }
}

/** `Required value`. */
export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail }
}

/** `Duplicate value`. */
export function duplicate(field: string, badValue: Json): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue, detail: '' }
}

/** `Unsupported value`, with the supported ones in the order given. */
export function notSupported(field: string, badValue: Json, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`
  return { type: 'FieldValueNotSupported', field, badValue, detail }
}

/** `Forbidden`. */
export function forbiddenField(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail }
}

/** `Too long`, counted in bytes. */
export function tooLong(field: string, maxBytes: number): FieldError {
  const unit = maxBytes === 1 ? 'byte' : 'bytes'
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${maxBytes} ${unit}` }
}

/** `Too many` items or properties. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const unit = max === 1 ? 'item' : 'items'
  return {
    type: 'FieldValueTooMany',
    field,
    badValue: actual,
    detail: `must have at most ${max} ${unit}`,
  }
}

/** `Not found`: a reference to something that does not exist. */
export function notFoundField(field: string, badValue: Json): FieldError {
  return { type: 'FieldValueNotFound', field, badValue, detail: '' }
}

/** `Internal error`. */
export function internalFieldError(field: string, detail: string): FieldError {
  return { type: 'InternalError', field, detail }
}

/**
 * The error without its field: `<Type>: <value>: <detail>`. Strings are quoted as in Go, numbers and booleans plain,
 * everything else is JSON (servers before 1.34 print a Go struct dump there).
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/validation/field/errors.go (ErrorBody). JSON keys are sorted, where
 * upstream keeps the declaration order of the Go struct.
 */
export function errorBody(error: FieldError): string {
  const title = TITLES[error.type]
  const value = error.valueText ?? (error.badValue === undefined ? undefined : renderValue(error.badValue))
  const head = value === undefined ? title : `${title}: ${value}`
  return error.detail === '' ? head : `${head}: ${error.detail}`
}

function renderValue(value: Json): string {
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return goJsonEscape(stableStringify(value))
}

/** The whole error: `<path>: <Type>: <value>: <detail>`. */
export function errorText(error: FieldError): string {
  return `${error.field}: ${errorBody(error)}`
}

/**
 * The text of a list of errors: the error itself for one, `[e1, e2]` for several; equal texts appear once.
 * Source: kubernetes/apimachinery v0.36.3 field/errors.go (ToAggregate), pkg/util/errors/errors.go (aggregate.Error).
 */
export function toAggregate(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))]
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`
}

/** Prints the value of an error as a Go struct with these members, in this order. */
export function withStructValue(
  error: FieldError,
  members: readonly (readonly [string, Json])[],
): FieldError {
  const texts = members.map(([name, value]) => `${JSON.stringify(name)}:${stableStringify(value)}`)
  return { ...error, valueText: goJsonEscape(`{${texts.join(',')}}`) }
}

/** Stable order by text, as upstream sorts errors that come out of maps. */
export function sortErrors(errors: readonly FieldError[]): readonly FieldError[] {
  return [...errors].sort((a, b) => compareKeys(errorText(a), errorText(b)))
}
