// What the benchmarks share: bundling the code that measures, running it in a process of its own, and comparing its figures
// with the committed baseline. Nothing here fails because something is slow.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Bundles test/bench/<name>.ts; returns the path to run. */
export async function bundle(name) {
  const outfile = join(root, '.cache', 'bench', `${name}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  return outfile
}

/** Runs Node with these arguments; returns what it prints, which is one line of JSON. */
export function measured(args) {
  const run = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`${args.at(-1)}: exit ${run.status ?? run.signal}`)
  return JSON.parse(run.stdout)
}

/** The baseline in test/bench/<name>.json. */
export function baselineOf(name) {
  const path = join(root, 'test', 'bench', `${name}.json`)
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { figures: {} }
  return {
    /** One line a figure, with its ratio to the baseline. */
    print(figures) {
      for (const { name: figure, value, unit, better } of figures) {
        const before = known.figures[figure]?.value
        const ratio =
          before === undefined
            ? 'no baseline'
            : `${(value / before).toFixed(2)} x the baseline, ${better} is better`
        process.stdout.write(`${figure.padEnd(50)} ${shown(value).padStart(9)} ${unit.padEnd(16)} ${ratio}\n`)
      }
    },
    /** Makes these figures of this machine the baseline; others stay. */
    write(figures) {
      const fresh = figures.map(({ name: figure, value, unit, better }) => [
        figure,
        { value: Number(value.toPrecision(3)), unit, better },
      ])
      const note = 'Compare only figures of one machine. docs/benchmarks.md says how they are made.'
      const baseline = {
        note,
        machine: machine(),
        figures: { ...known.figures, ...Object.fromEntries(fresh) },
      }
      writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`)
    },
  }
}

function shown(value) {
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

function machine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${platform()} ${arch()}`,
    node: process.version,
  }
}
