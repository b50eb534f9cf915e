import { describe, expect, it } from 'vitest'
import { type Store, schemaOf } from '../../../../../twins/temporal/schema/index.js'

/** What a statement does, in the words of upstream's versions: CT, CI, A+, A-, A~, DT, DI, INS; other for the rest. */
function classOf(statement: string): string {
  if (/^CREATE TABLE/.test(statement)) return 'CT'
  if (/^CREATE (UNIQUE )?INDEX/.test(statement)) return 'CI'
  if (/^ALTER TABLE .* ADD COLUMN/.test(statement)) return 'A+'
  if (/^ALTER TABLE .* DROP COLUMN/.test(statement)) return 'A-'
  if (/^ALTER TABLE/.test(statement)) return 'A~'
  if (/^DROP TABLE/.test(statement)) return 'DT'
  if (/^DROP INDEX/.test(statement)) return 'DI'
  return /^INSERT/.test(statement) ? 'INS' : 'other'
}

/** `24 CT, 5 CI`, in order of first appearance. */
function classesOf(statements: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const statement of statements)
    counts.set(classOf(statement), (counts.get(classOf(statement)) ?? 0) + 1)
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
}

function table(store: Store, release: string) {
  return Object.fromEntries(
    schemaOf(store, release).map(({ version, statements }) => [version, classesOf(statements)]),
  )
}

describe('the steps of upstream', () => {
  it('of the default store at 1.31', () => {
    expect(table('default', '1.31.2')).toEqual({
      '1.0': '24 CT, 1 INS, 5 CI',
      '1.1': '3 A+',
      '1.2': '2 A+',
      '1.3': '1 CT',
      '1.4': '2 A-',
      '1.5': '2 A+, 1 A~',
      '1.6': '1 A+',
      '1.7': '2 CT, 1 A~',
      '1.8': '1 DT, 2 A~',
      '1.9': '2 CT',
      '1.10': '2 CT',
      '1.11': '2 CT',
      '1.12': '2 CT',
      '1.13': '2 DT, 2 CT',
      '1.14': '1 A+',
      '1.15': '1 A+',
      '1.16': '1 A-, 1 A+',
      '1.17': '1 CT',
      '1.18': '2 CT',
      '1.19': '1 CT',
    })
  })

  it('of the visibility store at 1.31', () => {
    expect(table('visibility', '1.31.2')).toEqual({
      '1.0': '1 CT, 6 CI',
      '1.1': '1 CI',
      '1.2': '2 other, 3 A+, 7 DI, 42 CI',
      '1.3': '2 A+, 2 CI',
      '1.4': '4 A+, 4 CI',
      '1.5': '2 A+, 2 CI',
      '1.6': '2 DI, 2 A-, 2 A+, 2 CI',
      '1.7': '1 A+, 1 CI',
      '1.8': '3 A+, 3 CI',
      '1.9': '1 A+',
      '1.10': '',
      '1.11': '',
      '1.12': '',
      '1.13': '1 A+, 1 other, 17 CI',
      '1.14': '2 A+, 2 CI',
    })
  })
})

it('inserts the row of the namespaces’ version as its third statement', () => {
  expect(schemaOf('default', '1.29.1')[0]?.statements[2]).toMatch(
    /^INSERT INTO namespace_metadata .*54321, 1/,
  )
})

it('asks for the extension first, in a block from 1.30 on', () => {
  const first = (release: string) => schemaOf('visibility', release)[2]?.statements[0]
  expect([first('1.29.7'), first('1.30.0')]).toEqual([
    expect.stringMatching(/^CREATE EXTENSION/),
    expect.stringMatching(/^DO /),
  ])
})

it.each([
  ['1.20.0', 'default', '1.9'],
  ['1.29.1', 'visibility', '1.9'],
] as const)('release %s ends the %s store at %s', (release, store, newest) => {
  expect(schemaOf(store, release).at(-1)?.version).toBe(newest)
})
