import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { now } from '../../../../kernel/requests.js'
import {
  arrayAt,
  metadataOf,
  numberAt,
  objectAt,
  textAt,
  VIRTUAL_EPOCH_MS,
  valueAt,
} from '../../../client/objects.js'
import { humanDuration, parseTime } from '../../../schema/time.js'
import { describeContainers } from './containers.js'
import { describeController } from './controlled.js'
import { type DescribeText, rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'
import { describeTolerations } from './pod-template.js'
import { describeVolumes } from './volumes.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describePod). */
export const describePod: Describer = {
  events: true,
  *write(text, pod) {
    const deleting = textAt(metadataOf(pod), 'deletionTimestamp')
    describeIdentity(text, pod)
    const phase = textAt(pod, 'status', 'phase')
    if (deleting !== '' && phase !== 'Failed' && phase !== 'Succeeded') {
      const nowMs = VIRTUAL_EPOCH_MS + (yield* now())
      text.line(0, `Status:\tTerminating (lasts ${humanDuration(nowMs - (parseTime(deleting) ?? nowMs))})`)
      const grace = numberAt(metadataOf(pod), 0, 'deletionGracePeriodSeconds')
      text.line(0, `Termination Grace Period:\t${grace}s`)
    } else {
      text.line(0, `Status:\t${phase}`)
    }
    describeStatus(text, pod)
    describeAllContainers(text, pod)
    describeRest(text, pod)
  },
}

function describeIdentity(text: DescribeText, pod: JsonObject): void {
  const metadata = metadataOf(pod)
  const spec = objectAt(pod, 'spec')
  text.line(0, `Name:\t${textAt(metadata, 'name')}`)
  text.line(0, `Namespace:\t${textAt(metadata, 'namespace')}`)
  const priority = valueAt(spec, 'priority')
  if (typeof priority === 'number') text.line(0, `Priority:\t${priority}`)
  for (const [title, key] of [
    ['Priority Class Name', 'priorityClassName'],
    ['Runtime Class Name', 'runtimeClassName'],
    ['Service Account', 'serviceAccountName'],
  ] as const) {
    if (textAt(spec, key) !== '') text.line(0, `${title}:\t${textAt(spec, key)}`)
  }
  const node = textAt(spec, 'nodeName')
  text.line(0, `Node:\t${node === '' ? '<none>' : `${node}/${textAt(pod, 'status', 'hostIP')}`}`)
  const started = textAt(pod, 'status', 'startTime')
  if (started !== '') text.line(0, `Start Time:\t${rfc1123(started)}`)
  text.labels('Labels', objectAt(metadata, 'labels'))
  text.annotations('Annotations', objectAt(metadata, 'annotations'))
}

function describeStatus(text: DescribeText, pod: JsonObject): void {
  const status = objectAt(pod, 'status')
  if (textAt(status, 'reason') !== '') text.line(0, `Reason:\t${textAt(status, 'reason')}`)
  if (textAt(status, 'message') !== '') text.line(0, `Message:\t${textAt(status, 'message')}`)
  const seccomp = textAt(pod, 'spec', 'securityContext', 'seccompProfile', 'type')
  if (seccomp !== '') text.line(0, `SeccompProfile:\t${seccomp}`)
  text.line(0, `IP:\t${textAt(status, 'podIP')}`)
  const addresses = arrayAt(status, 'podIPs').filter(isObject)
  text.line(0, `IPs:${addresses.length === 0 ? '\t<none>' : ''}`)
  for (const address of addresses) text.line(1, `IP:\t${textAt(address, 'ip')}`)
  describeController(text, pod)
  const nominated = textAt(status, 'nominatedNodeName')
  if (nominated !== '') text.line(0, `NominatedNodeName:\t${nominated}`)
}

function describeAllContainers(text: DescribeText, pod: JsonObject): void {
  const init = arrayAt(pod, 'spec', 'initContainers').filter(isObject)
  if (init.length > 0) {
    const statuses = arrayAt(pod, 'status', 'initContainerStatuses').filter(isObject)
    describeContainers(text, { label: 'Init Containers', containers: init, statuses, space: '', pod })
  }
  const containers = arrayAt(pod, 'spec', 'containers').filter(isObject)
  const statuses = arrayAt(pod, 'status', 'containerStatuses').filter(isObject)
  describeContainers(text, { label: 'Containers', containers, statuses, space: '', pod })
}

function describeRest(text: DescribeText, pod: JsonObject): void {
  const conditions = arrayAt(pod, 'status', 'conditions').filter(isObject)
  if (conditions.length > 0) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus')
    for (const { type, status } of conditions) text.line(1, `${String(type)} \t${String(status)} `)
  }
  describeVolumes(text, arrayAt(pod, 'spec', 'volumes').filter(isObject), '')
  text.line(0, `QoS Class:\t${textAt(pod, 'status', 'qosClass')}`)
  text.labels('Node-Selectors', objectAt(pod, 'spec', 'nodeSelector'))
  describeTolerations(text, 'Tolerations', arrayAt(pod, 'spec', 'tolerations').filter(isObject))
}
