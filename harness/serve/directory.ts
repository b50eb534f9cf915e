import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { EnvironmentError } from './errors.js'

/** What a server writes into its own folder, and nothing else. */
const OWN = [
  'kubeconfig',
  'control.json',
  'databases.json',
  'env',
  'cache',
  'config',
  'data',
  'clients',
] as const

/** How `rehearse clock` and its kin reach a server. */
export interface ControlAccess {
  readonly url: string
  readonly token: string
  /** Certificate of a server over https, as PEM. */
  readonly ca?: string
}

/** The folder of one server: its secrets and its caches, readable by its user alone. */
export class ServerDirectory {
  readonly path: string
  readonly #created: boolean

  private constructor(path: string, created: boolean) {
    this.path = path
    this.#created = created
  }

  /** Makes a new folder for temporary files, or uses this one. Throws `EnvironmentError` when another server has it. */
  static open(given?: string): ServerDirectory {
    if (given === undefined) return new ServerDirectory(mkdtempSync(join(tmpdir(), 'rehearse-')), true)
    const path = resolve(given)
    const existed = existsSync(path)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const taken = readdirSync(path).filter((name) => (OWN as readonly string[]).includes(name))
    if (taken.length > 0) {
      throw new EnvironmentError(`${path} holds ${taken.join(', ')} already`, {
        code: 'directory-taken',
        subject: path,
        remedy:
          'Stop the server that uses it, remove what a killed one left there, or give another --directory.',
      })
    }
    return new ServerDirectory(path, !existed)
  }

  /** Write one of its files, for its user's eyes only. Returns its path. */
  write(name: (typeof OWN)[number], text: string): string {
    const path = join(this.path, name)
    writeFileSync(path, text, { mode: 0o600 })
    chmodSync(path, 0o600)
    return path
  }

  /** Write a file into a folder of {@link subfolder}, for its user's eyes only. Returns its path. */
  writeClient(folder: string, name: string, text: string): string {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }

  /** A new folder below it. */
  subfolder(...parts: readonly string[]): string {
    const path = join(this.path, 'clients', ...parts)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  }

  /** Remove what was written, and the folder if it was made here and holds nothing else. */
  remove(): void {
    for (const name of OWN) rmSync(join(this.path, name), { recursive: true, force: true, maxRetries: 5 })
    if (this.#created && existsSync(this.path) && readdirSync(this.path).length === 0)
      rmSync(this.path, { recursive: true, force: true })
  }
}

/** Read how to control the server with this folder. Throws `EnvironmentError` when there is none. */
export function readControlAccess(directory: string): ControlAccess {
  try {
    return JSON.parse(readFileSync(join(directory, 'control.json'), 'utf8')) as ControlAccess
  } catch (cause) {
    throw new EnvironmentError(`no server has the folder ${directory}`, {
      code: 'server-unknown',
      subject: directory,
      remedy: 'Give the folder that `rehearse serve` has printed: REHEARSE_SERVER, or --server.',
      cause,
    })
  }
}
