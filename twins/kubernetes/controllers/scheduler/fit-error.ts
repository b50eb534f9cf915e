import { type SchedulerTexts, schedulerTexts } from './texts.js'

/** Why one node was rejected. `helpless`: evicting pods from it would not help. */
export interface Rejection {
  readonly reasons: readonly string[]
  readonly helpless: boolean
}

/**
 * `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption: 0/3 nodes are available: …`:
 * reasons with their counts, sorted as texts.
 * Sources: kubernetes v1.36 pkg/scheduler/framework/types.go (FitError.Error),
 * pkg/scheduler/framework/preemption/preemption.go.
 */
export function fitErrorText(
  rejections: readonly Rejection[],
  texts: SchedulerTexts = schedulerTexts('1.31'),
): string {
  const total = rejections.length
  if (total === 0) return 'no nodes available to schedule pods'
  const reasons = countTexts(rejections.flatMap((rejection) => rejection.reasons))
  const preemption = countTexts(
    rejections.map(({ helpless }) =>
      helpless ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod',
    ),
  )
  const head = `0/${total} nodes are available`
  return `${head}: ${reasons}. ${texts.beforePreemption}preemption: ${head}: ${preemption}.`
}

/** Text of a pod that no node can take for a reason of its own, e.g. a missing claim. */
export function preFilterErrorText(
  total: number,
  reason: string,
  texts: SchedulerTexts = schedulerTexts('1.31'),
): string {
  const head = `0/${total} nodes are available`
  const before = texts.beforePreemption
  return `${head}: ${reason}. ${before}preemption: ${head}: ${total} Preemption is not helpful for scheduling.`
}

function countTexts(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts]
    .map(([text, count]) => `${count} ${text}`)
    .sort()
    .join(', ')
}
