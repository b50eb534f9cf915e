import { numberAt, objectAt } from '../../../client/objects.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { describeController, describeReasons, podStatusOf } from './controlled.js'
import type { Describer } from './describers.js'
import { describePodTemplate } from './pod-template.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeReplicaSet). */
export const describeReplicaSet: Describer = {
  events: true,
  *write(text, object, invocation) {
    text.head(object, `Selector:\t${formatLabelSelector(objectAt(object, 'spec', 'selector'))}`)
    describeController(text, object)
    const current = numberAt(object, 0, 'status', 'replicas')
    text.line(0, `Replicas:\t${current} current / ${numberAt(object, 0, 'spec', 'replicas')} desired`)
    text.line(0, `Pods Status:\t${yield* podStatusOf(invocation, object)}`)
    describePodTemplate(text, objectAt(object, 'spec', 'template'))
    describeReasons(text, object)
  },
}
