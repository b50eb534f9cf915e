import type { Canonicalizer } from '../../../kernel/canonical.js'
import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { canonicalAddresses } from './endpoints.js'
import { isEventKey } from './exact.js'
import { isHelmRelease } from './helm-release.js'
import { withoutInstants } from './timeless-hash.js'

/** Annotations that count rollouts. Source: kubernetes pkg/controller/deployment/util/deployment_util.go. */
const REVISION = 'deployment.kubernetes.io/revision'
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'

/** When the Job of a CronJob was due. Source: kubernetes pkg/controller/cronjob/utils.go (getJobFromTemplate2). */
const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

const LEFT_OUT: ReadonlySet<string> = new Set(['resourceVersion', 'creationTimestamp', 'generation'])

/**
 * An object's share in the canonical fingerprint (design D13): counters become ranks, generations become relations,
 * times become their presence. Ids are renamed by the kernel. Events are left out.
 */
export function canonicalObject(object: JsonObject, key: string, names: Canonicalizer): Json | null {
  if (isEventKey(key)) return null
  if (isHelmRelease(object)) return canonicalRelease(object, names)
  const metadata = metadataOf(object)
  const generation = numberAt(metadata, 0, 'generation')
  const result: Record<string, Json> = {}
  for (const [member, value] of Object.entries(object)) {
    if (member === 'metadata') result[member] = canonicalMetadata(object, names)
    else if (member === 'status') result[member] = canonicalStatus(value, generation)
    else if (object['kind'] === 'Lease') result[member] = withoutInstants(value)
    else result[member] = canonicalAddresses(object, member) ?? value
  }
  return result
}

/** The payload is what the objects of the release say as well; the revision is a counter of the release. */
function canonicalRelease(object: JsonObject, names: Canonicalizer): Json {
  const metadata = metadataOf(object)
  const labels = objectAt(metadata, 'labels')
  const { scope, revision } = releaseCounter(metadata)
  const release = textAt(labels, 'name')
  return { release, status: textAt(labels, 'status'), revision: names.counter(scope, revision) }
}

function canonicalMetadata(object: JsonObject, names: Canonicalizer): JsonObject {
  const result: Record<string, Json> = {}
  for (const [member, value] of Object.entries(metadataOf(object))) {
    if (LEFT_OUT.has(member)) continue
    if (member === 'annotations') result[member] = canonicalAnnotations(object, names)
    else result[member] = member === 'deletionTimestamp' ? true : value
  }
  return result
}

function canonicalAnnotations(object: JsonObject, names: Canonicalizer): JsonObject {
  const result: Record<string, Json> = {}
  for (const [name, value] of Object.entries(objectAt(object, 'metadata', 'annotations'))) {
    if (name === REVISION_HISTORY) continue
    if (name === REVISION) result[name] = names.counter(revisionScope(object), Number(value))
    else result[name] = name === SCHEDULED_AT ? withoutInstants(value) : value
  }
  return result
}

/** A Deployment and its ReplicaSets count with the same counter. */
function revisionScope(object: JsonObject): string {
  const metadata = metadataOf(object)
  const references = metadata['ownerReferences']
  const owner = Array.isArray(references)
    ? references.find((reference) => isObject(reference) && reference['kind'] === 'Deployment')
    : undefined
  return `rollouts ${textAt(metadata, 'namespace')}/${textAt(owner, 'name') || textAt(metadata, 'name')}`
}

function canonicalStatus(status: Json, generation: number): Json {
  if (Array.isArray(status)) {
    return (status as JsonArray).map((item) => canonicalStatus(item, generation))
  }
  if (!isObject(status)) return withoutInstants(status)
  const result: Record<string, Json> = {}
  for (const [member, value] of Object.entries(status)) {
    if (member === 'observedGeneration') result[member] = value === generation ? 'current' : 'behind'
    else if (member === 'syncedResourceVersion') result[member] = syncedVersion(value, generation)
    // Of what the status refers to, e.g. the active Jobs of a CronJob.
    else if (member === 'resourceVersion') continue
    // A pod that crashes for ever looks the same after each crash, however often its neighbours have crashed by then.
    else if (member === 'restartCount') result[member] = Number(value) === 0 ? 'never' : 'before'
    else result[member] = canonicalStatus(value, generation)
  }
  return result
}

/**
 * The External Secrets Operator notes `<generation>-<hash of labels and annotations>`: the generation as a relation.
 * Source: external-secrets v2.9.0 pkg/controllers/util/util.go (GetResourceVersion).
 */
function syncedVersion(value: Json, generation: number): Json {
  const [synced = '', hash = ''] = String(value).split('-')
  return `${synced === String(generation) ? 'current' : 'behind'}-${hash}`
}

/** Row key: that of a release Secret holds its revision, which counts as a counter of the release. */
export function canonicalKey(object: JsonObject, key: string, names: Canonicalizer): string {
  if (!isHelmRelease(object)) return key
  const metadata = metadataOf(object)
  const { scope, revision } = releaseCounter(metadata)
  return `secrets/${textAt(metadata, 'namespace')}/${scope} ${names.counter(scope, revision)}`
}

function releaseCounter(metadata: JsonObject): { readonly scope: string; readonly revision: number } {
  const labels = objectAt(metadata, 'labels')
  const scope = `helm release ${textAt(metadata, 'namespace')}/${textAt(labels, 'name')}`
  return { scope, revision: Number(textAt(labels, 'version')) }
}
