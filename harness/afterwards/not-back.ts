import type { Twin } from '../../twins/contract/twin.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import {
  formatGoDuration,
  metadataOf,
  namespacedName,
  textAt,
  waitingReason,
} from '../../twins/kubernetes/index.js'
import type { GateContext } from '../gates/gate.js'
import type { Finding } from './finding.js'
import { workloadsOf } from './workloads.js'

/** What to do about a reason for which a container waits; see kubernetes pkg/kubelet/images/types.go and kuberuntime, v1.31. */
const REMEDIES: readonly (readonly [reason: RegExp, remedy: string])[] = [
  [/CreateContainerConfigError|FailedMount/, 'restore what its containers read before they start again'],
  [/ErrImagePull|ImagePullBackOff/, 'make its image pullable from every node: a mirror, or a pull secret'],
  [
    /CrashLoopBackOff|RunContainerError/,
    'look at what it needs when it starts: it ran on what it had read before',
  ],
  [
    /nodes are available|node\(s\)/,
    'let another node take it, or its volume follow it, before this one is emptied',
  ],
]

/** Workloads with fewer ready pods in `end` than in `start`; `after` says what was done to them. */
export function notBack<S>(
  { twin, planes, ...context }: GateContext<S>,
  start: S,
  end: S,
  after: string,
): readonly Finding[] {
  const now = workloadsOf(twin.view(end), planes)
  return [...workloadsOf(twin.view(start), planes).values()].flatMap(({ subject, owner, ready }) => {
    const left = now.get(subject)
    if ((left?.ready ?? 0) >= ready) return []
    const pod = left?.unready.find((one) => waitingReason(one) !== '') ?? left?.unready[0]
    const reason = pod === undefined ? '' : waitingReason(pod)
    const entry = firstSeen(twin, context.after, end, pod, reason)
    const count = `${left?.ready ?? 0} of ${ready} pods ${ready === 1 ? 'is' : 'are'} ready ${after}`
    const parts = [
      count,
      whichPod(pod, subject),
      reason,
      since(twin, context.after, entry),
      remedyFor(pod, reason),
    ]
    const message = parts.filter((part) => part !== '').join(': ')
    const seq = originOf({ twin, ...context }, end, entry)
    return [{ kind: kindOf(reason), evidence: { subject, owner, message, seq } }]
  })
}

/** How long after the end of the fix a log entry of a fork came. */
export function since<S>(twin: Twin<S>, after: S, entry: LogEntry | undefined): string {
  return entry === undefined ? '' : `first ${duration(entry.at - twin.now(after))} after the end`
}

/** As Go writes it, to the second. */
export function duration(ms: number): string {
  return formatGoDuration(Math.round(ms / 1000) * 1000)
}

/**
 * The last event of the fix itself that an entry of a fork goes back to; null where it goes back to none: entries of a fork are in
 * no timeline.
 */
export function originOf<S>(
  { twin, before, after }: Pick<GateContext<S>, 'twin' | 'before' | 'after'>,
  end: S,
  entry: LogEntry | undefined,
): number | null {
  const log = twin.log(end)
  const [first, last] = [twin.log(before).length, twin.log(after).length]
  let current = entry
  while (current !== undefined && current.seq > last && current.cause < current.seq)
    current = log[current.cause - 1]
  return current !== undefined && current.seq > first && current.seq <= last ? current.seq : null
}

function whichPod(pod: JsonObject | undefined, subject: string): string {
  if (pod === undefined) return 'its pod is gone'
  const name = `Pod ${namespacedName(pod)}`
  return name === subject ? '' : name
}

function remedyFor(pod: JsonObject | undefined, reason: string): string {
  if (pod === undefined) return 'give it a controller that makes it anew'
  return REMEDIES.find(([pattern]) => pattern.test(reason))?.[1] ?? ''
}

/** The first write of a fork that shows the pod wait for this kind of reason. */
function firstSeen<S>(
  twin: Twin<S>,
  after: S,
  end: S,
  pod: JsonObject | undefined,
  reason: string,
): LogEntry | undefined {
  if (pod === undefined || reason === '') return undefined
  const uid = textAt(metadataOf(pod), 'uid')
  return twin
    .log(end)
    .slice(twin.log(after).length)
    .find(({ event }) => {
      if (event.kind !== 'write' || event.after === null || textAt(event.after, 'kind') !== 'Pod')
        return false
      return (
        textAt(metadataOf(event.after), 'uid') === uid &&
        kindOf(waitingReason(event.after)) === kindOf(reason)
      )
    })
}

/** `ImagePullBackOff: Back-off pulling …` without what follows. */
function kindOf(reason: string): string {
  return reason.split(':')[0]!
}
