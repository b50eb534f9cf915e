// Times whole processes: the main job of the README, against an empty node start in the same run. Medians of nine runs
// after one warm-up, each with its ratio to the committed baseline. Figures only: nothing here fails. Build first
// (npm run build). `--write` makes the figures of this machine the baseline. The headline is a run that remembers no
// outcome; what a remembered one costs, and one that also builds the worlds that come with the package, have names of
// their own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baselineOf, root } from './bench-figures.mjs'

const RUNS = 9
const main = join(root, 'dist', 'harness', 'cli', 'main.js')
const run = [main, 'run', 'secret-deletion-doom-loop', '--quiet']
const cache = mkdtempSync(join(tmpdir(), 'rehearse-bench-'))
const jobs = [
  ['node -e 0', ['-e', '0']],
  ['rehearse --help', [main, '--help']],
  ['rehearse run secret-deletion-doom-loop', run],
  ['rehearse run secret-deletion-doom-loop --fresh', [...run, '--fresh']],
  // The warm-up is the run that is remembered.
  [
    'rehearse run secret-deletion-doom-loop, remembered',
    run,
    { REHEARSE_CACHE: cache, REHEARSE_REMEMBER: '1' },
  ],
]

const samples = jobs.map(() => [])
for (let round = 0; round <= RUNS; round++) {
  jobs.forEach(([, args, environment], index) => {
    const milliseconds = time(args, environment)
    if (round > 0) samples[index].push(milliseconds)
  })
}

rmSync(cache, { recursive: true })
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

function time(args, environment = { REHEARSE_REMEMBER: '0' }) {
  const env = { ...process.env, ...environment }
  const start = process.hrtime.bigint()
  const ended = spawnSync(process.execPath, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (ended.status !== 0) throw new Error(`exit ${ended.status}: ${ended.stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

function median(values) {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)]
}
