import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { goQuote } from '../../schema/go-text.js'
import { KubectlError } from './errors.js'
import { toCompactJson } from './printers/go-json.js'

/** An object from a file. */
export interface Manifest {
  /** The file as it was named, or `STDIN`. */
  readonly source: string
  readonly object: JsonObject
}

const STOP_VALIDATE = 'if you choose to ignore these errors, turn validation off with --validate=false'

/**
 * Checks what kubectl checks of a document before it asks the server to validate the rest.
 * Source: kubectl v0.32.0 pkg/validation/schema.go (getObjectKind), cli-runtime v0.32.0 visitor.go (ValidateSchema).
 */
export function validateTypeMeta(document: Json, source: string): void {
  const problems = typeMetaProblems(document)
  if (problems.length === 0) return
  const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
  throw new KubectlError(
    `error validating ${goQuote(source)}: error validating data: ${text}; ${STOP_VALIDATE}`,
  )
}

function typeMetaProblems(document: Json): readonly string[] {
  if (!isObject(document)) return ['invalid object to validate']
  return ['apiVersion', 'kind'].flatMap((field) => {
    const value = document[field]
    if (value === undefined || value === null) return [`${field} not set`]
    return typeof value === 'string' ? [] : [`${field} isn't string type`]
  })
}

/**
 * A document as an object. Kind must be there, and labels and annotations of the object itself must be strings.
 * Source: cli-runtime v0.32.0 pkg/resource/mapper.go (infoForData), metadata_decoder.go.
 */
export function decodeManifest(document: Json, source: string): Manifest {
  const problem = decodeProblem(document)
  if (problem !== undefined) throw new KubectlError(`unable to decode ${goQuote(source)}: ${problem}`)
  return { source, object: document as JsonObject }
}

function decodeProblem(document: Json): string | undefined {
  if (!isObject(document))
    return `json: cannot unmarshal ${goKind(document)} into Go value of type map[string]interface {}`
  if (textAt(document, 'kind') === '') return `Object 'Kind' is missing in '${toCompactJson(document)}'`
  return metadataProblem(metadataOf(document))
}

/** encoding/json meets the members in the order of the JSON text, which is sorted. */
function metadataProblem(metadata: JsonObject): string | undefined {
  for (const field of ['annotations', 'labels', 'name', 'namespace']) {
    const value = metadata[field]
    if (value === undefined || value === null) continue
    const isMap = field === 'annotations' || field === 'labels'
    if (isMap && !isObject(value)) return unmarshalProblem(value, field, 'map[string]string')
    const bad = (isMap ? memberValues(value as JsonObject) : [value]).find((each) => typeof each !== 'string')
    if (bad !== undefined) return unmarshalProblem(bad, field, 'string')
  }
  return undefined
}

function memberValues(map: JsonObject): readonly Json[] {
  return Object.keys(map)
    .sort()
    .map((key) => map[key] ?? '')
}

function unmarshalProblem(value: Json, field: string, goType: string): string {
  return `json: cannot unmarshal ${goKind(value)} into Go struct field ObjectMeta.metadata.${field} of type ${goType}`
}

function goKind(value: Json): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'object' ? 'object' : typeof value
}
