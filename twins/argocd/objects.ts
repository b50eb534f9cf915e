import type { JsonObject } from '../kernel/json.js'
import { groupOf, metadataOf, textAt } from '../kubernetes/index.js'

/** What identifies an object, whatever its version. gitops-engine kube.ResourceKey. */
export interface ResourceKey {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

export function keyOf(object: JsonObject): ResourceKey {
  const metadata = metadataOf(object)
  return {
    group: groupOf(object),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
  }
}

/** `group/kind/namespace/name`. */
export function keyText({ group, kind, namespace, name }: ResourceKey): string {
  return `${group}/${kind}/${namespace}/${name}`
}

export function annotationOf(object: JsonObject, name: string): string {
  return textAt(metadataOf(object), 'annotations', name)
}

/** The words of a comma separated annotation. gitops-engine pkg/sync/resource/annotations.go (GetAnnotationCSVs). */
export function annotationWords(object: JsonObject, name: string): readonly string[] {
  return annotationOf(object, name)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** Whether an annotation's list holds a word, e.g. `Prune=false` in `sync-options`. */
export function hasAnnotationOption(object: JsonObject, name: string, option: string): boolean {
  return annotationWords(object, name).includes(option)
}

export function isCrd(object: JsonObject): boolean {
  return textAt(object, 'kind') === 'CustomResourceDefinition' && groupOf(object) === 'apiextensions.k8s.io'
}

export function isDeleting(object: JsonObject): boolean {
  return textAt(metadataOf(object), 'deletionTimestamp') !== ''
}

/** The object with members of its metadata replaced; undefined removes one. */
export function withMetadata(
  object: JsonObject,
  members: Readonly<Record<string, JsonObject[string] | undefined>>,
): JsonObject {
  const merged = { ...metadataOf(object), ...members }
  const metadata = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined))
  return { ...object, metadata: metadata as JsonObject }
}
