import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, createMergePatch, metadataOf, objectAt, textAt } from '../../kubernetes/index.js'
import { readIgnoreRules, withLiveValues } from '../diff/ignore-differences.js'
import { ownAddress, remove, write } from '../kube.js'
import { APPLICATION, APPLICATION_SET_CONTROLLER, REFRESH } from '../names.js'
import { type ApplicationSet, policyOf } from './application-set.js'

/** Annotations that stay although no template has them. (defaultPreservedAnnotations.) */
const PRESERVED_ANNOTATIONS = ['notified.notifications.argoproj.io', REFRESH, 'argocd.argoproj.io/hydrate']

/** Creates, resets to the template, and deletes what is no longer generated, in this order. */
export function* writeApplications(
  set: ApplicationSet,
  wanted: readonly JsonObject[],
  generated: ReadonlySet<string>,
  current: readonly JsonObject[],
): Proc<void> {
  const { updates, deletes } = policyOf(set)
  const byName = new Map(current.map((application) => [textAt(metadataOf(application), 'name'), application]))
  for (const application of wanted) {
    const existing = byName.get(textAt(metadataOf(application), 'name'))
    if (existing === undefined) yield* create(set, application)
    else if (updates) yield* update(set, application, existing)
  }
  if (!deletes) return
  for (const name of byName.keys()) {
    if (!generated.has(name)) yield* remove(ownAddress(APPLICATION, set.namespace, name), 'Background')
  }
}

function* create(set: ApplicationSet, application: JsonObject): Proc<void> {
  const { name: _name, ...collection } = ownAddress(APPLICATION, set.namespace, '')
  const metadata = { ...metadataOf(application), ownerReferences: [ownerReference(set)] }
  yield* write(
    { verb: 'create', ...collection, body: { ...application, metadata } },
    APPLICATION_SET_CONTROLLER,
  )
}

function ownerReference({ name, uid }: ApplicationSet): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

/**
 * Spec, labels, annotations and finalizers as the template has them, whatever anybody changed meanwhile; an operation only
 * where a rolling sync sets one. applicationset_controller.go (createOrUpdateInCluster).
 */
function* update(set: ApplicationSet, application: JsonObject, existing: JsonObject): Proc<void> {
  const rules = readIgnoreRules({
    ignoreDifferences: arrayAt(set.spec, 'ignoreApplicationDifferences').map((entry) => ({
      ...(entry as JsonObject),
      kind: 'Application',
      group: 'argoproj.io',
    })),
  })
  const metadata = metadataOf(existing)
  const next: JsonObject = {
    ...existing,
    metadata: {
      ...metadata,
      ...members('labels', keptOf(set, application, existing, 'labels')),
      ...members('annotations', keptOf(set, application, existing, 'annotations')),
      finalizers: finalizersOf(application, existing),
      ownerReferences: [ownerReference(set)],
    },
    spec: application['spec'] as Json,
    ...(application['operation'] === undefined ? {} : { operation: application['operation'] }),
  }
  const patch = createMergePatch(existing, withLiveValues(next, existing, rules))
  const changed = withoutEmpty(patch, existing)
  if (Object.keys(changed).length === 0) return
  const address = ownAddress(APPLICATION, set.namespace, textAt(metadata, 'name'))
  yield* write({ verb: 'patch', ...address, patchType: 'merge', body: changed }, APPLICATION_SET_CONTROLLER)
}

function members(name: string, value: JsonObject): JsonObject {
  return { [name]: value }
}

function keptOf(
  { spec }: ApplicationSet,
  application: JsonObject,
  existing: JsonObject,
  what: 'labels' | 'annotations',
): JsonObject {
  const preserved = arrayAt(spec, 'preservedFields', what).map(String)
  const names = what === 'annotations' ? [...preserved, ...PRESERVED_ANNOTATIONS] : preserved
  const live = objectAt(metadataOf(existing), what)
  const kept = names.flatMap((name) => (live[name] === undefined ? [] : [[name, live[name]] as const]))
  return { ...Object.fromEntries(kept), ...objectAt(metadataOf(application), what) }
}

function finalizersOf(application: JsonObject, existing: JsonObject): readonly string[] {
  const wanted = arrayAt(metadataOf(application), 'finalizers').map(String)
  const hooks = arrayAt(metadataOf(existing), 'finalizers')
    .map(String)
    .filter((name) => /^(pre|post)-delete-finalizer\.argocd/.test(name) && !wanted.includes(name))
  return [...wanted, ...hooks]
}

/** Empty maps and lists that replace nothing are no change. */
function withoutEmpty(patch: JsonObject, existing: JsonObject): JsonObject {
  const { metadata, ...rest } = patch
  if (!isObject(metadata)) return patch
  const kept = Object.entries(metadata).filter(([name, value]) => {
    const empty =
      (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
    return !(empty && metadataOf(existing)[name] === undefined)
  })
  return kept.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(kept) }
}
