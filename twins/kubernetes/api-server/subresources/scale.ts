import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { invalidValue } from '../../schema/field-error.js'
import { invalid, methodNotAllowed, unsupportedMediaType } from '../../status-error.js'
import { withMembers, withMetadata } from '../object-metadata.js'
import { answer, bodyObject, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { pageNotFound } from '../resolve-resource.js'
import type { ScalePaths } from '../served-resource.js'
import { getExisting } from '../store.js'
import { applyPatch } from '../verbs/patch.js'
import { replaceObject } from '../verbs/update.js'

const SCALE = { group: 'autoscaling', kind: 'Scale' } as const

/**
 * The scale subresource: reads and sets the number of replicas as an autoscaling/v1 Scale.
 * Source: kubernetes pkg/registry/apps/deployment/storage/storage.go (ScaleREST), v1.36; apiextensions-apiserver v0.36.3
 * pkg/registry/customresource/etcd.go.
 */
export function scale(context: RequestContext): ApiResponse {
  const { request, resource } = context
  const paths = resource.scale
  if (paths === undefined) throw pageNotFound(request)
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  const current = scaleOf(existing.object, paths)
  if (request.verb === 'get') return answer(context, 200, current)
  const wanted = wantedScale(context, current)
  const replicas = numberAt(wanted, 0, 'spec', 'replicas')
  if (replicas < 0) {
    const error = invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')
    throw invalid(SCALE, nameOf(context), [error])
  }
  const changed = setAt(existing.object, paths.specReplicas, replicas)
  const resourceVersion = textAt(wanted, 'metadata', 'resourceVersion')
  const lock = resourceVersion === '' ? {} : { resourceVersion }
  const locked = withMetadata(changed, withMembers(metadataOf(changed), lock))
  const response = replaceObject(context, existing, locked)
  return { ...response, body: scaleOf(response.body, paths) }
}

function wantedScale(context: RequestContext, current: JsonObject): JsonObject {
  const { request } = context
  switch (request.verb) {
    case 'update':
      return bodyObject(context)
    case 'patch':
      return patchedScale(context, current)
    default:
      throw methodNotAllowed(context.resource, request.verb)
  }
}

function patchedScale(context: RequestContext, current: JsonObject): JsonObject {
  const { patchType, body } = context.request
  if (patchType === undefined || patchType === 'apply') {
    throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json'])
  }
  const type = patchType === 'strategic' ? 'merge' : patchType
  return applyPatch(context, type, current, body as Json)
}

/** A Scale of an object. */
function scaleOf(object: JsonObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadataOf(object)
  const selector = selectorText(object, paths)
  return {
    kind: SCALE.kind,
    apiVersion: 'autoscaling/v1',
    metadata: definedOf({ name, namespace, uid, resourceVersion, creationTimestamp }),
    spec: { replicas: numberAt(object, 0, ...paths.specReplicas) },
    status: {
      replicas: numberAt(object, 0, ...paths.statusReplicas),
      ...(selector === '' ? {} : { selector }),
    },
  }
}

function definedOf(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return withMembers({}, members)
}

function selectorText(object: JsonObject, paths: ScalePaths): string {
  if (paths.selector !== undefined) return textAt(object, ...paths.selector)
  const selector = objectAt(object, 'spec', 'selector')
  return labelSelectorText(object['kind'] === 'ReplicationController' ? { matchLabels: selector } : selector)
}

/** A structured selector as text. Source: kubernetes/apimachinery v0.36.3 pkg/labels/selector.go (String). */
function labelSelectorText(selector: JsonObject): string {
  const labels = Object.entries(objectAt(selector, 'matchLabels')).map(
    ([key, value]) => `${key}=${String(value)}`,
  )
  const expressions = arrayAt(selector, 'matchExpressions').map((expression) => {
    const key = textAt(expression, 'key')
    const values = `(${arrayAt(expression, 'values').map(String).sort().join(',')})`
    switch (textAt(expression, 'operator')) {
      case 'In':
        return `${key} in ${values}`
      case 'NotIn':
        return `${key} notin ${values}`
      case 'Exists':
        return key
      default:
        return `!${key}`
    }
  })
  return [...labels, ...expressions].sort().join(',')
}

/** The object with a value at a path; missing parents are made. */
function setAt(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key = '', ...rest] = path
  const child = object[key]
  const next = rest.length === 0 ? value : setAt(isObject(child) ? child : {}, rest, value)
  return child === next ? object : { ...object, [key]: next }
}
