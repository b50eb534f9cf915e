import type { TypeSchema } from '../machinery/type-schema.js'
import type { ConvertedVersion, ResourceKind } from '../schema/resource-kind.js'
import type { GroupKind, GroupResource } from '../status.js'

/** Where the scale subresource finds its numbers, as lists of keys. */
export interface ScalePaths {
  readonly specReplicas: readonly string[]
  readonly statusReplicas: readonly string[]
  /** Where a custom resource keeps its serialised selector; absent for workloads, which have `spec.selector`. */
  readonly selector?: readonly string[]
}

/**
 * What a delete without a policy does to dependents. `Unsupported`: the garbage collector leaves the kind alone.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/delete.go (GarbageCollectionPolicy).
 */
export type DefaultPropagation = 'Background' | 'Orphan' | 'Unsupported'

/** One resource in one served version: everything the request pipeline has to know of it. */
export interface ServedResource extends GroupResource, GroupKind {
  readonly version: string
  /** Decoding, defaults, validation, columns. */
  readonly type: ResourceKind
  /** `apps/v1`, `v1`: in requests and answers. */
  readonly apiVersion: string
  /** The apiVersion under which rows are stored. */
  readonly storageApiVersion: string
  /** True for resources defined by a CustomResourceDefinition. */
  readonly custom: boolean
  /** How a built-in version other than the stored one is converted. */
  readonly conversion: Omit<ConvertedVersion, 'kind'> | undefined
  readonly scale: ScalePaths | undefined
  readonly defaultPropagation: DefaultPropagation
  /** Fields a field selector may name besides metadata.name and metadata.namespace. */
  readonly selectableFields: readonly string[]
  /** How lists and objects merge, for patches and server-side apply. */
  readonly typeSchema: TypeSchema
  /** Sent as a Warning with every answer, e.g. for a deprecated version. */
  readonly warning: string | undefined
}

/** The warnings every answer about a resource begins with; a list of the caller's own. */
export function warningsOf({ warning }: ServedResource): string[] {
  return warning === undefined ? [] : [warning]
}
