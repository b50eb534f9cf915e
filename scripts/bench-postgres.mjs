// Measures real databases behind worlds, and prints each figure with its ratio to the committed baseline. Figures only:
// nothing here fails. `--write` makes the figures of this machine the baseline.
import { baselineOf, bundle, measured } from './bench-figures.mjs'

const figures = measured([await bundle('measure-postgres')])
const baseline = baselineOf('postgres-baseline')
baseline.print(figures)
if (process.argv.includes('--write')) baseline.write(figures)
