import {
  compareKeys,
  deepFreeze,
  isObject,
  type Json,
  type JsonObject,
  stableStringify,
} from '../kernel/json.js'
import { memoByText } from '../kernel/memo.js'
import { goJsonEscape } from '../kubernetes/index.js'
import { HelmError, helmError } from './errors.js'
import { decodeString, decodeStringMap, decodeStrings } from './go-json.js'
import { type Hook, readHook } from './hooks.js'
import { installOrder, sortByKind } from './kind-order.js'
import { type ManifestHead, parseHead } from './manifest-head.js'
import { parseYaml } from './yaml.js'

export { type ManifestHead, parseHead } from './manifest-head.js'

/** One rendered document that is not a hook: the template it came from, its text and its head. */
export type ManifestDocument = {
  readonly path: string
  readonly content: string
  readonly head: ManifestHead
}

/** Rendered files, sorted out. */
export type SortedManifests = {
  readonly hooks: readonly Hook[]
  readonly documents: readonly ManifestDocument[]
}

/** One object of a manifest; `source` is the template named in its `# Source:` comment, '' when there is none. */
export type ManifestObject = {
  readonly source: string
  readonly content: string
  readonly object: JsonObject
}

/** Go's `\s` is ASCII only. */
const SEPARATOR = /(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*/
const SOURCE = /^# Source: (.*)$/m

/** Manifests recur: every upgrade, rollback and comparison reads them again. */
const OBJECT_CACHE_LIMIT = 256

/**
 * Split a stream of YAML documents as Helm v3.21.4 pkg/releaseutil/manifest.go (SplitManifests) does: by lines
 * beginning with `---`, trimmed, without parsing. Documents that hold only comments stay.
 */
export function splitManifests(text: string): readonly string[] {
  return text
    .trim()
    .split(SEPARATOR)
    .filter((document) => document !== '')
    .map((document) => document.trim())
}

/**
 * Sort rendered files (path -> text) into hooks and other documents, both in `order` of their kinds, ties by path
 * and place in the file. Partials (`_*`) and blank files are skipped, documents with an unknown hook event dropped.
 * Throws as {@link parseHead}. Helm v3.21.4 pkg/releaseutil/manifest_sorter.go (SortManifests).
 */
export function sortManifests(
  files: Readonly<Record<string, string>>,
  order: readonly string[] = installOrder(),
): SortedManifests {
  const hooks: Hook[] = []
  const documents: ManifestDocument[] = []
  for (const path of Object.keys(files).sort(compareKeys)) {
    const text = files[path] ?? ''
    if (path.slice(path.lastIndexOf('/') + 1).startsWith('_') || text.trim() === '') continue
    for (const content of splitManifests(text)) {
      const head = parseHead(content, path)
      const found = readHook(path, content, head)
      if (found.kind === 'hook') hooks.push(found.hook)
      else if (found.kind === 'resource') documents.push({ path, content, head })
    }
  }
  return {
    hooks: sortByKind(hooks, (hook) => hook.kind ?? '', order),
    documents: sortByKind(documents, (document) => document.head.kind, order),
  }
}

/**
 * The text a release stores as its manifest: every document after `---` and `# Source: <path>`.
 * Helm v3.21.4 pkg/action/action.go (renderResources).
 */
export function manifestText(documents: readonly Pick<ManifestDocument, 'path' | 'content'>[]): string {
  return documents.map(({ path, content }) => `---\n# Source: ${path}\n${content}\n`).join('')
}

/**
 * Read hooks back from text as `helm template` prints them (`---`, `# Source: <path>`, the document), in its order.
 * Throws as {@link parseHead}.
 */
export function parseHooks(text: string): readonly Hook[] {
  return text
    .split(/^---\n# Source: /m)
    .slice(1)
    .flatMap((part) => {
      const end = part.indexOf('\n')
      const path = part.slice(0, end)
      const content = part.slice(end + 1).replace(/\n$/, '')
      const found = readHook(path, content, parseHead(content, path))
      return found.kind === 'hook' ? [found.hook] : []
    })
}

/**
 * Decode a manifest into API objects, in its order, lists flattened, blank documents left out. The result is frozen
 * and shared. Throws `HelmError` `helm-manifest-invalid` with the text of Build, to which Helm adds
 * `unable to build kubernetes objects from release manifest: ` or its sisters:
 * - no kind or apiVersion: `error validating "": error validating data: [apiVersion not set, kind not set]`;
 * - a top-level label or annotation that is not a string: `unable to decode "": json: cannot unmarshal bool into Go
 *   struct field ObjectMeta.metadata.labels of type string`; all such documents are named, as `[a, b]`.
 *
 * Helm v3.21.4 pkg/kube/client.go (Build); k8s.io/cli-runtime v0.36.2 pkg/resource/visitor.go (StreamVisitor),
 * metadata_decoder.go, mapper.go. Labels deeper in the object are not looked at: they reach the API server.
 */
export const parseManifest: (text: string) => readonly ManifestObject[] = memoByText(
  OBJECT_CACHE_LIMIT,
  build,
)

function build(text: string): readonly ManifestObject[] {
  const objects: ManifestObject[] = []
  const errors: string[] = []
  for (const content of splitManifests(text)) {
    const document = parseDocument(content)
    if (document === null) continue
    const error = metadataError(document)
    if (error !== undefined) {
      errors.push(`unable to decode "": ${error}`)
      continue
    }
    const source = SOURCE.exec(content)?.[1] ?? ''
    for (const object of flatten(document)) objects.push({ source, content, object })
  }
  const distinct = [...new Set(errors)]
  if (distinct.length > 0) {
    throw helmError(
      'helm-manifest-invalid',
      distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`,
    )
  }
  return deepFreeze(objects)
}

/** One document as an object with apiVersion and kind; null when it is blank. */
function parseDocument(content: string): JsonObject | null {
  let document: Json
  try {
    document = parseYaml(content, { integers: 'int64' })
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    throw helmError('helm-manifest-invalid', `error parsing : ${error.message}`)
  }
  if (document === null) return null
  const unset = ['apiVersion', 'kind']
    .filter((field) => !isSet(document, field))
    .map((field) => `${field} not set`)
  if (unset.length > 0 || !isObject(document)) {
    const list = unset.length === 1 ? unset[0]! : `[${unset.join(', ')}]`
    throw helmError('helm-manifest-invalid', `error validating "": error validating data: ${list}`)
  }
  return document
}

function isSet(document: Json, field: string): boolean {
  const value = isObject(document) ? document[field] : undefined
  return typeof value === 'string' && value !== ''
}

/** The first field of `metadata`, in key order, that Go's ObjectMeta cannot hold. */
function metadataError(document: JsonObject): string | undefined {
  const metadata = document['metadata'] ?? {}
  if (!isObject(metadata)) return `json: cannot unmarshal ${stableStringify(metadata)} into metav1.ObjectMeta`
  try {
    for (const field of ['annotations', 'finalizers', 'generateName', 'labels', 'name', 'namespace']) {
      const path = `ObjectMeta.metadata.${field}`
      if (field === 'annotations' || field === 'labels') decodeStringMap(metadata[field], path, 'strict')
      else if (field === 'finalizers') decodeStrings(metadata[field], path, 'strict')
      else decodeString(metadata[field], path, 'strict')
    }
  } catch (error) {
    if (error instanceof HelmError) return goJsonEscape(error.message)
    throw error
  }
  return undefined
}

/** A list counts as its items. k8s.io/cli-runtime v0.36.2 pkg/resource/visitor.go (FlattenListVisitor). */
function flatten(document: JsonObject): readonly JsonObject[] {
  const items = document['items']
  if (!Array.isArray(items)) return [document]
  return items.filter(isObject).flatMap(flatten)
}
