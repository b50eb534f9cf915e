import { compareKeys, type JsonObject } from '../../twins/kernel/json.js'
import { builtinKind, groupOf, textAt } from '../../twins/kubernetes/index.js'

/** Objects of a kind that nobody models: they are kept as they are. */
export interface OpaqueKind {
  readonly apiVersion: string
  readonly kind: string
  readonly count: number
  /** What is missing for their behaviour to be rehearsed. */
  readonly why: string
}

/** A kind of objects. */
export interface KindName {
  readonly group: string
  readonly kind: string
}

/** Systems that Rehearse knows and a dump cannot bring to life, by the group of their kinds. */
const NEEDS: Readonly<Record<string, string>> = {
  'argoproj.io':
    "Argo CD acts on Git repositories, which no dump holds: give them as `git` and add 'argocd' to `systems`",
  'postgresql.cnpg.io':
    "CloudNativePG acts on databases, whose data no dump holds: add 'cloudnative-pg' to `systems` to rehearse it on empty ones",
}
const UNKNOWN = 'no component models it'

/** The kinds of a dump that neither Kubernetes nor one of the included components knows. */
export function opaqueKinds(
  objects: readonly JsonObject[],
  modelled: readonly KindName[],
): readonly OpaqueKind[] {
  const counts = new Map<string, OpaqueKind>()
  for (const object of objects) {
    const [group, kind, apiVersion] = [groupOf(object), textAt(object, 'kind'), textAt(object, 'apiVersion')]
    if (builtinKind(group, kind) !== undefined || kind === 'CustomResourceDefinition') continue
    if (modelled.some((known) => known.group === group && known.kind === kind)) continue
    const key = `${group} ${kind}`
    const count = (counts.get(key)?.count ?? 0) + 1
    counts.set(key, { apiVersion, kind, count, why: NEEDS[group] ?? UNKNOWN })
  }
  return [...counts].sort(([a], [b]) => compareKeys(a, b)).map(([, found]) => found)
}
