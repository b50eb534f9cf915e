import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { stringsAt } from '../share.js'

/** Formats a CRD schema may name that the server enforces; others are ignored (apiextensions validation/formats.go). */
const STRING_FORMATS: ReadonlySet<string> = new Set(
  [
    'bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn',
    'hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname',
  ].flatMap((line) => line.split(' ')),
)
const NUMBER_FORMATS: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
}

/** One `x-kubernetes-validations` entry. */
export interface CelRule {
  readonly rule: string
  readonly message: string
  readonly reason: string
  readonly fieldPath: string
}

/**
 * A schema made ready for walking objects. Children are compiled when they are first reached and then kept, so that a
 * CRD of a megabyte costs only what is used of it. The class is a cache of pure functions of the schema.
 */
export class SchemaNode {
  readonly schema: JsonObject
  /** Permitted JSON types; empty for any. */
  readonly types: readonly string[]
  readonly typeText: string
  readonly nullable: boolean
  readonly preserveUnknownFields: boolean
  readonly embeddedResource: boolean
  readonly listType: string
  readonly listMapKeys: readonly string[]
  readonly atomicMap: boolean
  /** Empty when the schema names none or one that is not enforced. */
  readonly format: string
  readonly required: readonly string[]
  readonly enumeration: JsonArray | undefined
  /** Defaults of the direct properties. */
  readonly defaults: readonly (readonly [string, Json])[]
  readonly defaultValue: Json | undefined
  readonly celRules: readonly CelRule[]
  readonly #properties: JsonObject
  readonly #children = new Map<string, SchemaNode>()
  #additional: SchemaNode | boolean | undefined
  #items: SchemaNode | null | undefined
  #alternatives: Alternatives | null | undefined
  #pattern: RegExp | null | undefined

