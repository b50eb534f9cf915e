import { describe, expect, it } from 'vitest'
import { splitStatements } from '../../../../../twins/temporal/tool/split-statements.js'

describe.each(['1.29.1', '1.31.2'])('at %s', (release) => {
  it.each([
    ['a; b ;', ['a;', 'b ;']],
    ['a', ['a']],
    [' ; a;', [';', 'a;']],
    ['CREATE TABLE t (a int; b int);c;', ['CREATE TABLE t (a int; b int);', 'c;']],
    ["INSERT INTO t VALUES ('a;b');c", ["INSERT INTO t VALUES ('a;b');", 'c']],
    ['a "x;y" b;', ['a "x;y" b;']],
    ['a -- comment; with end\n b;', ['a\n b;']],
    ['BEGIN a; b; END; c;', ['BEGIN a; b; END;', 'c;']],
    ['CREATE TABLE begins (ended int); c;', ['CREATE TABLE begins (ended int);', 'c;']],
  ])('%j is %j', (text, statements) => {
    expect(splitStatements(text, release)).toEqual(statements)
  })

  it.each([
    ['a)', 'unmatched right parenthesis'],
    ['(a', 'unmatched left parenthesis'],
    ["'a", 'unmatched quotes'],
    ['BEGIN a;', 'unmatched `BEGIN` keyword'],
    ['a END;', 'unmatched `END` keyword'],
  ])('%j: %s', (text, problem) => {
    expect(() => splitStatements(text, release)).toThrow(`error reading contents: ${problem}`)
  })
})

const BLOCK = 'DO $$ BEGIN IF a THEN b; END IF; FOR c LOOP d; END LOOP; END $$; e;'

it('knows IF, LOOP and $$ from 1.31 on', () => {
  expect(splitStatements(BLOCK, '1.31.2')).toEqual([BLOCK.slice(0, -3), 'e;'])
  expect(() => splitStatements(BLOCK, '1.29.1')).toThrow('unmatched `END` keyword')
})

it('takes IF NOT EXISTS for no block', () => {
  const text =
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int; CREATE INDEX CONCURRENTLY IF NOT EXISTS b ON t (a);'
  expect(splitStatements(text, '1.31.2').length).toBe(2)
})
