const MISMATCH = /cannot unmarshal (\S+)(?: (\S+))? into Go struct field \S+ of type (\S+)$/

/**
 * The text of a type mismatch as the converter of strategic merge patches words it, from the text of the JSON decoder:
 * a bool for a string is `unrecognized type: string`, a number `cannot convert int64 to string`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/runtime/converter.go (fromUnstructured).
 */
export function conversionError(decoderText: string): string {
  const match = MISMATCH.exec(decoderText)
  if (match === null) return decoderText
  const [, found = '', literal, type = ''] = match
  if (type.startsWith('map[')) return `cannot restore map from ${goKind(found, literal)}`
  if (type.startsWith('[]')) return `cannot restore slice from ${goKind(found, literal)}`
  const target = scalarKind(type)
  if (target === undefined) return `cannot restore struct from: ${goKind(found, literal)}`
  const numeric = found === 'number' && target !== 'bool'
  return numeric ? `cannot convert ${goKind(found, literal)} to ${target}` : `unrecognized type: ${target}`
}

function goKind(found: string, literal: string | undefined): string {
  if (found === 'number') return literal?.includes('.') === true ? 'float64' : 'int64'
  if (found === 'object') return 'map'
  return found === 'array' ? 'slice' : found
}

/** The Go kind of a scalar type; undefined for structs. Named string types print as themselves. */
function scalarKind(type: string): string | undefined {
  if (/^(string|bool|int32|int64|float64)$/.test(type)) return type
  return /^(v1|types)\.[A-Z]\w*(Type|Policy|Protocol|Phase|Status|Name|UID|Mode|Operator|Effect)$/.test(type)
    ? 'string'
    : undefined
}
