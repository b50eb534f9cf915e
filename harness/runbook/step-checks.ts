import type { Json, JsonObject } from '../../twins/kernel/json.js'
import { metadataOf, objectAt, parseObjectKey, textAt } from '../../twins/kubernetes/index.js'
import { formatCommand } from '../scenario/command.js'
import type { ObservedStep } from './observe.js'
import type { StepCheck } from './outcome.js'

/** Kinds whose rollout `kubectl rollout status` waits for. */
const WORKLOADS: Readonly<Record<string, string>> = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
}
/** Annotations and labels that tools keep for themselves. */
const BOOKKEEPING =
  /^(?:kubectl\.kubernetes\.io\/|deployment\.kubernetes\.io\/|meta\.helm\.sh\/|helm\.sh\/chart|force-sync)/
/** Kinds whose content is nobody's business, or that only other kinds stand for. */
const SKIPPED: ReadonlySet<string> = new Set(
  'Secret Event Lease Pod ReplicaSet EndpointSlice Endpoints ControllerRevision'.split(' '),
)
const TIMEOUT = '--timeout=300s'
/** A value that is longer is not shown. */
const LONGEST = 60
/** Checks behind one step. */
const MOST = 3

/** Commands that show, after a step, that it has done its work: derived from what the twin saw it change. */
export function checksAfter({ name, actor, entries }: ObservedStep): readonly StepCheck[] {
  const touched = new Map<
    string,
    { readonly before: JsonObject | null; readonly now: JsonObject | null; readonly own: boolean }
  >()
  for (const { actor: by, event } of entries) {
    if (event.kind !== 'write') continue
    const known = touched.get(event.key)
    const own = known?.own === true || by === actor || by.startsWith(`${actor}/`)
    touched.set(event.key, {
      before: known === undefined ? event.before : known.before,
      now: event.after,
      own,
    })
  }
  return [...touched]
    .flatMap(([key, { before, now, own }]) => (own ? checksOf(name, key, before, now) : []))
    .sort((x, y) => rank(x) - rank(y))
    .slice(0, MOST)
}

function checksOf(
  after: string,
  key: string,
  before: JsonObject | null,
  now: JsonObject | null,
): readonly StepCheck[] {
  const object = now ?? before
  const release = releaseCheck(after, now)
  if (release !== null) return [release]
  if (object === null || SKIPPED.has(textAt(object, 'kind'))) return []
  const { resource, group, namespace, name } = parseObjectKey(key)
  const kind = textAt(object, 'kind')
  const typed = group === '' ? resource : `${resource}.${group}`
  const scope = namespace === '' ? [] : ['-n', namespace]
  const check = (argv: readonly string[], shows: string | null = null): StepCheck => ({
    after,
    command: formatCommand({ argv: ['kubectl', ...argv] }),
    shows,
  })
  if (now === null) return [check(['wait', '--for=delete', `${typed}/${name}`, ...scope, '--timeout=60s'])]
  const workload = WORKLOADS[kind]
  if (workload !== undefined) return [check(['rollout', 'status', `${workload}/${name}`, ...scope, TIMEOUT])]
  const changed = changedLeaf(before, now)
  if (changed !== null && changed.value.length <= LONGEST)
    return [check(['get', typed, name, ...scope, '-o', `jsonpath={${changed.path}}`], changed.value)]
  return before === null
    ? [
        check(
          isConditioned(now)
            ? ['wait', '--for=condition=Ready', `${typed}/${name}`, ...scope, TIMEOUT]
            : ['get', typed, name, ...scope],
        ),
      ]
    : []
}

/** The release that a Secret of Helm records; one that is pending or failed lets no other upgrade begin, or not as intended. */
function releaseCheck(after: string, now: JsonObject | null): StepCheck | null {
  if (now === null || textAt(now, 'type') !== 'helm.sh/release.v1') return null
  const { labels } = metadataOf(now)
  const [name, status] = [textAt(labels, 'name'), textAt(labels, 'status')]
  if (status !== 'deployed') return null
  const argv = ['helm', 'status', name, '-n', textAt(metadataOf(now), 'namespace')]
  return { after, command: `${formatCommand({ argv })} | grep ^STATUS`, shows: `STATUS: ${status}` }
}

/** Custom resources say in a condition when their operator has seen them. */
function isConditioned(object: JsonObject): boolean {
  const version = textAt(object, 'apiVersion')
  return version.includes('.') && !/\.k8s\.io\//.test(version)
}

interface Leaf {
  readonly path: string
  readonly value: string
}

/** The first annotation, label or field of the spec with another value than before. */
function changedLeaf(before: JsonObject | null, now: JsonObject): Leaf | null {
  if (before === null) return null
  for (const map of ['annotations', 'labels']) {
    const [was, is] = [before, now].map((object) => objectAt(metadataOf(object), map))
    const key = Object.keys(is!).find((one) => !BOOKKEEPING.test(one) && was![one] !== is![one])
    if (key !== undefined) return { path: `.metadata.${map}.${escapeKey(key)}`, value: String(is![key]) }
  }
  return leafOf(objectAt(before, 'spec'), objectAt(now, 'spec'), '.spec')
}

function leafOf(was: Json | undefined, is: Json, path: string): Leaf | null {
  if (was === is) return null
  if (is === null || typeof is !== 'object') return { path, value: String(is) }
  if (Array.isArray(is)) {
    for (const [index, item] of is.entries()) {
      const leaf = leafOf(
        Array.isArray(was) ? (was[index] as Json) : undefined,
        item as Json,
        `${path}[${index}]`,
      )
      if (leaf !== null) return leaf
    }
    return null
  }
  for (const [key, value] of Object.entries(is as JsonObject)) {
    const leaf = leafOf(isObject(was) ? was[key] : undefined, value as Json, `${path}.${escapeKey(key)}`)
    if (leaf !== null) return leaf
  }
  return null
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Dots within a key are escaped. Source: kubectl 1.35 JSONPath support. */
function escapeKey(key: string): string {
  return key.replaceAll('.', '\\.')
}

/** A field of an object first, then what waits, then a release, then what only has to be there. */
function rank({ command, shows }: StepCheck): number {
  if (command.startsWith('helm ')) return 2
  if (shows !== null) return 0
  return / (?:wait|rollout) /.test(command) ? 1 : 3
}
