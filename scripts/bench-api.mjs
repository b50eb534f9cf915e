// Measures the API server in process and over HTTP, a large roll-out, many watchers, and etcd beside them, and prints each
// figure with its ratio to the committed baseline. Figures only: nothing here fails. `--write` makes the figures of this
// machine the baseline; names of sections (see test/bench/measure-api.ts) run only these.
import { baselineOf, bundle, measured } from './bench-figures.mjs'

const path = await bundle('measure-api')
const wanted = process.argv.slice(2).filter((argument) => argument !== '--write')
const sections = wanted.length > 0 ? wanted : measured([path])
const baseline = baselineOf('api-baseline')
const figures = sections.flatMap((section) => {
  const found = measured([path, section])
  baseline.print(found)
  return found
})
if (process.argv.includes('--write')) baseline.write(figures)
