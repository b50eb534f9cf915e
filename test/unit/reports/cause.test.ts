import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../harness/runner/outcome.js'
import { causalLines } from '../../../reports/cause.js'

const entry = (seq: number, cause: number, actor = 'controller'): TimelineEntry => ({
  seq,
  atMs: seq * 1000,
  actor,
  cause,
  kind: 'note',
  subject: 's',
  text: `event ${seq}`,
})

describe('causalLines', () => {
  it('goes from the effect back to its causes', () => {
    expect(causalLines([entry(1, 0, 'fix:mend/upgrade'), entry(2, 1), entry(3, 2)], 3)).toEqual([
      '0:03.0 controller: event 3',
      '← 0:02.0 controller: event 2',
      '← 0:01.0 upgrade: event 1',
    ])
  })

  it('goes four steps back at most', () => {
    const chain = [1, 2, 3, 4, 5, 6].map((seq) => entry(seq, seq - 1))
    expect(causalLines(chain, 6)).toHaveLength(4)
  })

  it('stops where the timeline begins and at an entry that is its own cause', () => {
    expect(causalLines([entry(7, 6)], 7)).toHaveLength(1)
    expect(causalLines([entry(7, 7)], 7)).toHaveLength(1)
    expect(causalLines([entry(7, 6)], 8)).toEqual([])
  })
})
