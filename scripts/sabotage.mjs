// Seeds the faults of test/sabotage/patches.json one at a time into a copy of the sources and runs the tests each names.
// A fault that no test notices survives. Prints the kill rate; exit code 1 when one survives or no longer fits.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const patches = JSON.parse(readFileSync(join(root, 'test/sabotage/patches.json'), 'utf8'))
const wanted = process.argv.slice(2)

mkdirSync(join(root, '.cache'), { recursive: true })
const copy = mkdtempSync(join(root, '.cache', 'sabotage-'))
try {
  copySources()
  const chosen = patches.filter((patch) => wanted.length === 0 || wanted.includes(patch.name))
  requireGreen([...new Set(chosen.flatMap((patch) => patch.tests))])
  const results = chosen.map(trial)
  const killed = results.filter((result) => result === 'killed').length
  process.stdout.write(`\nkill rate: ${killed} of ${results.length} seeded faults\n`)
  process.exitCode = killed === results.length ? 0 : 1
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function copySources() {
  const names = [
    'harness',
    'twins',
    'reports',
    'scenarios',
    'test',
    'scripts',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]
  for (const name of names) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

/** A test that fails anyway would seem to notice every fault. */
function requireGreen(tests) {
  const run = runTests(tests)
  if (run.status === 0) return
  process.stderr.write(`without any fault: ${firstFailure(run)}\n`)
  throw new Error('The tests must be green before faults are seeded.')
}

function runTests(tests) {
  return spawnSync('npx', ['vitest', 'run', '--bail', '1', ...tests], { cwd: copy, encoding: 'utf8' })
}

function trial(patch) {
  const path = join(copy, patch.file)
  const original = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (original.split(patch.find).length !== 2)
    return tell(patch, 'rotten', `its text is not exactly once in ${patch.file}`)
  writeFileSync(
    path,
    original.replace(patch.find, () => patch.replace),
  )
  const run = runTests(patch.tests)
  writeFileSync(path, original)
  const failed = /(\d+) failed/.test(run.stdout)
  if (run.status !== 0 && failed) return tell(patch, 'killed', firstFailure(run))
  if (run.status === 0) return tell(patch, 'SURVIVED', `${patch.tests.join(', ')} stay green`)
  return tell(patch, 'broken', `the tests did not run: ${run.stderr.trim().split('\n').at(-1)}`)
}

function firstFailure({ stdout, stderr }) {
  const line = stripVTControlCharacters(`${stderr}\n${stdout}`)
    .split('\n')
    .find((text) => text.includes('FAIL '))
  return (line ?? '').replace(/^.*FAIL\s+/, '')
}

function tell(patch, result, detail) {
  process.stdout.write(`${result.padEnd(9)} ${patch.name}: ${patch.fault}\n          ${detail}\n`)
  return result
}
