import { describe, expect, it } from 'vitest'
import {
  changeTaints,
  parseTaints,
  taintText,
} from '../../../../../../../twins/kubernetes/tools/kubectl/commands/taint-list.js'

const OLD = [{ key: 'a', value: '1', effect: 'NoSchedule' }]

describe('taints on the command line', () => {
  it('are added, removed with their effect and removed with all effects', () => {
    expect(parseTaints(['a=1:NoSchedule', 'b:NoExecute', 'c:NoSchedule-', 'd-'])).toEqual({
      add: [
        { key: 'a', value: '1', effect: 'NoSchedule' },
        { key: 'b', value: '', effect: 'NoExecute' },
      ],
      remove: [
        { key: 'c', value: '', effect: 'NoSchedule' },
        { key: 'd', value: '', effect: '' },
      ],
    })
  })

  it.each([
    ['a:Never', 'invalid taint effect: Never, unsupported taint effect'],
    ['a=b=c:NoSchedule', 'invalid taint spec: a=b=c:NoSchedule'],
    ['a:b:c', 'invalid taint spec: a:b:c'],
    ['a', 'invalid taint spec: a'],
  ])('%s is refused', (word, message) => {
    expect(() => parseTaints([word])).toThrow(message)
  })

  it('are refused when one is given twice', () => {
    expect(() => parseTaints(['a=1:NoSchedule', 'a=2:NoSchedule'])).toThrow(
      'duplicated taints with the same key and effect: {a 2 NoSchedule <nil>}',
    )
  })
})

describe('the taints of a node', () => {
  it.each([
    ['a new one', ['b:NoSchedule'], false, 'tainted', ['b:NoSchedule', 'a=1:NoSchedule']],
    ['one in place of another', ['a=2:NoSchedule'], true, 'modified', ['a=2:NoSchedule']],
    ['none of a key', ['a-'], false, 'untainted', []],
    ['another instead', ['b:NoSchedule', 'a-'], false, 'modified', ['b:NoSchedule']],
  ])('%s', (_what, words, overwrite, operation, expected) => {
    const { add, remove } = parseTaints(words)
    const changed = changeTaints(OLD, add, remove, overwrite)
    const texts = changed.taints.map((taint) =>
      taintText({ value: '', ...taint } as unknown as Parameters<typeof taintText>[0]),
    )
    expect({ operation: changed.operation, texts }).toEqual({ operation, texts: expected })
  })

  it('says which taint there was not to remove', () => {
    expect(changeTaints(OLD, [], parseTaints(['a:NoExecute-']).remove, false).missing.map(taintText)).toEqual(
      ['a:NoExecute'],
    )
  })
})
