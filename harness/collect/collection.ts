/** The version of the form of `collection.json`; a change that older readers would misread raises it. */
export const COLLECTION_VERSION = 1

/** The name of the file that says what a dump holds. */
export const COLLECTION_FILE = 'collection.json'

/** What was asked of a cluster, and what came of it: the content of `collection.json`. Names neither context nor address. */
export interface Collection {
  readonly schemaVersion: typeof COLLECTION_VERSION
  /**
   * RFC 3339, by the clock of the cluster as far as its objects show it: the newest instant at which something in them happened (nodes
   * report every few minutes). Where nothing shows, `startedAt`.
   */
  readonly takenAt: string
  /** RFC 3339, by the clock of this machine: the first and the last list. They are taken one after the other: it is not one instant. */
  readonly startedAt: string
  readonly endedAt: string
  /** Uid of the namespace kube-system. */
  readonly clusterUid: string
  /** e.g. `v1.32.3`; null when the cluster did not say. */
  readonly kubernetesVersion: string | null
  /** Null: all namespaces. */
  readonly namespaces: readonly string[] | null
  readonly lists: readonly CollectedList[]
  readonly refused: readonly RefusedList[]
}

/** The objects of one kind, of one namespace or of all. */
export interface CollectedList {
  /** As `kubectl api-resources -o name` writes it: `deployments.apps`. */
  readonly kind: string
  readonly namespace: string | null
  readonly objects: number
  /** Null when there were no objects: then there is no file. */
  readonly path: string | null
}

/** A question that the cluster did not answer, with its reason in the words of kubectl. */
export interface RefusedList {
  /** A kind, or the command that looks for kinds. */
  readonly kind: string
  readonly namespace: string | null
  readonly reason: string
}
