import { describe, expect, it } from 'vitest'
import {
  literalsOf,
  showStatement,
  skeletonOf,
  splitStatements,
  tokensOf,
} from '../../../../twins/postgres/sql-text.js'

describe('splitting a script', () => {
  it.each([
    ['select 1; select 2', ['select 1', 'select 2']],
    ["select 'a;b'; select $$;$$", ["select 'a;b'", 'select $$;$$']],
    ['select 1 /* ; /* ; */ ; */ ; -- ;\n', ['select 1 /* ; /* ; */ ; */']],
    [
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
    [
      'create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end; select 3',
      [
        'create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end',
        'select 3',
      ],
    ],
    ['begin; select 1; end; select 2', ['begin', 'select 1', 'end', 'select 2']],
    ["select E'it\\'s;'; select 2", ["select E'it\\'s;'", 'select 2']],
    ['select "a;b"; ;; -- nothing', ['select "a;b"']],
  ])('%s', (script, expected) => {
    expect(splitStatements(script).map(({ text }) => text)).toEqual(expected)
  })

  it('loses no character in its tokens', () => {
    const text = "select $a$ x $$ y $a$, 'open /* string"
    expect(
      tokensOf(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text)
  })
})

it('leaves literals and comments out of a skeleton', () => {
  expect(skeletonOf("ALTER /* x */ ROLE a PASSWORD 'drop database' -- y")).toBe('alter role a password')
})

it('finds literals within a DO block', () => {
  expect(literalsOf(`do $$ begin execute format('alter role a password %L', 'secret'); end $$`)).toContain(
    'secret',
  )
})

it.each([
  ["alter role a PASSWORD 'geheim'", "alter role a PASSWORD '***'"],
  [`do $$ begin alter role a password 'geheim'; end $$`, "do '***'"],
  ["select 1,\n  'x'", "select 1, 'x'"],
])('shows %s without secrets on one line', (statement, expected) => {
  expect(showStatement(statement)).toBe(expected)
})
