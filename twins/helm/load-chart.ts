import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareKeys } from '../kernel/json.js'
import { applyIgnore, assembleChart, type Chart, chartNotFound, type SourceFile } from './chart.js'
import { helmError } from './errors.js'

/** Helm v3.21.4 pkg/chart/loader/archive.go (MaxDecompressedFileSize): 5 MiB. */
const MAX_FILE_SIZE_BYTES = 5 * 1024 * 1024

/**
 * Read a chart folder from disk, symbolic links followed. Before a run only: within one, use `chartFromFiles`.
 * Throws `HelmError` as `assembleChart`, `path "<folder>" not found`, `chart file "x" is larger than the maximum file
 * size 5242880`. Helm v3.21.4 pkg/chart/loader/directory.go (LoadDir).
 */
export function loadChart(folder: string): Chart {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw chartNotFound(folder)
  return assembleChart(applyIgnore(readFolder(folder, '')), folder)
}

function readFolder(root: string, below: string): readonly SourceFile[] {
  return readdirSync(join(root, below))
    .sort(compareKeys)
    .flatMap((entry) => {
      const name = below === '' ? entry : `${below}/${entry}`
      const path = join(root, name)
      const info = statSync(path)
      if (info.isDirectory()) return readFolder(root, name)
      if (!info.isFile()) {
        throw invalid(path, `cannot load irregular file ${path} as it has file mode type bits set`)
      }
      if (info.size > MAX_FILE_SIZE_BYTES) {
        throw invalid(
          path,
          `chart file "${entry}" is larger than the maximum file size ${MAX_FILE_SIZE_BYTES}`,
        )
      }
      return [{ name, data: readFileSync(path) }]
    })
}

function invalid(path: string, message: string): Error {
  return helmError('helm-chart-invalid', message, { subject: path })
}
