/**
 * Messages of the Kubernetes API as data: `package.Name` → its fields, `name=number:type`, separated by spaces.
 * - `<` instead of a name: the fields of that message belong to this one (Go's inlined structs)
 * - `[]T` repeated, `map[]T` a map from strings
 * - `string bool int32 int64 double bytes`; `time microtime intstr quantity raw` have their own JSON form
 * - anything else is a message: of the same package, or with its package (`meta.ObjectMeta`)
 */
export type MessageTable = Readonly<Record<string, string>>

export interface MessageField {
  /** The member's name in JSON; empty for an inlined message. */
  readonly name: string
  readonly repeated: 'no' | 'list' | 'map'
  /** A scalar, or the full name of a message. */
  readonly type: string
}

/** Fields of a message by number. */
export type MessageType = ReadonlyMap<number, MessageField>

const SCALARS: ReadonlySet<string> = new Set([
  'string',
  'bool',
  'int32',
  'int64',
  'double',
  'bytes',
  'time',
  'microtime',
  'intstr',
  'quantity',
  'raw',
])

/** The package of a group's kinds: `rbac` for rbac.authorization.k8s.io, `autoscaling.v2` for a version of its own. */
export function packageOf(group: string, version: string): string {
  const [first = group] = group.split('.')
  const home = group === '' ? 'core' : first
  return version === 'v1' ? home : `${home}.${version}`
}

/** Whether a type is read as one value, as against a message with fields. */
export function isScalar(type: string): boolean {
  return SCALARS.has(type)
}

/** The fields of a message as its table writes them; `owner` is its full name. */
export function parseMessageType(owner: string, notation: string): MessageType {
  const home = owner.slice(0, owner.lastIndexOf('.') + 1)
  const fields = new Map<number, MessageField>()
  for (const part of notation.split(' ')) {
    const match = /^(<|\w+)=(\d+):(\[\]|map\[\])?([\w.]+)$/.exec(part)
    if (match === null) continue
    const [, name = '', number = '', repetition, type = ''] = match
    fields.set(Number(number), {
      name: name === '<' ? '' : name,
      repeated: repetition === undefined ? 'no' : repetition === '[]' ? 'list' : 'map',
      type: isScalar(type) || type.includes('.') ? type : home + type,
    })
  }
  return fields
}
