import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { textAt, valueAt } from '../../client/objects.js'
import { STORAGE_CLASSES } from '../resources.js'

/** The provisioner of the world's default class. */
export const LOCAL_PATH = 'rancher.io/local-path'
/** A class for volumes that somebody creates by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/**
 * The class a new cluster has: volumes on the node of the first pod that uses the claim.
 * Source: kubernetes-sigs/kind v0.29 images/base (local-path-storage manifests).
 */
export const STANDARD_CLASS: JsonObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: LOCAL_PATH,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
}

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner'
export const BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner'
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

/** Name of the class a claim or volume asks for; '' for none. Source: kubernetes v1.36 component-helpers storage/volume. */
export function classNameOf(object: JsonObject): string {
  const beta = valueAt(object, 'metadata', 'annotations', BETA_CLASS)
  return typeof beta === 'string' ? beta : textAt(object, 'spec', 'storageClassName')
}

/** The class of a claim, or undefined when it asks for none or for one that is not there. */
export function* classOf(claim: JsonObject): Proc<JsonObject | undefined> {
  const name = classNameOf(claim)
  if (name === '') return undefined
  const found = yield* api({ verb: 'get', ...STORAGE_CLASSES, name })
  return succeeded(found) ? found.body : undefined
}

/** Whether claims of a class wait for the node of their first pod. */
export function waitsForConsumer(storageClass: JsonObject | undefined): boolean {
  return textAt(storageClass, 'volumeBindingMode') === 'WaitForFirstConsumer'
}

/** A claim that has its volume for good. */
export function isFullyBound(claim: JsonObject): boolean {
  return textAt(claim, 'spec', 'volumeName') !== '' && annotationOf(claim, BIND_COMPLETED) !== ''
}

export function annotationOf(object: JsonObject, name: string): string {
  return textAt(object, 'metadata', 'annotations', name)
}
