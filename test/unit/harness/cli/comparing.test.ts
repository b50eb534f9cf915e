import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEarlier } from '../../../../harness/cli/comparing.js'
import { jsonReporter } from '../../../../reports/index.js'
import { EXPECTED, MIXED } from '../../../support/outcomes.js'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-compare-'))
})
afterAll(() => rmSync(home, { recursive: true }))

function written(name: string, text: string): string {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

const earlier = () =>
  written('earlier.json', jsonReporter.render([EXPECTED], { color: false, width: 80, detail: 'normal' }))

it('finds nothing new in a run that is written and read again', () => {
  expect(readEarlier(earlier())([EXPECTED]).changes).toEqual([])
})

it('counts only the scenarios that are run again', () => {
  const { changes } = readEarlier(earlier())([{ ...MIXED, scenario: 'another' }])
  expect(changes.map(({ kind, scenario }) => `${kind} ${scenario}`)).toEqual(['appeared another'])
})

it.each([
  ['no JSON', 'Expected property name'],
  ['[]', 'the document: Invalid input'],
  ['{"version":2,"scenarios":[]}', 'version: Invalid input: expected 1'],
  ['{"version":1,"scenarios":[{}]}', 'scenarios.0.scenario: Invalid input'],
])('says of %s what does not fit', (text, message) => {
  const path = written('broken.json', text.replace('no JSON', '{no'))
  expect(() => readEarlier(path)).toThrow(`${path} is no run of rehearse: ${message}`)
})

it('says that a file is missing', () => {
  expect(() => readEarlier(join(home, 'none.json'))).toThrow('ENOENT')
})
