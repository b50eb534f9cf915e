import { describe, expect, it } from 'vitest'
import { parseQuery, runQuery } from '../../../../../twins/aws/tools/query.js'
import type { Json } from '../../../../../twins/kernel/index.js'

const DATA: Json = {
  SecretList: [
    { Name: 'a', Tags: [{ Key: 'x' }, { Key: 'y' }] },
    { Name: 'b', Tags: [{ Key: 'z' }] },
    { Tags: [] },
  ],
  'odd-name': 1,
  nested: [[1, 2], [3], 4],
}

describe('--query', () => {
  it.each<[string, Json]>([
    ['SecretList[0].Name', 'a'],
    ['SecretList[-2].Name', 'b'],
    ['SecretList[9].Name', null],
    ['SecretList.Name', null],
    ['Missing.Deeper', null],
    ['"odd-name"', 1],
    ['SecretList[*].Name', ['a', 'b']],
    ['SecretList[].Name', ['a', 'b']],
    ['SecretList[].Tags', [[{ Key: 'x' }, { Key: 'y' }], [{ Key: 'z' }], []]],
    ['SecretList[].Tags[].Key', ['x', 'y', 'z']],
    ['SecretList[*].Tags[*].Key', [['x', 'y'], ['z'], []]],
    ['SecretList[].Tags[0].Key', ['x', 'z']],
    ['nested[]', [1, 2, 3, 4]],
    ['Missing[]', null],
    ['SecretList[0][].Name', null],
    ['constructor', null],
  ])('%s', (query, expected) => {
    expect(runQuery(parseQuery(query), DATA)).toEqual(expected)
  })

  it.each([
    '',
    '.a',
    'a..b',
    'a.',
    'ab cd',
    'a"b"',
    'a | b',
    'a[?b]',
    'keys(@)',
    '[a, b]',
    '{a: b}',
    'a[0:1]',
    '@',
  ])('%j is not modelled', (query) => {
    expect(() => parseQuery(query)).toThrow('not modelled: aws --query')
  })
})
