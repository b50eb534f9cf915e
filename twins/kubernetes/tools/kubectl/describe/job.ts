import type { JsonObject } from '../../../../kernel/json.js'
import { numberAt, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { humanDuration, parseTime } from '../../../schema/time.js'
import { describeController } from './controlled.js'
import { type DescribeText, rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'
import { describePodTemplate } from './pod-template.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeJob). */
export const describeJob: Describer = {
  events: true,
  // biome-ignore lint/correctness/useYield: a describer may ask for more objects; this one needs none
  *write(text, object) {
    text.head(object, `Selector:\t${formatLabelSelector(objectAt(object, 'spec', 'selector'))}`)
    describeController(text, object)
    describeSpec(text, objectAt(object, 'spec'))
    describeProgress(text, object)
    describePodTemplate(text, objectAt(object, 'spec', 'template'))
  },
}

function describeSpec(text: DescribeText, spec: JsonObject): void {
  const line = (title: string, key: string, absent?: string): void => {
    const value = valueAt(spec, key) ?? absent
    if (value !== undefined) text.line(0, `${title}:\t${String(value)}`)
  }
  line('Parallelism', 'parallelism')
  line('Completions', 'completions', '<unset>')
  line('Completion Mode', 'completionMode')
  line('Suspend', 'suspend')
  line('Backoff Limit', 'backoffLimit')
  line('TTL Seconds After Finished', 'ttlSecondsAfterFinished')
}

function describeProgress(text: DescribeText, job: JsonObject): void {
  const status = objectAt(job, 'status')
  const started = textAt(status, 'startTime')
  const completed = textAt(status, 'completionTime')
  if (started !== '') text.line(0, `Start Time:\t${rfc1123(started)}`)
  if (completed !== '') text.line(0, `Completed At:\t${rfc1123(completed)}`)
  const [from, to] = [parseTime(started), parseTime(completed)]
  if (from !== undefined && to !== undefined) text.line(0, `Duration:\t${humanDuration(to - from)}`)
  const deadline = valueAt(job, 'spec', 'activeDeadlineSeconds')
  if (typeof deadline === 'number') text.line(0, `Active Deadline Seconds:\t${deadline}s`)
  const ready = valueAt(status, 'ready')
  const active = `${numberAt(status, 0, 'active')} Active${typeof ready === 'number' ? ` (${ready} Ready)` : ''}`
  const ended = `${numberAt(status, 0, 'succeeded')} Succeeded / ${numberAt(status, 0, 'failed')} Failed`
  text.line(0, `Pods Statuses:\t${active} / ${ended}`)
}
