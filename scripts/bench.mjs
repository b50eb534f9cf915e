// Times whole processes: the main job of the README, against an empty node start in the same run. Medians of nine runs
// after one warm-up, each with its ratio to the committed baseline. Figures only: nothing here fails. Build first
// (npm run build). `--write` makes the figures of this machine the baseline.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { baselineOf, root } from './bench-figures.mjs'

const RUNS = 9
const main = join(root, 'dist', 'harness', 'cli', 'main.js')
const jobs = [
  ['node -e 0', ['-e', '0']],
  ['rehearse --help', [main, '--help']],
  ['rehearse run secret-deletion-doom-loop', [main, 'run', 'secret-deletion-doom-loop', '--quiet']],
]

const samples = jobs.map(() => [])
for (let round = 0; round <= RUNS; round++) {
  jobs.forEach(([, args], index) => {
    const milliseconds = time(args)
    if (round > 0) samples[index].push(milliseconds)
  })
}

const medians = samples.map(median)
const times = jobs.map(([name], index) => ({ name, value: medians[index], unit: 'ms', better: 'lower' }))
const ratio = {
  name: 'the run over an empty node',
  value: medians[2] / medians[0],
  unit: 'times',
  better: 'lower',
}
const baseline = baselineOf('process-baseline')
baseline.print([...times, ratio])
if (process.argv.includes('--write')) baseline.write([...times, ratio])

function time(args) {
  const start = process.hrtime.bigint()
  const run = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`exit ${run.status}: ${run.stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

function median(values) {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)]
}
