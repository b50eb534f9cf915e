import { Buffer } from 'node:buffer'
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml'
import { NotModelled } from '../../kernel/errors.js'
import { deepFreeze, isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { memoByText } from '../../kernel/memo.js'
import { resolvePlainScalar, type ScalarValue } from './plain-scalar.js'
import { YamlError } from './yaml-error.js'

/** Options of {@link parseYaml}. */
export interface YamlOptions {
  /**
   * `int64` (default): an integer that JavaScript cannot hold exactly is `NotModelled`, as API objects keep 64-bit
   * integers. `float64`: integers become float64, as in Helm values.
   */
  readonly integers?: 'int64' | 'float64'
}

/**
 * The first YAML document of `text` as JSON, read as sigs.k8s.io/yaml v1.4.0 (YAMLToJSON, over go-yaml v2.4) does: YAML
 * 1.1 scalars (see `resolvePlainScalar`), `<<` merges, duplicate keys allowed (the last wins), keys turned into text.
 * Empty text is null. Throws `YamlError`; for syntax errors the wording after the line number follows go-yaml for the
 * common mistakes and is the parser's own for others. The result is frozen: the same texts are read again and again.
 */
export function parseYaml(text: string, { integers = 'int64' }: YamlOptions = {}): Json {
  const { value, unsafe } = withoutHead(text) ?? whole(text)
  if (unsafe !== null && integers === 'int64') {
    throw new NotModelled(`the integer ${unsafe}`, 'Write integers beyond 2^53 as strings.')
  }
  if (value instanceof YamlError) throw value
  return value
}

/** Texts remembered: the manifests, values and templates of a few releases. */
const TEXT_LIMIT = 500

/** What a text means. Keyed by the text, of which it is a pure function; an error is part of it. */
interface Meaning {
  readonly value: Json | YamlError
  /** The first integer that JavaScript cannot hold exactly, if one comes before an error. */
  readonly unsafe: string | null
}

const whole = memoByText(TEXT_LIMIT, readYaml)

/** Comment lines at the beginning: the same document comes with and without its `# Source:`. */
const HEAD = /^(?:#[^\n]*\n)+/

/** The meaning without comments at the beginning; undefined when there are none, or for an error, which counts lines. */
function withoutHead(text: string): Meaning | undefined {
  const head = text.startsWith('#') ? HEAD.exec(text) : null
  if (head === null) return undefined
  const meaning = whole(text.slice(head[0].length))
  return meaning.value instanceof YamlError ? undefined : meaning
}

function readYaml(text: string): Meaning {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const document = Array.isArray(documents) ? documents[0] : undefined
  if (document === undefined) return { value: null, unsafe: null }
  if (document.errors.length > 0) return { value: syntaxError(document.errors, text), unsafe: null }
  const converter = new Converter(document)
  try {
    const value = deepFreeze(converter.convert(document.contents))
    return { value, unsafe: converter.unsafe }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    return { value: error, unsafe: converter.unsafe }
  }
}

/** Turns the parser's nodes into JSON; holds the anchors being expanded, to find an anchor within itself. */
class Converter {
  /** The first integer that JavaScript cannot hold exactly. */
  unsafe: string | null = null
  private readonly document: Document
  private readonly open = new Set<unknown>()

  constructor(document: Document) {
    this.document = document
  }

  convert(node: unknown): Json {
    if (node === null || node === undefined) return null
    if (isAlias(node)) return this.alias(node)
    if (isScalar(node)) return this.scalar(node as Scalar)
    this.open.add(node)
    const value = isMap(node)
      ? this.map(node)
      : isSeq(node)
        ? node.items.map((item) => this.convert(item))
        : null
    this.open.delete(node)
    return value
  }

  private alias(node: Alias): Json {
    const target = node.resolve(this.document)
    if (target === undefined) throw new YamlError(`yaml: unknown anchor '${node.source}' referenced`)
    if (this.open.has(target)) throw new YamlError(`yaml: anchor '${node.source}' value contains itself`)
    return this.convert(target)
  }

  private scalar(node: Scalar): Json {
    const text = String(node.value ?? '')
    const plain = node.type === undefined || node.type === Scalar.PLAIN
    const value = node.tag === undefined ? (plain ? resolvePlainScalar(text) : text) : tagged(node.tag, text)
    if (typeof value === 'object' && value !== null) {
      throw new YamlError(`json: unsupported value: ${value.unsupported}`)
    }
    const isInteger = typeof value === 'number' && INTEGER.test(text)
    if (isInteger && !Number.isSafeInteger(value)) this.unsafe ??= text
    return value
  }

  private map(node: YAMLMap): JsonObject {
    const result: Record<string, Json> = {}
    for (const pair of node.items) {
      if (isMergeKey(pair)) Object.assign(result, this.merged(pair.value))
      else define(result, this.key(pair), this.convert(pair.value))
    }
    return result
  }

  /** The maps behind `<<`; of several the first wins, as go-yaml v2.4 decode.go (merge). */
  private merged(node: unknown): JsonObject {
    const value = this.convert(node)
    const maps = Array.isArray(value) ? [...value].reverse() : [value]
    if (!maps.every(isObject))
      throw new YamlError('yaml: map merge requires map or sequence of maps as the value')
    return Object.assign({}, ...maps)
  }

  private key(pair: Pair): string {
    const key = this.convert(pair.key)
    if (key === null) {
      const value = JSON.stringify(this.convert(pair.value))
      throw new YamlError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${value}`)
    }
    if (typeof key === 'object') throw new YamlError(`yaml: invalid map key: ${JSON.stringify(key)}`)
    return String(key)
  }
}

/** A key named `__proto__` is a key like any other. */
function define(target: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === Scalar.PLAIN
}

/** How integers are written; a float beyond 2^53 (`1e21`) is a float also in an API object. */
const INTEGER = /^[-+]?([0-9_]+|0[xXbBoO].*)$/

const CORE = 'tag:yaml.org,2002:'

/** A scalar with an explicit tag: go-yaml v2.4 resolve.go (resolve). Unknown and `!` tags keep the text. */
function tagged(tag: string, text: string): ScalarValue {
  if (!tag.startsWith(CORE)) return text
  const name = tag.slice(CORE.length)
  if (name === 'str' || name === 'timestamp') return text
  if (name === 'binary') return Buffer.from(text, 'base64').toString('utf8')
  const value = resolvePlainScalar(text)
  const fits: Readonly<Record<string, boolean>> = {
    int: Number.isInteger(value),
    float: typeof value === 'number',
    bool: typeof value === 'boolean',
    null: value === null,
  }
  if (fits[name] === false) throw new YamlError(`yaml: cannot decode !!str \`${text}\` as a !!${name}`)
  return fits[name] === true ? value : text
}

/** go-yaml's words for the parser's error codes. */
const SYNTAX: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  TAB_AS_INDENT: 'found a tab character that violates indentation',
  BAD_DQ_ESCAPE: 'found unknown escape character',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
}

function syntaxError(errors: readonly YAMLParseError[], text: string): YamlError {
  const error = errors[0]!
  // The parser points at where the unreadable piece begins, go-yaml at where it noticed: its end.
  const ends = errors.filter((other) => other.pos[0] === error.pos[0]).map((other) => other.pos[1])
  const noticed = error.code === 'BLOCK_AS_IMPLICIT_KEY' ? Math.max(...ends) : error.pos[0]
  const line = text.slice(0, noticed).split('\n').length
  const where = line > 1 ? `line ${line}: ` : ''
  return new YamlError(`yaml: ${where}${SYNTAX[error.code] ?? missing(error.message) ?? error.message}`)
}

/** go-yaml v2.4 parserc.go and scannerc.go, about a text that ends too early. */
function missing(message: string): string | undefined {
  if (message.startsWith('Flow map must end')) return "did not find expected ',' or '}'"
  if (message.startsWith('Flow sequence must end')) return "did not find expected ',' or ']'"
  if (message.startsWith('Missing closing')) return 'found unexpected end of stream'
  return undefined
}
