import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, numberAt, textAt } from '../../client/objects.js'

/** Ordinal of a pod by its name, -1 when the name is not `<set>-<number>`. Source: stateful_set_utils.go (getParentNameAndOrdinal). */
export function ordinalOf(pod: JsonObject): number {
  const match = /^.*-([0-9]+)$/.exec(textAt(pod, 'metadata', 'name'))
  return match === null ? -1 : Number(match[1])
}

/** Whether a pod's name says that it belongs to the set. */
export function isMemberOf(set: JsonObject, pod: JsonObject): boolean {
  const match = /^(.*)-[0-9]+$/.exec(textAt(pod, 'metadata', 'name'))
  return match !== null && match[1] === textAt(set, 'metadata', 'name')
}

export const startOrdinal = (set: JsonObject): number => numberAt(set, 0, 'spec', 'ordinals', 'start')
export const replicasOf = (set: JsonObject): number => numberAt(set, 1, 'spec', 'replicas')

/** Whether a pod's ordinal is one the set wants. */
export function isInRange(set: JsonObject, pod: JsonObject): boolean {
  const ordinal = ordinalOf(pod)
  return ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + replicasOf(set)
}

export function claimTemplatesOf(set: JsonObject): readonly JsonObject[] {
  return arrayAt(set, 'spec', 'volumeClaimTemplates').filter(isObject)
}

/** `<template>-<set>-<ordinal>`. Source: kubernetes v1.36 stateful_set_utils.go (getPersistentVolumeClaimName). */
export function claimName(set: JsonObject, template: JsonObject, ordinal: number): string {
  return `${textAt(template, 'metadata', 'name')}-${textAt(set, 'metadata', 'name')}-${ordinal}`
}
