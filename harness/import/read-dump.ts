import { compareKeys, isObject, type Json, type JsonObject, jsonEqual } from '../../twins/kernel/json.js'
import { groupOf, metadataOf, subjectOf, textAt } from '../../twins/kubernetes/index.js'
import type { Dump, DumpFile, DumpObject, KeptFile, LeftOut } from './dump.js'
import { unreadable } from './errors.js'
import { readDocuments } from './read-documents.js'

/** Kinds that tell what happens rather than what is, with the reason why a world begins without them. */
const PASSING: Readonly<Record<string, string>> = {
  Event: 'Events tell the past; the world writes its own',
  Lease: 'leases are taken anew by whoever leads',
  PodMetrics: 'a measurement',
  NodeMetrics: 'a measurement',
  ComponentStatus: 'an answer of the API server about itself',
}

/**
 * Sort the files of a dump by what they are: what `kubectl get -o yaml|json` printed (single objects, several documents, lists of
 * any depth), states of Terraform, schemas of databases. Throws `ImportError` with file and line for what is broken; what nobody
 * knows is named in `leftOut` and stays where it is, because it cannot be redacted.
 */
export function readDump(files: readonly DumpFile[]): Dump {
  const found: DumpObject[] = []
  const states: KeptFile[] = []
  const schemas: KeptFile[] = []
  const leftOut: LeftOut[] = []
  let serverVersion = ''
  for (const file of files) {
    if (isSchema(file)) schemas.push(file)
    else if (!/\.(ya?ml|json|tfstate)$/.test(file.path)) leftOut.push({ what: file.path, why: UNKNOWN_FILE })
    else {
      const documents = readDocuments(file)
      const state = documents.length === 1 ? terraformPart(documents[0]!.value) : undefined
      if (state === 'shown') states.push(file)
      else if (state === 'raw') leftOut.push({ what: file.path, why: RAW_STATE })
      else {
        for (const { value, line } of documents) {
          const version = serverVersionIn(value)
          if (version !== '') serverVersion = version
          else found.push(...objectsIn(value, file.path, line, leftOut))
        }
      }
    }
  }
  return { ...chosen(found, leftOut), states, schemas, serverVersion, leftOut }
}

const UNKNOWN_FILE =
  'not YAML, JSON or a schema of pg_dump: it was not copied, because what it holds could not be redacted'
const RAW_STATE = 'a raw state: give the output of `terraform show -json`, which names what is sensitive'
const NO_OBJECT = 'no API object (it has no apiVersion and kind): it was not copied'

/** What pg_dump writes at the top, or a plain file of statements. PostgreSQL 17 src/bin/pg_dump/pg_backup_archiver.c (RestoreArchive). */
function isSchema({ path, text }: DumpFile): boolean {
  return path.endsWith('.sql') || /^--\n-- PostgreSQL database (cluster )?dump\n/.test(text)
}

/** terraform-json format: https://developer.hashicorp.com/terraform/internals/json-format (State Representation). */
function terraformPart(value: Json): 'shown' | 'raw' | undefined {
  if (!isObject(value) || value['kind'] !== undefined) return undefined
  if (typeof value['format_version'] === 'string' && ('values' in value || 'terraform_version' in value))
    return 'shown'
  return typeof value['lineage'] === 'string' && typeof value['serial'] === 'number' ? 'raw' : undefined
}

/** `kubectl version -o json`. */
function serverVersionIn(value: Json): string {
  return isObject(value) && value['kind'] === undefined ? textAt(value, 'serverVersion', 'gitVersion') : ''
}

function objectsIn(value: Json, path: string, line: number, leftOut: LeftOut[]): readonly DumpObject[] {
  if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') {
    leftOut.push({ what: `${path}:${line}`, why: NO_OBJECT })
    return []
  }
  if (value['kind'].endsWith('List') && Array.isArray(value['items'])) {
    const { apiVersion } = value
    // Items of a typed list (`SecretList`) do not repeat what the list says.
    const kind = value['kind'].slice(0, -'List'.length)
    const own = kind === '' ? {} : { apiVersion, kind }
    return (value['items'] as readonly Json[]).flatMap((item) =>
      objectsIn(isObject(item) ? { ...own, ...item } : item, path, line, leftOut),
    )
  }
  if (textAt(metadataOf(value), 'name') === '')
    throw unreadable(
      path,
      line,
      `an object of kind ${value['kind']} has no metadata.name`,
      'Correct or remove it.',
    )
  return [{ object: value, path, line }]
}

/** Each object once, without what passes; sorted by kind, namespace and name. */
function chosen(found: readonly DumpObject[], leftOut: LeftOut[]): Pick<Dump, 'objects'> {
  const passed = new Map<string, number>()
  const objects = new Map<string, DumpObject>()
  for (const each of found) {
    const kind = textAt(each.object, 'kind')
    const unsafe = unsafeInteger(each.object)
    if (Object.hasOwn(PASSING, kind)) passed.set(kind, (passed.get(kind) ?? 0) + 1)
    else if (unsafe !== undefined)
      leftOut.push({ what: subjectOf(each.object), why: `it holds ${unsafe}, which is more than 2^53` })
    else {
      const key = `${groupOf(each.object)} ${subjectOf(each.object)}`
      const known = objects.get(key)
      if (known === undefined || isNewer(each.object, known.object)) objects.set(key, each)
      if (known !== undefined && !jsonEqual(known.object, each.object))
        leftOut.push({
          what: subjectOf(each.object),
          why: `the dump has it twice (${known.path}, ${each.path}): the newer one counts`,
        })
    }
  }
  for (const [kind, count] of [...passed].sort(([a], [b]) => compareKeys(a, b)))
    leftOut.push({ what: `${count} ${kind}`, why: PASSING[kind]! })
  return { objects: [...objects.values()].sort((a, b) => compareKeys(sortKey(a.object), sortKey(b.object))) }
}

function isNewer(one: JsonObject, other: JsonObject): boolean {
  return (
    Number(textAt(metadataOf(one), 'resourceVersion')) >= Number(textAt(metadataOf(other), 'resourceVersion'))
  )
}

function sortKey(object: JsonObject): string {
  const { namespace = '', name = '' } = metadataOf(object)
  return [textAt(object, 'kind'), groupOf(object), namespace, name].join('\u0000')
}

function unsafeInteger(value: Json): number | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const member of Object.values(value)) {
    const found = unsafeInteger(member as Json)
    if (found !== undefined) return found
  }
  return undefined
}
