import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { goQuote } from '../../schema/go-text.js'
import { parseYaml } from '../../yaml/parse-yaml.js'
import { YamlError } from '../../yaml/yaml-error.js'
import type { Invocation } from './command.js'
import { decodeManifest, type Manifest, validateTypeMeta } from './decode-manifest.js'
import { type CommandError, isCommandError, KubectlError } from './errors.js'
import { isFolder, matchPattern, pathExists, resolvePath, walkFolder } from './paths.js'

/** What files and folders of `-f` hold. */
export interface Manifests {
  readonly manifests: readonly Manifest[]
  /** What went wrong with single files; commands go on with the others. */
  readonly errors: readonly CommandError[]
  /** True for one file, which promises one object. */
  readonly single: boolean
}

const EXTENSIONS = ['.json', '.yaml', '.yml']

/**
 * Reads the objects of `-f`, in order: files, folders, patterns, `-` for standard input; several YAML documents a file;
 * lists are taken apart. `validate` asks for apiVersion and kind first, in the words of the validation kubectl does.
 * Throws `KubectlError` for a path that does not exist. Addresses (http) are not modelled.
 * Source: cli-runtime v0.32.0 pkg/resource/builder.go (FilenameParam, Path), visitor.go (StreamVisitor, FileVisitor).
 */
export function readManifests(
  invocation: Invocation,
  filenames: readonly string[],
  options: { readonly recursive: boolean; readonly validate: boolean },
): Manifests {
  const sources = filenames.flatMap((filename) => sourcesOf(invocation, filename, options.recursive))
  const manifests: Manifest[] = []
  const errors: CommandError[] = []
  for (const source of sources) {
    const found = readSource(source, options.validate)
    manifests.push(...found.manifests)
    errors.push(...found.errors)
  }
  const first = filenames[0] ?? ''
  const plainFile = first !== '-' && !isFolder(invocation.files, resolvePath(invocation, first))
  return { manifests, errors, single: plainFile && sources.length === 1 }
}

interface Source {
  /** As upstream names it: the path as typed, or `STDIN`. */
  readonly name: string
  readonly text: string
}

function sourcesOf(invocation: Invocation, filename: string, recursive: boolean): readonly Source[] {
  if (filename === '-') return [{ name: 'STDIN', text: invocation.tool.stdin }]
  if (/^https?:\/\//.test(filename)) {
    throw new NotModelled(`kubectl -f ${filename}`, 'Put the manifest into a file of the scenario.')
  }
  const { files } = invocation
  const path = resolvePath(invocation, filename)
  const paths = pathExists(files, path) ? [path] : matchPattern(files, path)
  if (paths.length === 0) throw new KubectlError(`the path ${goQuote(filename)} does not exist`)
  return paths.flatMap((each) => {
    const name = (inner: string): string => (each === path ? filename + inner.slice(path.length) : inner)
    if (!isFolder(files, each)) return [{ name: name(each), text: files.read(each) ?? '' }]
    const inside = walkFolder(files, each, recursive).filter((file) =>
      EXTENSIONS.some((extension) => file.endsWith(extension)),
    )
    if (inside.length === 0) {
      const listed = `[${EXTENSIONS.join(' ')}]`
      throw new KubectlError(`error reading [${filename}]: recognized file extensions are ${listed}`)
    }
    return inside.map((file) => ({ name: name(file).replaceAll('//', '/'), text: files.read(file) ?? '' }))
  })
}

function readSource(source: Source, validate: boolean): Pick<Manifests, 'manifests' | 'errors'> {
  const manifests: Manifest[] = []
  const errors: CommandError[] = []
  try {
    for (const document of documentsOf(source)) {
      if (document === null) continue
      if (validate) validateTypeMeta(document, source.name)
      collect(source.name, document, manifests, errors)
    }
  } catch (error) {
    if (!isCommandError(error)) throw error
    // What follows a document that cannot be read is not read either.
    errors.push(error)
  }
  return { manifests, errors }
}

function collect(source: string, document: Json, manifests: Manifest[], errors: CommandError[]): void {
  try {
    for (const object of flatten(document)) manifests.push(decodeManifest(object, source))
  } catch (error) {
    if (!isCommandError(error)) throw error
    errors.push(error)
  }
}

/** The items of a list, and of lists in it; anything else is itself. */
function flatten(document: Json): readonly Json[] {
  if (!isObject(document) || !isList(document)) return [document]
  return (document['items'] as readonly Json[]).flatMap(flatten)
}

function isList(document: JsonObject): boolean {
  return Array.isArray(document['items']) && String(document['kind']).endsWith('List')
}

/** The documents of a file, each parsed when its turn comes. */
function* documentsOf({ name, text }: Source): Generator<Json> {
  // JSON documents follow each other without a separator; with one it is YAML whose documents are in flow style.
  if (/^\s*\{/.test(text) && !/\n---/.test(text)) {
    yield* jsonDocuments(name, text)
    return
  }
  for (const part of splitDocuments(text)) yield parse(name, part)
}

/** A separator is a line that begins with `---`; a marker on the first line belongs to its document. */
function splitDocuments(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\n---[^\n]*(?:\n|$)/)
}

function parse(name: string, text: string): Json {
  try {
    return parseYaml(text)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new KubectlError(`error parsing ${name}: error converting YAML to JSON: ${error.message}`)
  }
}

function* jsonDocuments(name: string, text: string): Generator<Json> {
  // Several JSON documents may follow each other; YAML flow syntax covers the single one, with its positions.
  const parts = text.trim().split(/(?<=\})\s*\n(?=\{)/)
  for (const part of parts) yield parse(name, part)
}
