import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml'
import { NotModelled } from '../../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { KubectlError } from '../errors.js'
import { resolvePlainScalar, type ScalarValue } from './plain-scalar.js'

const CORE_TAG = 'tag:yaml.org,2002:'

/** go-yaml's words for what the parser finds. */
const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  TAB_AS_INDENT: 'found a tab character that violates indentation',
  BAD_DQ_ESCAPE: 'found unknown escape character',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  MISSING_CHAR: "did not find expected ',' or '}'",
}

/**
 * The first document of a text as JSON, read as sigs.k8s.io/yaml v1.4.0 (YAMLToJSON) does: YAML 1.1 scalars, `<<`
 * merges, the last of duplicate keys wins, keys become text. Throws `KubectlError` with a text that begins with
 * `yaml: `; the wording after the line is go-yaml's for the common mistakes and the parser's for others. Integers beyond
 * 2^53 are not modelled.
 */
export function parseYaml(text: string): Json {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const document = Array.isArray(documents) ? documents[0] : undefined
  if (document === undefined) return null
  const [error] = document.errors
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    throw failure(`${line > 1 ? `line ${line}: ` : ''}${SYNTAX_ERRORS[error.code] ?? error.message}`)
  }
  return new NodeReader(document).read(document.contents)
}

/** Turns nodes into JSON; remembers the collections it is inside of, to find an anchor within itself. */
class NodeReader {
  private readonly document: Document
  private readonly open = new Set<unknown>()

  constructor(document: Document) {
    this.document = document
  }

  read(node: unknown): Json {
    if (isAlias(node)) return this.alias(node)
    if (isScalar(node)) return scalarValue(node as Scalar)
    this.open.add(node)
    const value = isMap(node)
      ? this.map(node)
      : isSeq(node)
        ? node.items.map((item) => this.read(item))
        : null
    this.open.delete(node)
    return value
  }

  private alias(node: Alias): Json {
    const target = node.resolve(this.document)
    if (target === undefined) throw failure(`unknown anchor '${node.source}' referenced`)
    if (this.open.has(target)) throw failure(`anchor '${node.source}' value contains itself`)
    return this.read(target)
  }

  private map(node: YAMLMap): JsonObject {
    const result: Record<string, Json> = {}
    for (const { key, value } of node.items) {
      const isMerge = isScalar(key) && key.value === '<<' && key.type === Scalar.PLAIN
      if (isMerge) Object.assign(result, this.merged(value))
      else setMember(result, this.key(key), this.read(value))
    }
    return result
  }

  /** The maps behind `<<`; of several the first wins. */
  private merged(node: unknown): JsonObject {
    const value = this.read(node)
    const maps = Array.isArray(value) ? [...(value as readonly Json[])].reverse() : [value]
    if (!maps.every(isObject)) throw failure('map merge requires map or sequence of maps as the value')
    return Object.assign({}, ...maps)
  }

  private key(node: unknown): string {
    const key = this.read(node)
    if (typeof key === 'object') throw failure(`invalid map key: ${JSON.stringify(key)}`)
    return String(key)
  }
}

/** A key named `__proto__` is a key like any other. */
function setMember(target: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

function scalarValue(node: Scalar): Json {
  const text = String(node.value ?? '')
  const plain = node.type === undefined || node.type === Scalar.PLAIN
  const value =
    node.tag === undefined ? (plain ? resolvePlainScalar(text) : text) : taggedValue(node.tag, text)
  if (typeof value === 'object' && value !== null) {
    throw new KubectlError(`error converting YAML to JSON: json: unsupported value: ${value.unsupported}`)
  }
  const isInteger = /^[-+]?([0-9_]+|0[xXbBoO].*)$/.test(text)
  if (typeof value === 'number' && isInteger && !Number.isSafeInteger(value)) {
    throw new NotModelled(`the integer ${text}`, 'Write integers beyond 2^53 as strings.')
  }
  return value
}

/** A scalar with an explicit tag; unknown tags keep the text. */
function taggedValue(tag: string, text: string): ScalarValue {
  const name = tag.startsWith(CORE_TAG) ? tag.slice(CORE_TAG.length) : ''
  const value = resolvePlainScalar(text)
  const fits: Readonly<Record<string, boolean>> = {
    int: Number.isInteger(value),
    float: typeof value === 'number',
    bool: typeof value === 'boolean',
    null: value === null,
  }
  if (fits[name] === undefined) return text
  if (fits[name] === false) throw failure(`cannot decode !!str \`${text}\` as a !!${name}`)
  return value
}

function failure(text: string): KubectlError {
  return new KubectlError(`yaml: ${text}`)
}
