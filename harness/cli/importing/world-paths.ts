import { basename } from 'node:path'
import { type Files, normalisePath } from '../../../twins/kernel/files.js'
import type { ImportReport } from '../../import/report.js'

/** What was given with `--chart` and `-f`. */
type Given = NonNullable<ImportReport['given']>

/** What was given when a world was imported, as its `import.json` tells; nothing in worlds that were not. */
export function givenPaths(files: Files): Given {
  const text = files.read('import.json')
  const report = text === undefined ? {} : (JSON.parse(text) as Partial<ImportReport>)
  return report.given ?? { charts: [], values: [] }
}

/**
 * A command as it is typed in the world: the charts and the files of values that were imported lie there under names of their own. They are
 * recognised by their path as given, or by its end (`../charts/shop` is `deploy/charts/shop`).
 */
export function inWorld(argv: readonly string[], given: Given): readonly string[] {
  return argv.map((word) => wordInWorld(word, given))
}

function wordInWorld(word: string, { charts, values }: Given): string {
  const [, flag = '', path = ''] = /^(--values=|-f=)?(.*)$/s.exec(word)!
  const folder = charts.find((each) => isSame(each, path))
  if (folder !== undefined && flag === '') return `charts/${basename(folder)}`
  const file = values.find((each) => isSame(each, path))
  return file === undefined ? word : `${flag}values/${basename(file)}`
}

function isSame(given: string, typed: string): boolean {
  const [one, other] = [bare(given), bare(typed)]
  if (one === '' || other === '') return false
  // A bare word may be anything else, e.g. the name of the release; a path is not.
  return (
    one === other ||
    (typed.includes('/') && (`/${one}`.endsWith(`/${other}`) || `/${other}`.endsWith(`/${one}`)))
  )
}

function bare(path: string): string {
  return normalisePath(path)
    .split('/')
    .filter((part) => part !== '..')
    .join('/')
}
