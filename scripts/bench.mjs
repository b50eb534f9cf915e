// Times whole processes: the main job of the README, against an empty node start in the same run. Medians of nine runs
// after one warm-up. Figures only: nothing here fails. Build first (npm run build).
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RUNS = 9
const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'harness', 'cli', 'main.js')
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
jobs.forEach(([name], index) => {
  const ratio = (medians[index] / medians[0]).toFixed(1)
  const range = `${Math.min(...samples[index]).toFixed(0)} to ${Math.max(...samples[index]).toFixed(0)}`
  process.stdout.write(
    `${name.padEnd(42)} ${medians[index].toFixed(0).padStart(6)} ms (${range})  ${ratio} x an empty node\n`,
  )
})

function time(args) {
  const start = process.hrtime.bigint()
  const run = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`exit ${run.status}: ${run.stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

function median(values) {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)]
}
