import { notAcceptable } from '../../status-error.js'

/** A form the client wants answers in. */
export interface Transform {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly version: string
}

/** One clause of an Accept header. */
export interface AcceptClause {
  /** Lower case, without parameters. */
  readonly type: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The clauses of an Accept header, the most wanted first; none for an absent one. */
export function acceptClauses(header: string | undefined): readonly AcceptClause[] {
  const clauses = (header ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(parseClause)
  return [...clauses].sort((a, b) => quality(b) - quality(a))
}

function parseClause(text: string): AcceptClause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters: Record<string, string> = {}
  for (const part of rest) {
    const equals = part.indexOf('=')
    if (equals > 0) parameters[part.slice(0, equals).trim()] = unquoted(part.slice(equals + 1).trim())
  }
  return { type: type.toLowerCase(), parameters }
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text
}

function quality({ parameters }: AcceptClause): number {
  const quality = Number(parameters['q'] ?? '1')
  return Number.isNaN(quality) ? 1 : quality
}

/** The media types for which answers in JSON will do. */
export const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*'])
const TRANSFORMS: ReadonlySet<string> = new Set([
  'Table',
  'PartialObjectMetadata',
  'PartialObjectMetadataList',
])
const META_VERSIONS: ReadonlySet<string> = new Set(['v1', 'v1beta1'])

/**
 * The form of the answer to a request about objects: the first clause that can be served. Undefined: the object as it is.
 * Throws 406 when nothing can be. Answers are always JSON.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/negotiation/negotiate.go (NegotiateMediaTypeOptions).
 */
export function negotiate(header: string | undefined): Transform | undefined {
  const clauses = acceptClauses(header)
  if (clauses.length === 0) return undefined
  for (const { type, parameters } of clauses) {
    if (!JSON_TYPES.has(type)) continue
    const { as, g, v = '' } = parameters
    if (as === undefined) return undefined
    if (!TRANSFORMS.has(as) || g !== 'meta.k8s.io' || !META_VERSIONS.has(v)) continue
    return { kind: as as Transform['kind'], version: v }
  }
  throw notAcceptable(['application/json'])
}
