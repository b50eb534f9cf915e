import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { arrayAt, textAt } from '../client/objects.js'

/** Members of a pod's status that its kubelet computes here; it leaves the others to whoever wrote them. */
const OF_POD: ReadonlySet<string> = new Set([
  'phase',
  'reason',
  'message',
  'conditions',
  'hostIP',
  'hostIPs',
  'podIP',
  'podIPs',
  'startTime',
  'initContainerStatuses',
  'containerStatuses',
  'qosClass',
])

const OF_CONTAINER: ReadonlySet<string> = new Set([
  'name',
  'state',
  'lastState',
  'ready',
  'restartCount',
  'image',
  'imageID',
  'containerID',
  'started',
])

const OF_CONDITION: ReadonlySet<string> = new Set([
  'type',
  'status',
  'lastTransitionTime',
  'reason',
  'message',
])

/**
 * The status that was computed, with what a real kubelet says of the same things in other words or besides: the image as the
 * runtime names it, further addresses, resources, the signal of an exit. So a kubelet that finds nothing new about a pod of a
 * restored cluster writes nothing, as upstream's would.
 */
export function withUnmodelled(before: JsonObject, computed: JsonObject): JsonObject {
  const lists = ['initContainerStatuses', 'containerStatuses'].filter((list) => computed[list] !== undefined)
  return {
    ...othersOf(before, OF_POD),
    ...computed,
    conditions: conditionsLike(arrayAt(before, 'conditions'), arrayAt(computed, 'conditions')),
    ...Object.fromEntries(
      lists.map((list) => [list, statusesLike(arrayAt(before, list), arrayAt(computed, list))]),
    ),
    ...addressesLike(before, computed, 'podIP', 'podIPs'),
    ...addressesLike(before, computed, 'hostIP', 'hostIPs'),
  }
}

function othersOf(before: JsonObject, own: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(before).filter(([member]) => !own.has(member)))
}

/** All addresses of a family, where the first is still the same. */
function addressesLike(before: JsonObject, computed: JsonObject, one: string, all: string): JsonObject {
  const known = before[all]
  return known !== undefined && computed[one] === before[one] ? { [all]: known } : {}
}

/** In the order they had, if they are the same conditions. */
function conditionsLike(before: readonly Json[], computed: readonly Json[]): readonly Json[] {
  const likes = computed.map((condition) => {
    const known = before.find((one) => textAt(one, 'type') === textAt(condition, 'type'))
    if (!isObject(known) || !isObject(condition) || known['status'] !== condition['status']) return condition
    return { ...othersOf(known, OF_CONDITION), ...condition }
  })
  const placeOf = (condition: Json) =>
    before.findIndex((one) => textAt(one, 'type') === textAt(condition, 'type'))
  const isPermutation = before.length === likes.length && likes.every((condition) => placeOf(condition) >= 0)
  return isPermutation ? [...likes].sort((a, b) => placeOf(a) - placeOf(b)) : likes
}

/** Statuses in the order they had, if they are of the same containers. */
function statusesLike(before: readonly Json[], computed: readonly Json[]): readonly Json[] {
  const likes = computed.map((status) => {
    const known = before.find((one) => textAt(one, 'name') === textAt(status, 'name'))
    return isObject(known) && isObject(status) ? statusLike(known, status) : status
  })
  const placeOf = (status: Json) => before.findIndex((one) => textAt(one, 'name') === textAt(status, 'name'))
  const isPermutation = before.length === likes.length && likes.every((status) => placeOf(status) >= 0)
  return isPermutation ? [...likes].sort((a, b) => placeOf(a) - placeOf(b)) : likes
}

function statusLike(before: JsonObject, computed: JsonObject): JsonObject {
  return {
    ...othersOf(before, OF_CONTAINER),
    ...computed,
    ...imageLike(before, computed),
    state: stateLike(before, computed['state'] as Json),
    lastState: stateLike(before, computed['lastState'] as Json),
  }
}

/** The runtime's name of an image holds the one in the spec: `docker.io/library/nginx:1.27` is `nginx:1.27`. */
function imageLike(before: JsonObject, computed: JsonObject): JsonObject {
  const [known, image] = [textAt(before, 'image'), textAt(computed, 'image')]
  const isSame = known === image || known.endsWith(`/${image}`) || known.startsWith('sha256:')
  if (known === '' || textAt(before, 'imageID') === '' || !isSame) return {}
  return { image: known, imageID: textAt(before, 'imageID') }
}

/** An end that was told before is told in the same words. */
function stateLike(before: JsonObject, state: Json): Json {
  const end = isObject(state) ? state['terminated'] : undefined
  if (!isObject(end)) return state
  const told = [before['state'], before['lastState']]
    .map((one) => (isObject(one) ? one['terminated'] : undefined))
    .find((one) => isObject(one) && isSameEnd(one, end))
  return told === undefined || jsonEqual(told, end) ? state : { terminated: told }
}

function isSameEnd(a: JsonObject, b: JsonObject): boolean {
  return ['containerID', 'finishedAt', 'exitCode'].every((member) => a[member] === b[member])
}