  constructor(schema: JsonObject) {
    this.schema = schema
    const intOrString = schema['x-kubernetes-int-or-string'] === true
    const type = typeof schema['type'] === 'string' ? schema['type'] : ''
    this.types = intOrString ? ['integer', 'string'] : type === '' ? [] : [type]
    this.typeText = this.types.join(',')
    this.nullable = schema['nullable'] === true
    this.preserveUnknownFields = schema['x-kubernetes-preserve-unknown-fields'] === true
    this.embeddedResource = schema['x-kubernetes-embedded-resource'] === true
    this.listType =
      typeof schema['x-kubernetes-list-type'] === 'string' ? schema['x-kubernetes-list-type'] : ''
    this.listMapKeys = stringsAt(schema, 'x-kubernetes-list-map-keys')
    this.atomicMap = schema['x-kubernetes-map-type'] === 'atomic'
    this.format = enforcedFormat(schema['format'], this.types)
    this.required = stringsAt(schema, 'required')
    this.enumeration = Array.isArray(schema['enum']) ? (schema['enum'] as JsonArray) : undefined
    this.#properties = isObject(schema['properties']) ? schema['properties'] : {}
    this.defaults = defaultsOf(this.#properties)
    this.defaultValue = schema['default']
    this.celRules = readCelRules(schema['x-kubernetes-validations'])
  }

  /** The node of a declared property. */
  property(name: string): SchemaNode | undefined {
    const known = this.#children.get(name)
    if (known !== undefined) return known
    const schema = Object.hasOwn(this.#properties, name) ? this.#properties[name] : undefined
    if (!isObject(schema)) return undefined
    const node = compile(schema)
    this.#children.set(name, node)
    return node
  }

  /** Names of the declared properties. */
  get propertyNames(): readonly string[] {
    return Object.keys(this.#properties)
  }

  /** `additionalProperties`: a node, `true`/`false` as written, undefined when absent. */
  get additional(): SchemaNode | boolean | undefined {
    const written = this.schema['additionalProperties']
    if (typeof written === 'boolean') return written
    if (this.#additional === undefined && isObject(written)) this.#additional = compile(written)
    return this.#additional
  }

  /** The node that covers a key of an object: its property, else the additional one. */
  child(name: string): SchemaNode | undefined {
    const property = this.property(name)
    if (property !== undefined) return property
    const additional = this.additional
    return typeof additional === 'object' ? additional : undefined
  }

  get items(): SchemaNode | undefined {
    if (this.#items === undefined) {
      const written = this.schema['items']
      this.#items = isObject(written) ? compile(written) : null
    }
    return this.#items ?? undefined
  }

  /** Logical junctors; undefined when there are none. */
  get alternatives(): Alternatives | undefined {
    if (this.#alternatives === undefined) this.#alternatives = readAlternatives(this.schema)
    return this.#alternatives ?? undefined
  }

  get pattern(): RegExp | undefined {
    if (this.#pattern === undefined) {
      const written = this.schema['pattern']
      this.#pattern = typeof written === 'string' && written !== '' ? goRegExp(written) : null
    }
    return this.#pattern ?? undefined
  }

  /** A numeric keyword of the schema. */
  limit(keyword: string): number | undefined {
    const value = this.schema[keyword]
    return typeof value === 'number' ? value : undefined
  }
}

/** `allOf`, `anyOf`, `oneOf` and `not` of one schema. */
export interface Alternatives {
  readonly allOf: readonly SchemaNode[]
  readonly anyOf: readonly SchemaNode[]
  readonly oneOf: readonly SchemaNode[]
  readonly not: SchemaNode | undefined
}

const cache = new WeakMap<JsonObject, SchemaNode>()

/** The node of a schema; the same schema object always gives the same node. */
export function compile(schema: JsonObject): SchemaNode {
  const known = cache.get(schema)
  if (known !== undefined) return known
  const node = new SchemaNode(schema)
  cache.set(schema, node)
  return node
}

function enforcedFormat(format: Json | undefined, types: readonly string[]): string {
  if (typeof format !== 'string') return ''
  const type = types.length === 1 ? (types[0] as string) : ''
  if (type === '' || type === 'string') return STRING_FORMATS.has(format.replaceAll('-', '')) ? format : ''
  return NUMBER_FORMATS[type]?.includes(format) === true ? format : ''
}

function defaultsOf(properties: JsonObject): readonly (readonly [string, Json])[] {
  const defaults: [string, Json][] = []
  for (const name in properties) {
    const schema = properties[name]
    if (isObject(schema) && schema['default'] !== undefined && schema['default'] !== null) {
      defaults.push([name, schema['default']])
    }
  }
  return defaults
}

function readCelRules(rules: Json | undefined): readonly CelRule[] {
  if (!Array.isArray(rules)) return []
  return (rules as JsonArray).filter(isObject).map((rule) => ({
    rule: String(rule['rule'] ?? '').trim(),
    message: String(rule['message'] ?? '').trim(),
    reason: String(rule['reason'] ?? ''),
    fieldPath: String(rule['fieldPath'] ?? ''),
  }))
}

function readAlternatives(schema: JsonObject): Alternatives | null {
  const list = (keyword: string): readonly SchemaNode[] => {
    const written = schema[keyword]
    return Array.isArray(written) ? (written as JsonArray).filter(isObject).map(compile) : []
  }
  const [allOf, anyOf, oneOf] = [list('allOf'), list('anyOf'), list('oneOf')]
  const not = isObject(schema['not']) ? compile(schema['not']) : undefined
  if (allOf.length + anyOf.length + oneOf.length === 0 && not === undefined) return null
  return { allOf, anyOf, oneOf, not }
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  '[:alnum:]': 'A-Za-z0-9',
  '[:alpha:]': 'A-Za-z',
  '[:digit:]': '0-9',
  '[:lower:]': 'a-z',
  '[:upper:]': 'A-Z',
  '[:space:]': '\\s',
  '[:word:]': '\\w',
  '[:xdigit:]': '0-9A-Fa-f',
}

/**
 * A Go (RE2) pattern as a JavaScript one: leading flags, `\A`, `\z`, POSIX classes and `(?P<`.
 * @throws NotModelled when the result is no JavaScript pattern.
 */
export function goRegExp(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern)
  const body = pattern
    .slice(flags === null ? 0 : flags[0].length)
    .replace(/\[:\w+:\]/g, (name) => POSIX_CLASSES[name] ?? name)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(body, `${flags?.[1] ?? ''}${unicode}`)
    } catch {
      // Tried again without the strict Unicode grammar, which rejects escapes that Go allows.
    }
  }
  throw new NotModelled(
    `the regular expression ${pattern}`,
    'Rewrite the pattern of the CRD without RE2 syntax.',
  )
}
