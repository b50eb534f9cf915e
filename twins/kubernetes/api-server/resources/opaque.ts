import type { JsonObject } from '../../../kernel/json.js'
import type { TableSpec } from '../../../kernel/table.js'
import type { Transaction } from '../../../kernel/transaction.js'
import type { View } from '../../../kernel/world.js'
import { groupResource } from '../../client/objects.js'

/** Kinds of a restored cluster that nobody models: row `widgets.example.com` -> {@link OpaqueKind}. */
export const OPAQUE_KINDS = 'kubernetes.opaqueKinds'

/**
 * A kind that neither Kubernetes nor a component of the world models. Its objects are kept as they are: no controller of
 * the world knows what they mean.
 */
export interface OpaqueKind extends JsonObject {
  readonly group: string
  readonly resource: string
  readonly kind: string
  /**
   * What it is served by: the `spec` of a CustomResourceDefinition without a schema, under a guessed plural. Null where the
   * cluster has a CustomResourceDefinition of its own for it.
   */
  readonly spec: JsonObject | null
}

/** Opaque kinds never change once a cluster is restored. */
export const opaqueKindsTable = {
  name: OPAQUE_KINDS,
  fingerprint: () => null,
  bookkeeping: true,
} satisfies TableSpec<OpaqueKind> as unknown as TableSpec<never>

/** Who has read objects of opaque kinds: row `resource.group actor` -> {@link OpaqueRead}. */
const OPAQUE_READS = 'kubernetes.opaqueReads'

/** The first look of a process at objects that nobody models. */
export interface OpaqueRead extends JsonObject {
  readonly group: string
  readonly resource: string
  /** Pid of the process. */
  readonly actor: string
  /** `namespace/name`, `namespace/` or '' for lists. */
  readonly place: string
}

export const opaqueReadsTable = {
  name: OPAQUE_READS,
  fingerprint: () => null,
  bookkeeping: true,
} satisfies TableSpec<OpaqueRead> as unknown as TableSpec<never>

/** Notes down that a process reads an opaque kind. What controllers read is no secret to them: they know kinds by discovery. */
export function noteOpaqueRead(transaction: Transaction, read: OpaqueRead): void {
  if (transaction.system.controllers.has(read.actor)) return
  if (findOpaqueKind(transaction, read.group, read.resource) === undefined) return
  const key = `${groupResource(read.group, read.resource)} ${read.actor}`
  if (transaction.get(OPAQUE_READS, key) === undefined) transaction.put(OPAQUE_READS, key, read)
}

/** Reads of opaque kinds so far, by kind and actor. */
export function opaqueReads(view: View): readonly OpaqueRead[] {
  return view.list<OpaqueRead>(OPAQUE_READS).map((row) => row.value)
}

/** All opaque kinds of a world, by `resource.group`. */
export function opaqueKinds(view: View): readonly OpaqueKind[] {
  return view.list<OpaqueKind>(OPAQUE_KINDS).map((row) => row.value)
}

/** The opaque kind of a resource, or undefined. */
export function findOpaqueKind(view: View, group: string, resource: string): OpaqueKind | undefined {
  return view.get<OpaqueKind>(OPAQUE_KINDS, groupResource(group, resource))
}

/** What stands in for the CustomResourceDefinition that the cluster does not show. */
export function definitionOf({ spec }: OpaqueKind): JsonObject | undefined {
  return spec === null ? undefined : { spec }
}

/** What an opaque kind was seen as. */
export interface SeenKind {
  readonly group: string
  readonly kind: string
  readonly versions: readonly string[]
  readonly namespaced: boolean
  /** Some object has a status, which is then taken for a subresource. */
  readonly hasStatus: boolean
}

/** The row of a kind without a definition: schemaless, its plural guessed. */
export function schemalessKind({ group, kind, versions, namespaced, hasStatus }: SeenKind): OpaqueKind {
  const { plural, singular } = guessResource(kind)
  const subresources = hasStatus ? { subresources: { status: {} } } : {}
  const spec = {
    group,
    names: { plural, singular, kind, listKind: `${kind}List` },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    versions: versions.map((name, index) => ({
      name,
      served: true,
      storage: index === 0,
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      ...subresources,
    })),
    conversion: { strategy: 'None' },
  }
  return { group, resource: plural, kind, spec }
}

/**
 * The resource of a kind, where nothing but the kind is known: `Policy` gives `policies`, `Ingress` `ingresses`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/meta/restmapper.go (UnsafeGuessKindToResource).
 */
export function guessResource(kind: string): { readonly plural: string; readonly singular: string } {
  const singular = kind.toLowerCase()
  if (singular.endsWith('endpoints')) return { plural: singular, singular }
  if (singular.endsWith('s')) return { plural: `${singular}es`, singular }
  if (singular.endsWith('y')) return { plural: `${singular.slice(0, -1)}ies`, singular }
  return { plural: `${singular}s`, singular }
}
