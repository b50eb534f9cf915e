import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, sourceFiles } from '../support/sources.js'

/** Lines of a file: over the first most are not, over the second none is. Both may only sink. */
const MOST_LINES = 300
const MAX_LINES = 500
/** Files allowed over {@link MOST_LINES}, with their reason. */
const LONG: Readonly<Record<string, string>> = {
  'scenarios/partial-schema-migration.scenario.ts': 'one rehearsal is one file: data',
  'scenarios/secret-deletion-doom-loop.scenario.ts': 'one rehearsal is one file: data',
}

const files = sourceFiles('scenarios', 'harness', 'twins', 'reports')
const lines = (text: string) => text.split('\n').length - 1

/** Folders below twins/ that are no components. */
const NOT_COMPONENTS = new Set(['contract', 'embedded', 'kernel', 'real'])
const components = readdirSync(join(ROOT, 'twins')).filter(
  (name) => statSync(join(ROOT, 'twins', name)).isDirectory() && !NOT_COMPONENTS.has(name),
)

describe('the shape of the project', () => {
  it('keeps files small', () => {
    const long = files.filter((file) => lines(file.text) > MOST_LINES && !(file.path in LONG))
    expect(long.map((file) => `${file.path}: ${lines(file.text)} lines`)).toEqual([])
    expect(files.filter((file) => lines(file.text) > MAX_LINES).map((file) => file.path)).toEqual([])
  })

  it('lists no long file that is short by now', () => {
    const short = Object.keys(LONG).filter(
      (path) => lines(files.find((file) => file.path === path)?.text ?? '') <= MOST_LINES,
    )
    expect(short).toEqual([])
  })

  it('registers every component folder', () => {
    const list = readFileSync(join(ROOT, 'twins/components.ts'), 'utf8')
    expect(components.filter((name) => !list.includes(`'./${name}/index.js'`))).toEqual([])
  })

  it.each(components)('gives component %s a README, an index, unit tests and a conformance test', (name) => {
    const conformance = readdirSync(join(ROOT, 'test/conformance')).filter((file) =>
      file.startsWith(`${name}.`),
    )
    const expected = [`twins/${name}/README.md`, `twins/${name}/index.ts`, `test/unit/twins/${name}`]
    expect(expected.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    expect(conformance.length, `test/conformance/${name}.*.test.ts`).toBeGreaterThan(0)
  })

  it('asks every gate', () => {
    const index = readFileSync(join(ROOT, 'harness/gates/index.ts'), 'utf8')
    const gates = readdirSync(join(ROOT, 'harness/gates')).filter(
      (name) => !['index.ts', 'gate.ts'].includes(name),
    )
    expect(gates.filter((name) => !index.includes(`'./${name.replace(/\.ts$/, '.js')}'`))).toEqual([])
  })

  it('has one default export a scenario and none elsewhere', () => {
    const withDefault = files.filter((file) => /^export default /m.test(file.text)).map((file) => file.path)
    expect(withDefault.filter((path) => !path.endsWith('.scenario.ts'))).toEqual([])
    const scenarios = files.filter((file) => file.path.endsWith('.scenario.ts')).map((file) => file.path)
    expect(withDefault).toEqual(scenarios)
  })
})
