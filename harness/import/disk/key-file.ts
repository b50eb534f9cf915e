import { Buffer } from 'node:buffer'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ImportError } from '../errors.js'

/** The name of the key of a world, beside its scenario file. */
export const KEY_FILE = '.rehearse-key'

const KEY_BYTES = 32

/**
 * The key that replaces secrets, from its file; made by `random` when there is none, for its owner's eyes alone, and named in the .gitignore beside it. Throws
 * `ImportError` for a file that holds no key.
 */
export function readOrMakeKey(path: string, random: (bytes: number) => Uint8Array): Uint8Array {
  if (existsSync(path)) return readKey(path)
  const key = random(KEY_BYTES)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  keepOut(dirname(path), basename(path))
  return key
}

/** The key in a file. Throws `ImportError`. */
export function readKey(path: string): Uint8Array {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new ImportError(`${path} holds no key`, {
    code: 'key-invalid',
    subject: path,
    remedy: 'A key is 64 hexadecimal digits. Remove the file, and the next import makes a new one.',
  })
}

function keepOut(folder: string, name: string): void {
  const path = join(folder, '.gitignore')
  const known = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (known.split('\n').includes(name)) return
  appendFileSync(path, `${known === '' || known.endsWith('\n') ? '' : '\n'}${name}\n`)
}
