import type { JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt } from '../../client/objects.js'
import { CLEANUP_FINALIZER } from '../../schema/crd-conditions.js'
import { isTerminating, withMembers, withMetadata } from '../object-metadata.js'
import type { ServedResource } from '../served-resource.js'
import { withCondition } from './crd-conditions.js'

/**
 * A kind whose deletion has a step before the common one: the object to store instead (itself when nothing is to be
 * done), or undefined to go on.
 */
export type DeletionRule = (object: JsonObject, now: string) => JsonObject | undefined

/**
 * The first DELETE of a namespace makes it Terminating; it stays until its `spec.finalizers` are gone.
 * Source: kubernetes pkg/registry/core/namespace/storage/storage.go (Delete), v1.36.
 */
const namespaceRule: DeletionRule = (object, now) => {
  if (isTerminating(object)) return arrayAt(object, 'spec', 'finalizers').length > 0 ? object : undefined
  const status = withMembers(objectAt(object, 'status'), { phase: 'Terminating' })
  return withMetadata({ ...object, status }, { ...metadataOf(object), deletionTimestamp: now })
}

/**
 * The first DELETE of a CustomResourceDefinition adds the cleanup finalizer.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresourcedefinition/etcd.go (Delete).
 */
const definitionRule: DeletionRule = (object, now) => {
  if (isTerminating(object)) return undefined
  const metadata = metadataOf(object)
  const finalizers = arrayAt(metadata, 'finalizers')
  const kept = finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER]
  const marked = withMetadata(object, { ...metadata, deletionTimestamp: now, finalizers: kept })
  return withCondition(marked, now, {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  })
}

/** The rule of a resource, if it has one. */
export function deletionRules({ group, resource }: ServedResource): DeletionRule | undefined {
  if (group === '' && resource === 'namespaces') return namespaceRule
  if (group === 'apiextensions.k8s.io' && resource === 'customresourcedefinitions') return definitionRule
  return undefined
}
