import { createHash } from 'node:crypto'
import { NotModelled } from '../../kernel/errors.js'
import type { Files } from '../../kernel/files.js'
import { normalisePath } from '../../kernel/files.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import { type SchemaVersion, type Store, schemaOf } from '../schema/index.js'
import { isVersion } from '../schema/version-numbers.js'
import { isAtLeast } from '../versions.js'
import { SplitError, splitStatements } from './split-statements.js'

/** What one folder of a schema says: its manifest, and its statements as split. */
export interface ChangeSet {
  readonly version: string
  readonly minCompatibleVersion: string
  readonly description: string
  /** Of the manifest's text. */
  readonly md5: string
  readonly files: readonly string[]
  readonly statements: readonly string[]
}

/** A folder of versions. Both throw {@link SchemaError}. */
export interface SchemaDirectory {
  /** Names of the folders in it, sorted. */
  readonly list: () => readonly string[]
  readonly read: (folder: string) => ChangeSet
}

/** Why a schema cannot be read, in upstream's words. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

/** Where files come from: the scenario's, or those mounted in a container. */
export interface SchemaFiles {
  readonly files: Files
  readonly cwd: string
  readonly release: string
}

const IN_IMAGE = /(?:^|\/)schema\/postgresql\/v12\/(temporal|visibility)\/versioned\/?$/

/** Names `--schema-name` knows; those of MySQL and Cassandra are left out. */
export const SCHEMA_NAMES: readonly string[] = ['postgresql/v12/temporal', 'postgresql/v12/visibility']

/** The folder behind `--schema-dir`: files if there are any, else the one of the image. Upstream's is at /etc/temporal/schema. */
export function directoryAt(path: string, source: SchemaFiles): SchemaDirectory {
  const folder = normalisePath(path.startsWith('/') ? path : `${source.cwd}/${path}`)
  const found = source.files.list(folder)
  if (found.length > 0) return fromFiles(folder, found, source)
  const store = IN_IMAGE.exec(`/${normalisePath(path)}`)?.[1]
  return store === undefined ? nothing : embedded(storeOf(store), source.release, '')
}

/** The schema that is compiled into the tool under a name. */
export function embeddedSchema(name: string, release: string): SchemaDirectory {
  return embedded(storeOf(name.split('/').at(-1) ?? ''), release, `${name}/versioned/`)
}

/** Statements of one file, for `setup-schema --schema-file`. Throws {@link SchemaError}. */
export function statementsOfFile(path: string, source: SchemaFiles): readonly string[] {
  const file = path.startsWith('/') ? path : `${source.cwd}/${path}`
  const text = source.files.read(normalisePath(file))
  if (text === undefined) throw new SchemaError(`open ${file}: no such file or directory`)
  return split(text, source.release, (message) => message)
}

function storeOf(folder: string): Store {
  return folder === 'temporal' ? 'default' : 'visibility'
}

const nothing: SchemaDirectory = {
  list: () => {
    throw new SchemaError('open .: no such file or directory')
  },
  read: () => {
    throw new SchemaError('open .: no such file or directory')
  },
}

function embedded(store: Store, release: string, prefix: string): SchemaDirectory {
  const all = schemaOf(store, release)
  return {
    list: () => all.map(({ version }) => `v${version}`).sort(),
    read: (folder) => {
      const found = all.find(({ version }) => `v${version}` === folder)
      if (found === undefined) throw new NotModelled(`Temporal schema ${folder}`, 'Use another version.')
      return embeddedChangeSet(found, `${prefix}${folder}/schema.sql`)
    },
  }
}

function embeddedChangeSet(schema: SchemaVersion, file: string): ChangeSet {
  const { version, minCompatibleVersion, description, statements } = schema
  const files = statements.length === 0 ? [] : [file]
  const manifest = {
    CurrVersion: version,
    MinCompatibleVersion: minCompatibleVersion,
    Description: description,
    SchemaUpdateCqlFiles: files.map(() => 'schema.sql'),
    ...(files.length === 0 ? { AllowNoCqlFiles: true } : {}),
  }
  const md5 = md5Of(`${JSON.stringify(manifest, null, 2)}\n`)
  return { version, minCompatibleVersion, description, md5, files, statements }
}

function fromFiles(
  folder: string,
  paths: readonly string[],
  { files, release }: SchemaFiles,
): SchemaDirectory {
  const names = paths.map((path) => path.slice(folder === '' ? 0 : folder.length + 1))
  return {
    list: () =>
      [...new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? ''))].sort(),
    read: (version) => {
      const text = files.read(`${folder}/${version}/manifest.json`)
      const fail = (message: string) => `error processing manifest for version ${version}:${message}`
      if (text === undefined) {
        throw new SchemaError(fail(`open ${version}/manifest.json: no such file or directory`))
      }
      const manifest = readManifest(text, fail, release)
      const read = manifest.files.map((file) => {
        const sql = files.read(`${folder}/${version}/${file}`)
        const path = `${version}/${file}`
        if (sql !== undefined)
          return split(sql, release, (error) => `error parsing file ${path}, err=${error}`)
        throw new SchemaError(`error reading file ${path}: open ${path}: no such file or directory`)
      })
      const statements = read.flat()
      if (statements.length === 0 && manifest.files.length > 0)
        throw new SchemaError(`found 0 updates in dir ${version}`)
      return { ...manifest, files: manifest.files.map((file) => `${version}/${file}`), statements }
    },
  }
}

function readManifest(text: string, fail: (message: string) => string, release: string) {
  const manifest = parseObject(text, fail)
  const value = (name: string) => (typeof manifest[name] === 'string' ? String(manifest[name]) : '')
  const version = value('CurrVersion').replace(/^v/, '')
  if (!isVersion(version)) throw new SchemaError(fail('invalid CurrVersion in manifest'))
  const minCompatibleVersion = value('MinCompatibleVersion').replace(/^v/, '')
  if (!isVersion(minCompatibleVersion))
    throw new SchemaError(fail('invalid MinCompatibleVersion in manifest'))
  const listed = manifest['SchemaUpdateCqlFiles']
  const files = Array.isArray(listed) ? listed.map(String) : []
  const mayBeEmpty = isAtLeast(release, '1.30') && manifest['AllowNoCqlFiles'] === true
  if (files.length === 0 && !mayBeEmpty) throw new SchemaError(fail('manifest missing SchemaUpdateCqlFiles'))
  return { version, minCompatibleVersion, description: value('Description'), md5: md5Of(text), files }
}

function parseObject(text: string, fail: (message: string) => string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Go's message names the byte; the file is the user's and its place is in the message already.
  }
  throw new SchemaError(fail('invalid character in JSON'))
}

function split(text: string, release: string, explain: (message: string) => string): readonly string[] {
  try {
    return splitStatements(text, release)
  } catch (error) {
    if (error instanceof SplitError) throw new SchemaError(explain(error.message))
    throw error
  }
}

function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
