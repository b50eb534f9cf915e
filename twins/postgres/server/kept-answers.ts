import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deepFreeze, type Json } from '../../kernel/json.js'

/** A file that has grown beyond this is begun anew. */
const MAX_BYTES = 64e6

/**
 * What servers have answered in earlier runs, by the key of what was asked: a file with a line for each, `<key> <JSON>`. It is only
 * added to, so that several processes may use it at once; a line that a crash has cut short counts as absent.
 */
export class KeptAnswers {
  readonly #path: string
  #lines: Map<string, string> | undefined

  /** `path`: the file, which need not be there. It is readable by its owner alone: answers may hold what is secret. */
  constructor(path: string) {
    this.#path = path
  }

  get(key: string): Json | undefined {
    const line = this.#all().get(key)
    if (line === undefined) return undefined
    try {
      return deepFreeze(JSON.parse(line) as Json)
    } catch {
      return undefined
    }
  }

  put(key: string, answer: Json): void {
    const line = JSON.stringify(answer)
    this.#all().set(key, line)
    mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o700 })
    if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) rmSync(this.#path)
    appendFileSync(this.#path, `${key} ${line}\n`, { mode: 0o600 })
  }

  #all(): Map<string, string> {
    this.#lines ??= new Map(read(this.#path).map((line) => [line.slice(0, 32), line.slice(33)]))
    return this.#lines
  }
}

function read(path: string): readonly string[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  return size === undefined ? [] : readFileSync(path, 'utf8').split('\n')
}

/**
 * Where the answers of a server are kept: below `REHEARSE_CACHE`, default `$XDG_CACHE_HOME/rehearse` or `~/.cache/rehearse`, in a file
 * that belongs to this code and to the server `stamp` names. Undefined where `REHEARSE_CACHE` is empty, and for code that does not run
 * from `dist/`: nobody could tell whether it is still the code that masked those answers.
 */
export function answersPath(environment: NodeJS.ProcessEnv, stamp: string): string | undefined {
  const code = fileURLToPath(import.meta.url)
  if (environment['REHEARSE_CACHE'] === '' || !/[\\/]dist[\\/]/.test(code)) return undefined
  const digest = createHash('sha256').update(readFileSync(code)).update(`\0${stamp}`).digest('hex')
  return join(cacheFolder(environment), 'postgres', `${digest.slice(0, 32)}.answers`)
}

/** Where everything that is remembered between runs is kept, unless `REHEARSE_CACHE` is empty. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const own = environment['REHEARSE_CACHE']
  if (own !== undefined) return own
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rehearse')
}
