import { describe, expect, it } from 'vitest'
import * as errors from '../../../../../twins/kubernetes/schema/field-error.js'

describe('field errors', () => {
  it.each([
    ['quoted string', errors.invalidValue('a.b', 'x"y\n', 'bad'), 'a.b: Invalid value: "x\\"y\\n": bad'],
    ['number', errors.invalidValue('a', 5, 'bad'), 'a: Invalid value: 5: bad'],
    ['boolean', errors.invalidValue('a', true, 'bad'), 'a: Invalid value: true: bad'],
    ['null', errors.invalidValue('a', null, 'bad'), 'a: Invalid value: null: bad'],
    [
      'object as JSON, escaped as Go does',
      errors.invalidValue('a', { b: ['<'] }, 'bad'),
      'a: Invalid value: {"b":["\\u003c"]}: bad',
    ],
    ['omitted value', errors.invalidValue('a', undefined, 'bad'), 'a: Invalid value: bad'],
    ['required without detail', errors.required('a'), 'a: Required value'],
    ['required with detail', errors.required('a', 'must be set'), 'a: Required value: must be set'],
    ['duplicate', errors.duplicate('a[1].name', 'x'), 'a[1].name: Duplicate value: "x"'],
    [
      'unsupported',
      errors.notSupported('a', 'x', ['A', 'B']),
      'a: Unsupported value: "x": supported values: "A", "B"',
    ],
    ['forbidden', errors.forbiddenField('a', 'no'), 'a: Forbidden: no'],
    ['too long', errors.tooLong('a', 262_144), 'a: Too long: may not be more than 262144 bytes'],
    ['too many', errors.tooMany('a', 3, 1), 'a: Too many: 3: must have at most 1 item'],
    ['not found', errors.notFoundField('a', 'v'), 'a: Not found: "v"'],
    ['internal', errors.internalFieldError('a', 'boom'), 'a: Internal error: boom'],
  ])('%s', (_name, error, text) => {
    expect(errors.errorText(error)).toBe(text)
  })

  it('an aggregate of one is the error itself, of several a list without repetitions', () => {
    const one = errors.required('a')
    const two = errors.required('b')
    expect(errors.toAggregate([one])).toBe('a: Required value')
    expect(errors.toAggregate([one, two])).toBe('[a: Required value, b: Required value]')
    expect(errors.toAggregate([one, one])).toBe('a: Required value')
  })
})
