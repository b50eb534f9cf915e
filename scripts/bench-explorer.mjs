// Measures the explorer on the flagship, and prints each figure with its ratio to the committed baseline. Figures only:
// nothing here fails. `--write` makes the figures of this machine the baseline.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const baselinePath = join(root, 'test', 'bench', 'baseline.json')
const bundle = join(root, '.cache', 'bench', 'measure.mjs')

await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/measure.ts'],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
const run = spawnSync(process.execPath, ['--expose-gc', bundle], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
})
if (run.status !== 0) throw new Error(`exit ${run.status}`)
const measures = JSON.parse(run.stdout)
const baseline = JSON.parse(readFileSync(baselinePath, 'utf8'))

for (const [name, value] of Object.entries(measures)) {
  const before = baseline.measures[name]
  const ratio = before === undefined ? 'no baseline' : `${(value / before).toFixed(2)} x the baseline`
  process.stdout.write(`${name.padEnd(48)} ${value.toFixed(value < 100 ? 1 : 0).padStart(8)}  ${ratio}\n`)
}
if (process.argv.includes('--write')) {
  const rounded = Object.fromEntries(
    Object.entries(measures).map(([name, value]) => [name, Number(value.toPrecision(3))]),
  )
  writeFileSync(baselinePath, `${JSON.stringify({ ...baseline, measures: rounded }, null, 2)}\n`)
}
