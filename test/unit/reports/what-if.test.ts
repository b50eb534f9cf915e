import { expect, it } from 'vitest'
import type { FixOutcome, TimelineEntry } from '../../../harness/runner/outcome.js'
import { type ReportOptions, renderWhatIf } from '../../../reports/index.js'
import { MIXED } from '../../support/outcomes.js'

const line = (seq: number, actor: string, text: string, kind: TimelineEntry['kind'] = 'write') => ({
  seq,
  atMs: 60_000 + seq * 100,
  actor,
  cause: seq - 1,
  kind,
  subject: 'Pod test/web',
  text,
})

const TIMELINE: readonly TimelineEntry[] = [
  line(1, 'fix:what-if/what-if', 'started kubectl delete node a', 'process-started'),
  line(2, 'fix:what-if/what-if', 'deleted Node a'),
  line(3, 'deployment', 'update Deployment test/web'),
  line(4, 'kubelet/uid/sandbox', 'Normal Pulled on Pod web-1: done'),
  line(5, 'kubelet', 'update Pod test/web-1: ContainerCreating'),
  line(6, 'kubelet', 'update Pod test/web-2: ContainerCreating'),
  line(7, 'kubelet', 'update Pod test/web-1: ready'),
  line(8, 'scheduler', 'Warning FailedScheduling on Pod web-3: 0/1 nodes are available'),
]

const [fix] = MIXED.fixes
const outcome: FixOutcome = { ...fix!, timeline: TIMELINE }

const happens = (options: Partial<ReportOptions> = {}) =>
  renderWhatIf(outcome, { color: false, width: 100, detail: 'normal', ...options })
    .split('\n\n')[0]!
    .split('\n')
    .slice(1)
    .map((text) => text.trim().replace(/ +/g, ' '))

it('tells what happened since the command began, without what every rollout does, and equal lines as one', () => {
  expect(happens()).toEqual([
    '+0:00.2 what-if deleted Node a',
    '+0:00.5 kubelet 2 × update Pod test/web-1: ContainerCreating',
    '+0:00.7 kubelet update Pod test/web-1: ready',
    '+0:00.8 scheduler Warning FailedScheduling on Pod web-3: 0/1 nodes are available',
  ])
})

it('tells everything when it is asked to', () => {
  expect(happens({ detail: 'verbose' })).toHaveLength(TIMELINE.length - 1)
})

it('says how many lines it leaves out', () => {
  const many = Array.from({ length: 50 }, (_, index) =>
    line(index + 1, `controller-${index}`, `deleted Pod test/${index}`),
  )
  const text = renderWhatIf({ ...outcome, timeline: many }, { color: false, width: 100, detail: 'normal' })
  expect(text).toContain('and 10 lines more (--verbose shows all)')
})

it.each([
  ['pass', '✓ no gate fails'],
  ['fail', '✗ a gate fails'],
  ['inconclusive', '? a gate could not look'],
] as const)('%s', (verdict, says) => {
  const text = renderWhatIf({ ...outcome, verdict }, { color: false, width: 100, detail: 'normal' })
  expect(text).toContain(says)
})
