import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/index.js'
import { SharedLines } from '../../../../../twins/kubernetes/http/watch/shared-lines.js'

/** An object that counts how often its text is made. */
function counted(name: string): { readonly object: JsonObject; readonly made: () => number } {
  let made = 0
  const object = {
    get name() {
      made += 1
      return name
    },
  }
  return { object, made: () => made }
}

const LINE = '{"type":"ADDED","object":{"name":"a"}}\n'

describe('lines of watches', () => {
  it('are made once for all that are told the same', () => {
    const lines = new SharedLines(1000)
    const { object, made } = counted('a')
    expect([lines.lineOf('ADDED', object), lines.lineOf('ADDED', object)]).toEqual([LINE, LINE])
    expect(made()).toBe(1)
  })

  it('differ by what the event is to a watch', () => {
    const lines = new SharedLines(1000)
    const { object } = counted('a')
    lines.lineOf('ADDED', object)
    expect(lines.lineOf('MODIFIED', object)).toBe(LINE.replace('ADDED', 'MODIFIED'))
  })

  it('are forgotten beyond so many characters, the oldest first', () => {
    const lines = new SharedLines(2 * LINE.length)
    const [a, b, c] = ['a', 'b', 'c'].map(counted) as [
      ReturnType<typeof counted>,
      ReturnType<typeof counted>,
      ReturnType<typeof counted>,
    ]
    for (const { object } of [a, b, c, c, b, a]) lines.lineOf('ADDED', object)
    expect([a.made(), b.made(), c.made()]).toEqual([2, 1, 1])
  })

  it('are not kept when one alone is too long', () => {
    const lines = new SharedLines(LINE.length - 1)
    const { object, made } = counted('a')
    lines.lineOf('ADDED', object)
    lines.lineOf('ADDED', object)
    expect(made()).toBe(2)
  })
})
