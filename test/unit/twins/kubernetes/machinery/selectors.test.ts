import { describe, expect, it } from 'vitest'
import {
  type FieldSelector,
  fromLabelSelectorObject,
  type LabelSelector,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
} from '../../../../../twins/kubernetes/machinery/selectors.js'
import { type Answer, answer, golden } from './golden.js'

type Recorded = { cases: readonly ({ text: string } & Answer<string>)[] }

function printLabels({ requirements }: LabelSelector): string {
  const print = ({ key, operator, values }: LabelSelector['requirements'][number]): string => {
    if (operator === 'exists') return key
    if (operator === '!') return `!${key}`
    if (operator === 'in' || operator === 'notin') return `${key} ${operator} (${values.join(',')})`
    const symbol = operator === 'gt' ? '>' : operator === 'lt' ? '<' : operator
    return `${key}${symbol}${values.join()}`
  }
  return requirements.map(print).join(',')
}

function printFields({ requirements }: FieldSelector): string {
  const escaped = (value: string): string => value.replace(/[\\,=]/g, (character) => `\\${character}`)
  return requirements.map(({ field, operator, value }) => `${field}${operator}${escaped(value)}`).join(',')
}

describe('parseLabelSelector', () => {
  it.each(golden<Recorded>('label-selectors').cases)(
    'reads "$text" as upstream does',
    ({ text, ...expected }) => {
      expect(answer(() => printLabels(parseLabelSelector(text)))).toEqual(expected)
    },
  )
})

describe('parseFieldSelector', () => {
  it.each(golden<Recorded>('field-selectors').cases)(
    'reads "$text" as upstream does',
    ({ text, ...expected }) => {
      expect(answer(() => printFields(parseFieldSelector(text)))).toEqual(expected)
    },
  )
})

describe('matchesLabels', () => {
  const labels = { app: 'web', size: '5', empty: '' }
  it.each([
    ['', true],
    ['app=web', true],
    ['app==api', false],
    ['app!=api', true],
    ['missing!=x', true],
    ['missing=x', false],
    ['app in (web,api)', true],
    ['app notin (web)', false],
    ['missing notin (web)', true],
    ['empty', true],
    ['empty=', true],
    ['!app', false],
    ['!missing', true],
    ['size>4', true],
    ['size<4', false],
    ['app>4', false],
    ['app=web,!missing,size in (5)', true],
    ['app=web,missing', false],
  ])('%s is %s', (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(expected)
  })

  it('takes absent labels as none', () => {
    expect(matchesLabels(parseLabelSelector('!app'), undefined)).toBe(true)
  })

  it('does not see inherited members as labels', () => {
    expect(matchesLabels(parseLabelSelector('toString'), {})).toBe(false)
  })
})

describe('fromLabelSelectorObject', () => {
  it('matches nothing when it is absent and everything when it is empty', () => {
    expect(matchesLabels(fromLabelSelectorObject(undefined), { a: '1' })).toBe(false)
    expect(matchesLabels(fromLabelSelectorObject({}), { a: '1' })).toBe(true)
  })

  it('joins matchLabels and matchExpressions', () => {
    const selector = fromLabelSelectorObject({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    })
    expect(matchesLabels(selector, { app: 'web', tier: 'front' })).toBe(true)
    expect(matchesLabels(selector, { app: 'web', tier: 'front', old: '' })).toBe(false)
    expect(matchesLabels(selector, { app: 'web', tier: 'none' })).toBe(false)
  })

  it.each([
    [{ key: 'a', operator: 'Like', values: ['x'] }, '"Like" is not a valid label selector operator'],
    [
      { key: 'a', operator: 'In', values: [] },
      "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      { key: 'a', operator: 'Exists', values: ['x'] },
      'values: Invalid value: ["x"]: values set must be empty for exists and does not exist',
    ],
  ])('refuses %j', (expression, text) => {
    const read = (): LabelSelector => fromLabelSelectorObject({ matchExpressions: [expression] })
    expect(read).toThrow(SelectorError)
    expect(read).toThrow(text)
  })
})

describe('matchesFields', () => {
  const pod = { metadata: { name: 'web-1' }, spec: { nodeName: 'n1', hostNetwork: true }, status: {} }
  it.each([
    ['metadata.name=web-1', true],
    ['metadata.name!=web-1', false],
    ['spec.hostNetwork=true', true],
    ['status.phase=', true],
    ['status.phase!=Running', true],
    ['metadata.name=web-1,spec.nodeName=n2', false],
    ['spec=', true],
  ])('%s is %s', (text, expected) => {
    expect(matchesFields(parseFieldSelector(text), pod)).toBe(expected)
  })
})
