import { describe, expect, it } from 'vitest'
import { NotModelled } from '../../../../../twins/kernel/errors.js'
import { bindParameters } from '../../../../../twins/postgres/wire/bind-parameters.js'

describe('bindParameters', () => {
  it.each<[string, readonly (string | null)[], readonly number[], string]>([
    ['SELECT $1', ['a'], [], "SELECT 'a'"],
    ['SELECT $1, $2', ["it's", null], [], "SELECT 'it''s', NULL"],
    ['SELECT $1', ['a\\b'], [], "SELECT E'a\\\\b'"],
    ['SELECT $1::int + $1', ['2'], [], "SELECT '2'::int + '2'"],
    ['SELECT $1', ['2'], [23], "SELECT CAST('2' AS int4)"],
    ['SELECT $1', [null], [25], 'SELECT CAST(NULL AS text)'],
    ['SELECT $1', ['a'], [705], "SELECT 'a'"],
    ['SELECT $11, $1', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'], [], "SELECT '11', '1'"],
    ['SELECT \'$1\', "$1", $1 -- $1', ['a'], [], "SELECT '$1', \"$1\", 'a' -- $1"],
    ['SELECT $$ $1 $$, a$1, $1', ['a'], [], "SELECT $$ $1 $$, a$1, 'a'"],
  ])('%s with %j', (statement, values, types, bound) => {
    expect(bindParameters(statement, values, types)).toBe(bound)
  })

  it.each<[string, readonly string[], readonly number[]]>([
    ['without a value', [], []],
    ['of a type that it does not know', ['1'], [999_999]],
  ])('refuses a parameter %s', (_what, values, types) => {
    expect(() => bindParameters('SELECT $1', values, types)).toThrow(NotModelled)
  })
})
