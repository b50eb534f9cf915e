import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, numberAt, textAt } from '../../../client/objects.js'

const PHASE_ORDER = ['Pending', 'Unknown', 'Running']

/**
 * The pod whose logs are most worth reading: assigned before unassigned, running before unknown before pending, ready
 * before not ready, then the newest. Source: kubectl v0.32.0 pkg/util/podutils/podutils.go (ByLogging).
 */
export function choosePod(pods: readonly JsonObject[]): JsonObject | undefined {
  return [...pods].sort(compare)[0]
}

/**
 * The pod that is best to work in: assigned, running and ready before others, then the one that has been ready longest, with
 * the fewest restarts, the oldest. Source: kubectl v0.32.0 pkg/util/podutils/podutils.go (ActivePods, reversed).
 */
export function chooseActivePod(pods: readonly JsonObject[]): JsonObject | undefined {
  return [...pods].sort(compareActivity)[0]
}

function compareActivity(left: JsonObject, right: JsonObject): number {
  return (
    number(isAssigned(right)) - number(isAssigned(left)) ||
    phase(right) - phase(left) ||
    number(isReady(right)) - number(isReady(left)) ||
    descending(readySince(right), readySince(left)) ||
    restarts(left) - restarts(right) ||
    descending(createdAt(right), createdAt(left))
  )
}

function readySince(pod: JsonObject): string {
  const conditions = arrayAt(pod, 'status', 'conditions').filter(isObject)
  return textAt(
    conditions.find(({ type }) => type === 'Ready'),
    'lastTransitionTime',
  )
}

function restarts(pod: JsonObject): number {
  const counts = arrayAt(pod, 'status', 'containerStatuses').map((each) => numberAt(each, 0, 'restartCount'))
  return Math.max(0, ...counts)
}

function compare(left: JsonObject, right: JsonObject): number {
  return (
    number(isAssigned(right)) - number(isAssigned(left)) ||
    phase(right) - phase(left) ||
    number(isReady(right)) - number(isReady(left)) ||
    descending(createdAt(left), createdAt(right)) ||
    (nameOf(left) < nameOf(right) ? -1 : 1)
  )
}

const number = (value: boolean): number => (value ? 1 : 0)
const isAssigned = (pod: JsonObject): boolean => textAt(pod, 'spec', 'nodeName') !== ''
const phase = (pod: JsonObject): number => PHASE_ORDER.indexOf(textAt(pod, 'status', 'phase'))
const createdAt = (pod: JsonObject): string => textAt(metadataOf(pod), 'creationTimestamp')
const nameOf = (pod: JsonObject): string => textAt(metadataOf(pod), 'name')

function isReady(pod: JsonObject): boolean {
  const conditions = arrayAt(pod, 'status', 'conditions').filter(isObject)
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

function descending(left: string, right: string): number {
  return left === right ? 0 : left < right ? 1 : -1
}
