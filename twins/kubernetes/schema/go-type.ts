import { InvariantViolation } from '../../kernel/errors.js'

/**
 * The Go types of the built-in API, as far as JSON decoding can see them. They are written in a compact notation, one
 * line a struct: `field:type field!:type …`.
 * - `!`  always emitted (no `omitempty`): a missing value appears as its zero value
 * - `*T` pointer: an explicit zero value is kept
 * - `[]T`, `map[string]T`
 * - `string bool int32 int64 float64`; `~Name` is a named string type, printed `v1.Name` in errors
 * - `intstr quantity time microtime bytes uid`: types with their own decoding
 * - `raw`: any JSON, not looked into
 * - anything else: the name of a struct; `v2/Name` is one of a package other than v1
 */
export type GoType = Scalar | Slice | GoMap | Struct

/** Scalars, and everything that decodes itself. */
export interface Scalar {
  readonly kind:
    | 'string'
    | 'bool'
    | 'int32'
    | 'int64'
    | 'float64'
    | 'intstr'
    | 'quantity'
    | 'time'
    | 'bytes'
    | 'raw'
  /** As Go prints the type in an error. */
  readonly name: string
}

export interface Slice {
  readonly kind: 'slice'
  readonly name: string
  readonly element: GoType
}

export interface GoMap {
  readonly kind: 'map'
  readonly name: string
  readonly element: GoType
}

export interface Struct {
  readonly kind: 'struct'
  readonly name: string
  /** Go's bare name, as errors print the struct that holds a field. */
  readonly bareName: string
  readonly fields: ReadonlyMap<string, Field>
  /** Fields that appear even when the input has none. */
  readonly always: readonly Field[]
}

export interface Field {
  readonly name: string
  readonly type: GoType
  readonly pointer: boolean
  readonly alwaysEmitted: boolean
}

/** Struct name → its fields in the compact notation. */
export type GoTypeTable = Readonly<Record<string, string>>

interface MutableStruct {
  kind: 'struct'
  name: string
  bareName: string
  fields: Map<string, Field>
  always: Field[]
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: { kind: 'string', name: 'string' },
  bool: { kind: 'bool', name: 'bool' },
  int32: { kind: 'int32', name: 'int32' },
  int64: { kind: 'int64', name: 'int64' },
  float64: { kind: 'float64', name: 'float64' },
  uid: { kind: 'string', name: 'types.UID' },
  intstr: { kind: 'intstr', name: 'intstr.IntOrString' },
  quantity: { kind: 'quantity', name: 'resource.Quantity' },
  time: { kind: 'time', name: 'v1.Time' },
  microtime: { kind: 'time', name: 'v1.MicroTime' },
  bytes: { kind: 'bytes', name: '[]uint8' },
  raw: { kind: 'raw', name: 'runtime.RawExtension' },
}

/** Parses a table of structs; a type that is neither a scalar nor in the table is a defect. */
export function parseGoTypes(...tables: readonly GoTypeTable[]): (name: string) => Struct {
  const notation = new Map(tables.flatMap((table) => Object.entries(table)))
  const structs = new Map<string, MutableStruct>()
  const structOf = (name: string): MutableStruct => {
    const known = structs.get(name)
    if (known !== undefined) return known
    const text = notation.get(name)
    if (text === undefined) throw new InvariantViolation(`no Go type named ${name}`, name)
    const slash = name.indexOf('/')
    const bareName = name.slice(slash + 1)
    const struct: MutableStruct = {
      kind: 'struct',
      name: `${slash < 0 ? 'v1' : name.slice(0, slash)}.${bareName}`,
      bareName,
      fields: new Map(),
      always: [],
    }
    structs.set(name, struct)
    for (const part of text.split(' ')) addField(struct, parseField(part, structOf))
    return struct
  }
  return structOf
}

function addField(struct: MutableStruct, field: Field): void {
  struct.fields.set(field.name, field)
  const plainStruct = field.type.kind === 'struct' && !field.pointer
  const emitsZero = field.alwaysEmitted && !field.pointer && zeroOf(field.type) !== undefined
  if (plainStruct || emitsZero) struct.always.push(field)
}

function parseField(part: string, structOf: (name: string) => Struct): Field {
  const colon = part.indexOf(':')
  const alwaysEmitted = part[colon - 1] === '!'
  const typeText = part.slice(colon + 1)
  const pointer = typeText.startsWith('*')
  return {
    name: part.slice(0, alwaysEmitted ? colon - 1 : colon),
    type: parseType(pointer ? typeText.slice(1) : typeText, structOf),
    pointer,
    alwaysEmitted,
  }
}

function parseType(text: string, structOf: (name: string) => Struct): GoType {
  if (text.startsWith('[]')) {
    const element = parseType(text.slice(2), structOf)
    return { kind: 'slice', name: `[]${element.name}`, element }
  }
  if (text.startsWith('map[string]')) {
    const element = parseType(text.slice('map[string]'.length), structOf)
    const name = element.kind === 'quantity' ? 'v1.ResourceList' : `map[string]${element.name}`
    return { kind: 'map', name, element }
  }
  if (text.startsWith('~')) return { kind: 'string', name: `v1.${text.slice(1)}` }
  return SCALARS[text] ?? structOf(text)
}

/** The zero value Go emits for a type without `omitempty`; undefined for `null` and for what is then left out. */
export function zeroOf(
  type: GoType,
): string | number | boolean | Readonly<Record<string, never>> | undefined {
  switch (type.kind) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'int32':
    case 'int64':
    case 'float64':
    case 'intstr':
      return 0
    case 'quantity':
      return '0'
    case 'struct':
      return {}
    default:
      return undefined
  }
}
