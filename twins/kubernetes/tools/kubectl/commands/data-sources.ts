import { compareKeys } from '../../../../kernel/json.js'
import { goQuote } from '../../../schema/go-text.js'
import { isConfigMapKey, isEnvironmentName } from '../../../schema/names.js'
import type { Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'
import { isFolder, pathExists, resolvePath, walkFolder } from '../paths.js'

/** Flags that say what goes into a Secret or a ConfigMap. */
export const DATA_FLAGS: FlagSpecs = {
  'append-hash': unmodelled('bool'),
  'from-env-file': { type: 'strings' },
  'from-file': { type: 'strings' },
  'from-literal': { type: 'array' },
}

/** What the values are for: the words of errors differ. */
export interface DataTarget {
  readonly kind: 'Secret' | 'ConfigMap'
  readonly name: string
}

type Add = (key: string, value: string) => void

/**
 * Keys and values of `--from-literal`, `--from-file` and `--from-env-file`. Throws `KubectlError` for bad sources.
 * Source: kubectl v0.32.0 pkg/cmd/create/create_secret.go, create_configmap.go, pkg/util/util.go (ParseFileSource).
 */
export function dataOf(invocation: Invocation, target: DataTarget): ReadonlyMap<string, string> {
  const { flags } = invocation
  const literals = flags.list('from-literal')
  const files = flags.list('from-file')
  const envFiles = flags.list('from-env-file')
  if (envFiles.length > 0 && (files.length > 0 || literals.length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal')
  }
  const data = new Map<string, string>()
  const add: Add = (key, value) => {
    checkKey(target, key, data)
    data.set(key, value)
  }
  for (const literal of literals) add(...parseLiteral(literal))
  for (const source of files) addFile(invocation, add, source)
  for (const source of envFiles) addEnvFile(invocation, add, target.kind, source)
  return new Map([...data].sort(([a], [b]) => compareKeys(a, b)))
}

function checkKey({ kind, name }: DataTarget, key: string, data: ReadonlyMap<string, string>): void {
  const problems = isConfigMapKey(key)
  const isSecret = kind === 'Secret'
  if (problems.length > 0) {
    const head = isSecret ? 'is not valid key name for a Secret' : 'is not a valid key name for a ConfigMap:'
    throw new KubectlError(`${goQuote(key)} ${head} ${problems.join(isSecret ? ';' : ',')}`)
  }
  if (!data.has(key)) return
  throw new KubectlError(
    isSecret
      ? `cannot add key ${key}, another key by that name already exists`
      : `cannot add key ${goQuote(key)}, another key by that name already exists in Data for ConfigMap ${goQuote(name)}`,
  )
}

function parseLiteral(literal: string): readonly [string, string] {
  const equals = literal.indexOf('=')
  if (equals <= 0) throw new KubectlError(`invalid literal source ${literal}, expected key=value`)
  return [literal.slice(0, equals), literal.slice(equals + 1)]
}

function addFile(invocation: Invocation, add: Add, source: string): void {
  const { key, path } = parseFileSource(source)
  const { files } = invocation
  const resolved = existing(invocation, path)
  if (!isFolder(files, resolved)) {
    add(key, files.read(resolved) ?? '')
    return
  }
  if (source.includes('=')) throw new KubectlError('cannot give a key name for a directory path')
  for (const file of walkFolder(files, resolved, false)) {
    add(file.slice(file.lastIndexOf('/') + 1), files.read(file) ?? '')
  }
}

function existing(invocation: Invocation, path: string): string {
  const resolved = resolvePath(invocation, path)
  if (pathExists(invocation.files, resolved)) return resolved
  throw new KubectlError(`error reading ${path}: no such file or directory`)
}

function parseFileSource(source: string): { readonly key: string; readonly path: string } {
  const parts = source.split('=')
  if (parts.length === 1) return { key: source.slice(source.lastIndexOf('/') + 1), path: source }
  if (source.startsWith('=')) throw new KubectlError(`key name for file path ${source.slice(1)} missing`)
  if (source.endsWith('=')) throw new KubectlError(`file path for key name ${source.slice(0, -1)} missing`)
  if (parts.length > 2) throw new KubectlError("key names or file paths cannot contain '='")
  return { key: parts[0] ?? '', path: parts[1] ?? '' }
}

/**
 * Lines of `KEY=value`; blank lines and comments are skipped; a name alone takes its value from the environment.
 * Source: kubectl v0.32.0 pkg/cmd/util/env_file.go.
 */
function addEnvFile(invocation: Invocation, add: Add, kind: DataTarget['kind'], source: string): void {
  const { files, tool } = invocation
  const resolved = existing(invocation, source)
  if (isFolder(files, resolved)) {
    throw new KubectlError(`env ${kind === 'Secret' ? 'secret' : 'config'} file cannot be a directory`)
  }
  for (const line of (files.read(resolved) ?? '').replace(/^\ufeff/, '').split(/\r?\n/)) {
    const text = line.trimStart()
    if (text === '' || text.startsWith('#')) continue
    const equals = text.indexOf('=')
    const key = equals < 0 ? text : text.slice(0, equals)
    const problems = isEnvironmentName(key)
    if (problems.length > 0) {
      throw new KubectlError(`${goQuote(key)} is not a valid key name: ${problems.join(';')}`)
    }
    add(key, equals < 0 ? (tool.env[key] ?? '') : text.slice(equals + 1))
  }
}
