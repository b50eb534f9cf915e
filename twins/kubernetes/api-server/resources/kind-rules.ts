import type { JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { metadataOf, objectAt, valueAt } from '../../client/objects.js'
import { withMembers, withMetadata } from '../object-metadata.js'
import { withDefaultClass, withFinalizer } from './claim-admission.js'
import { withAllocatedClusterIp, withClusterIp } from './cluster-ip.js'
import { withNodePorts } from './node-port.js'
import { admitPod } from './pod-admission.js'

/**
 * What single kinds do on top of the common rules and of their own type (`schema/builtin`). All functions keep the
 * references they do not change.
 */
export interface KindRules {
  /** True when the type derives more than metadata from the name or uid of a new object. */
  readonly derivesFromIds?: boolean
  /** A new object, after the type has prepared it. `sent` is what the client sent, defaults filled in. */
  readonly create?: (object: JsonObject, sent: JsonObject, view: View) => JsonObject
  /** An update of the main resource. */
  readonly update?: (object: JsonObject, old: JsonObject, view: View) => JsonObject
  /** An update of the status subresource, after everything but metadata and status was restored. */
  readonly updateStatus?: (object: JsonObject, old: JsonObject) => JsonObject
}

/** `spec.finalizers` change through the finalize subresource only. Source: kubernetes pkg/registry/core/namespace/strategy.go, v1.36. */
const namespace: KindRules = {
  update: (object, old) =>
    withMembers(object, {
      spec: withMembers(objectAt(object, 'spec'), { finalizers: valueAt(old, 'spec', 'finalizers') }),
    }),
}

/** A kubelet registers its node with a status. Source: kubernetes pkg/registry/core/node/strategy.go, v1.36. */
const node: KindRules = { create: (object, sent) => withMembers(object, { status: sent['status'] }) }

/** Source: kubernetes pkg/registry/core/pod/strategy.go (podStatusStrategy), v1.36. */
const pod: KindRules = {
  create: (object, _sent, view) => admitPod(object, view),
  updateStatus: (object, old) => keeping('ownerReferences', object, old),
}

/** Source: kubernetes pkg/registry/apps/deployment/strategy.go (deploymentStatusStrategy), v1.36. */
const deployment: KindRules = { updateStatus: (object, old) => keeping('labels', object, old) }

/** The selector of a Job holds its uid. Source: kubernetes pkg/registry/batch/job/strategy.go (generateSelector), v1.36. */
const job: KindRules = { derivesFromIds: true }

const service: KindRules = {
  create: (object, _sent, view) => withNodePorts(withClusterIp(view, object), view),
  update: (object, old, view) => withNodePorts(withAllocatedClusterIp(object, old), view),
}

/** Source: kubernetes v1.36 plugin/pkg/admission/storage/{storageclass/setdefault,storageobjectinuseprotection}. */
const persistentVolumeClaim: KindRules = {
  create: (object, _sent, view) =>
    withFinalizer(withDefaultClass(object, view), 'kubernetes.io/pvc-protection'),
}

/** Source: kubernetes v1.36 plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go. */
const persistentVolume: KindRules = {
  create: (object) => withFinalizer(object, 'kubernetes.io/pv-protection'),
}

function keeping(field: string, object: JsonObject, old: JsonObject): JsonObject {
  return withMetadata(object, withMembers(metadataOf(object), { [field]: metadataOf(old)[field] }))
}

const RULES: Readonly<Record<string, KindRules>> = {
  '/Namespace': namespace,
  '/Node': node,
  '/PersistentVolume': persistentVolume,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  '/Pod': pod,
  '/Service': service,
  'apps/Deployment': deployment,
  'batch/Job': job,
}

const NONE: KindRules = {}

/** The rules of a built-in kind; none for most, and for custom resources. */
export function kindRules(group: string, kind: string): KindRules {
  return RULES[`${group}/${kind}`] ?? NONE
}
