import { NotModelled } from '../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { AwsError } from '../errors.js'

/** A member of an operation's input. Bounds are those of botocore 1.43.107 secretsmanager service-2.json. */
export interface Member {
  readonly type: 'string' | 'integer' | 'boolean' | 'strings' | 'objects'
  readonly required?: true
  /** Length of a text or list, value of a number. */
  readonly min?: number
  readonly max?: number
  readonly values?: readonly string[]
  /** Never quoted in an error. */
  readonly sensitive?: true
  /** Upstream has it, the twin does not: giving it is `NotModelled`. */
  readonly modelled?: false
}

/** The members of an operation's input by name. */
export type Members = Readonly<Record<string, Member>>

export const SECRET_ID: Member = { type: 'string', required: true, min: 1, max: 2048 }
export const TOKEN: Member = { type: 'string', min: 32, max: 64 }
export const VERSION_ID: Member = { type: 'string', min: 32, max: 64 }
export const DESCRIPTION: Member = { type: 'string', max: 2048 }
export const KMS_KEY_ID: Member = { type: 'string', max: 2048 }
/** No minimum: an empty value counts as none, see `valueMissing`. */
export const SECRET_STRING: Member = { type: 'string', max: 65_536, sensitive: true }
/** 65,536 bytes in base64. */
export const SECRET_BINARY: Member = { type: 'string', max: 87_384, sensitive: true }
export const NEXT_TOKEN: Member = { type: 'string', min: 1, max: 4096 }
export const NOT_MODELLED: Member = { type: 'string', modelled: false }

/** Typed access to an input that {@link checkInput} has accepted. */
export interface Input {
  readonly text: (member: string) => string | undefined
  readonly number: (member: string) => number | undefined
  readonly on: (member: string) => boolean
  readonly texts: (member: string) => readonly string[] | undefined
  readonly objects: (member: string) => readonly JsonObject[] | undefined
  readonly has: (member: string) => boolean
}

/**
 * Check an input against its members, all constraints at once, as the framework before the service does:
 * `2 validation errors detected: Value 'x' at 'versionId' failed to satisfy constraint: …`. Members that are unknown to
 * upstream are ignored. Throws `AwsError` ValidationException or SerializationException, and `NotModelled`.
 */
export function checkInput(input: JsonObject, members: Members): Input {
  const failures: string[] = []
  for (const [name, member] of Object.entries(members)) {
    const value = input[name] ?? undefined
    if (value === undefined) {
      if (member.required) failures.push(`Value null at '${wireName(name)}'${FAILED}Member must not be null`)
      continue
    }
    if (member.modelled === false) throw parameterNotModelled(name)
    if (!hasType(value, member)) throw new AwsError('SerializationException', '')
    const broken = brokenConstraint(value, member)
    if (broken !== undefined)
      failures.push(`${valueText(value, member)} at '${wireName(name)}'${FAILED}${broken}`)
  }
  if (failures.length > 0) {
    const errors = failures.length === 1 ? 'error' : 'errors'
    throw new AwsError(
      'ValidationException',
      `${failures.length} validation ${errors} detected: ${failures.join('; ')}`,
    )
  }
  return accessTo(input)
}

function parameterNotModelled(name: string): NotModelled {
  return new NotModelled(
    `secretsmanager parameter ${name}`,
    'Leave the parameter out, or use a real AWS endpoint for this call.',
  )
}

const FAILED = ' failed to satisfy constraint: '

function accessTo(input: JsonObject): Input {
  const get = <T extends Json>(member: string) => (input[member] ?? undefined) as T | undefined
  return {
    text: (member) => get<string>(member),
    number: (member) => get<number>(member),
    on: (member) => get<boolean>(member) === true,
    texts: (member) => get<readonly string[]>(member),
    objects: (member) => get<readonly JsonObject[]>(member),
    has: (member) => get(member) !== undefined,
  }
}

function hasType(value: Json, member: Member): boolean {
  switch (member.type) {
    case 'string':
      return typeof value === 'string'
    case 'integer':
      return Number.isInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'objects':
      return Array.isArray(value) && value.every(isObject)
  }
}

function brokenConstraint(value: Json, member: Member): string | undefined {
  if (member.values !== undefined && !member.values.includes(String(value))) {
    return `Member must satisfy enum value set: [${member.values.join(', ')}]`
  }
  const [what, size] =
    typeof value === 'number' ? ['value', value] : ['length', (value as string | readonly Json[]).length]
  if (member.min !== undefined && size < member.min)
    return `Member must have ${what} greater than or equal to ${member.min}`
  if (member.max !== undefined && size > member.max)
    return `Member must have ${what} less than or equal to ${member.max}`
  return undefined
}

function valueText(value: Json, member: Member): string {
  return member.sensitive
    ? 'Value'
    : `Value '${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}'`
}

/** The framework names members in lower camel case. */
function wireName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
