import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'

/** Annotation and label with the completion index of a pod of an Indexed Job. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index'
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX'
/** Generated names leave room for five random characters within 63. */
const MOST_PREFIX = 58

/** First and last index of a run of indexes. */
export type Interval = readonly [number, number]

/** `0-2,5,7,8` as intervals; indexes from `completions` on are left out. */
export function parseIndexes(text: string, completions: number): readonly Interval[] {
  if (text === '') return []
  const intervals = text.split(',').flatMap((part): readonly Interval[] => {
    const [first = '', last = first] = part.split('-')
    const limits = [Number.parseInt(first, 10), Number.parseInt(last, 10)] as const
    if (limits.some(Number.isNaN) || limits[0] >= completions) return []
    return [[limits[0], Math.min(limits[1], completions - 1)]]
  })
  return mergeIntervals(intervals)
}

/** The intervals with more indexes. */
export function withIndexes(intervals: readonly Interval[], indexes: Iterable<number>): readonly Interval[] {
  return mergeIntervals([...intervals, ...[...indexes].map((index): Interval => [index, index])])
}

function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = []
  for (const [first, last] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1)
      merged[merged.length - 1] = [before[0], Math.max(before[1], last)]
    else merged.push([first, last])
  }
  return merged
}

/**
 * `0,2-4,6,7`: two neighbours are listed, longer runs joined by a hyphen.
 * Source: kubernetes v1.36 pkg/controller/job/indexed_job_utils.go (orderedIntervals.String).
 */
export function formatIndexes(intervals: readonly Interval[]): string {
  return intervals
    .map(([first, last]) => {
      if (first === last) return String(first)
      return `${first}${last === first + 1 ? ',' : '-'}${last}`
    })
    .join(',')
}

export function countIndexes(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

export function hasIndex(intervals: readonly Interval[], index: number): boolean {
  return intervals.some(([first, last]) => first <= index && index <= last)
}

/** The completion index of a pod, or -1. */
export function completionIndexOf(pod: JsonObject): number {
  const text = textAt(metadataOf(pod), 'annotations', COMPLETION_INDEX)
  return /^[0-9]+$/.test(text) ? Number(text) : -1
}

/** The first `count` indexes that no pod runs for and none has succeeded for. Source: indexed_job_utils.go (firstPendingIndexes). */
export function firstPendingIndexes(
  active: readonly JsonObject[],
  succeeded: readonly Interval[],
  count: number,
  completions: number,
): readonly number[] {
  const taken = withIndexes(
    succeeded,
    active.map(completionIndexOf).filter((index) => index >= 0),
  )
  const pending: number[] = []
  for (let index = 0; index < completions && pending.length < count; index++) {
    if (!hasIndex(taken, index)) pending.push(index)
  }
  return pending
}

/** Template of the pod for an index. Source: job_controller.go (manageJob), indexed_job_utils.go. */
export function indexedTemplate(template: JsonObject, jobName: string, index: number): JsonObject {
  const metadata = metadataOf(template)
  const mark = { [COMPLETION_INDEX]: String(index) }
  const spec = objectAt(template, 'spec')
  return {
    ...template,
    metadata: {
      ...metadata,
      annotations: { ...objectAt(metadata, 'annotations'), ...mark },
      labels: { ...objectAt(metadata, 'labels'), ...mark },
    },
    spec: {
      ...spec,
      hostname: `${jobName}-${index}`,
      containers: arrayAt(spec, 'containers').map(withIndexVariable),
      ...(spec['initContainers'] === undefined
        ? {}
        : { initContainers: arrayAt(spec, 'initContainers').map(withIndexVariable) }),
    },
  }
}

function withIndexVariable(container: Json): Json {
  const env = arrayAt(container, 'env')
  if (!isObject(container) || env.some((one) => textAt(one, 'name') === INDEX_VARIABLE)) return container
  const fieldRef = { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` }
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] }
}

/** `<job>-<index>-`, with the Job's name cut so that the generated name is valid. */
export function indexedNamePrefix(jobName: string, index: number): string {
  const suffix = `-${index}-`
  return jobName.slice(0, MOST_PREFIX - suffix.length) + suffix
}
