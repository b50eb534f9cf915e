// Measures the explorer on the flagship, and prints each figure with its ratio to the committed baseline. Figures only:
// nothing here fails. `--write` makes the figures of this machine the baseline.
import { baselineOf, bundle, measured } from './bench-figures.mjs'

const figures = measured(['--expose-gc', await bundle('measure')])
const baseline = baselineOf('baseline')
baseline.print(figures)
if (process.argv.includes('--write')) baseline.write(figures)
