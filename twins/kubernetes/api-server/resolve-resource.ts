import type { JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import type { ApiRequest, Resource } from '../client/api.js'
import { findObject, groupResource } from '../client/objects.js'
import { detailsOf, StatusError } from '../status-error.js'
import { findBuiltin } from './resources/builtin.js'
import { isConditionTrue } from './resources/crd-conditions.js'
import { customResourcesOf } from './resources/custom.js'
import { definitionOf, findOpaqueKind } from './resources/opaque.js'
import type { ServedResource } from './served-resource.js'

export const CRD_GROUP = 'apiextensions.k8s.io'
export const CRD_RESOURCE = 'customresourcedefinitions'

/** A resource, and whether it is going away: then nothing new can be created. */
export interface Resolved {
  readonly resource: ServedResource
  readonly terminating: boolean
}

/**
 * The resource at an address: built in, or of an established CustomResourceDefinition in a served version.
 * Throws 404 for everything else, in the words clients have for a path the server does not know.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/customresource_handler.go (ServeHTTP).
 */
export function resolveResource(view: View, { group, version, resource }: Resource): Resolved {
  const builtin = findBuiltin(group, version, resource)
  if (builtin !== undefined) return { resource: builtin, terminating: false }
  const definition = servedDefinition(view, group, resource)
  if (definition === undefined) throw pageNotFound()
  const served = customResourcesOf(definition).resources.find((one) => one.version === version)
  if (served === undefined) throw pageNotFound()
  return { resource: served, terminating: isConditionTrue(definition, 'Terminating') }
}

/** What a resource is served by: an established CustomResourceDefinition, or what stands in for it; see `opaque.ts`. */
function servedDefinition(view: View, group: string, resource: string): JsonObject | undefined {
  if (group === '') return undefined
  const definition = findDefinition(view, group, resource)
  if (definition !== undefined) return isConditionTrue(definition, 'Established') ? definition : undefined
  const opaque = findOpaqueKind(view, group, resource)
  return opaque && definitionOf(opaque)
}

/** The CustomResourceDefinition of a resource, established or not. */
export function findDefinition(view: View, group: string, resource: string): JsonObject | undefined {
  return findObject(view, CRD_GROUP, CRD_RESOURCE, '', `${resource}.${group}`)
}

/** What clients call the verbs of paths. */
const HTTP_VERBS: Readonly<Record<string, string>> = { create: 'post', update: 'put' }

/**
 * What clients make of `404 page not found`; with a request, for a path below an object.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/errors/errors.go (NewGenericServerResponse).
 */
export function pageNotFound(request?: ApiRequest): StatusError {
  const message = 'the server could not find the requested resource'
  return new StatusError({
    httpCode: 404,
    reason: 'NotFound',
    message: request === undefined ? message : `${message} (${askedText(request)})`,
    details: { causes: [{ reason: 'UnexpectedServerResponse', message: '404 page not found' }] },
  })
}

/** `patch secrets creds`. */
function askedText({ verb, group, resource, name = '' }: ApiRequest): string {
  return `${HTTP_VERBS[verb] ?? verb} ${groupResource(group, resource)} ${name}`
}

/**
 * Without a namespace only a list of a namespaced resource has a URL: 405 for what else could be sent to that path, 404
 * for the rest. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/installer.go.
 */
export function checkScope({ type, group, resource }: ServedResource, request: ApiRequest): void {
  const { verb, namespace } = request
  if (!type.namespaced || verb === 'list' || (namespace !== undefined && namespace !== '')) return
  if (verb !== 'create' && verb !== 'deletecollection') throw pageNotFound()
  throw new StatusError({
    httpCode: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: detailsOf({ group, kind: resource }),
  })
}

/**
 * 405 for creating an instance of a CustomResourceDefinition that is being deleted.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/customresource_handler.go (ServeHTTP).
 */
export function terminatingDefinition(resource: ServedResource): StatusError {
  return new StatusError({
    httpCode: 405,
    reason: 'MethodNotAllowed',
    message: 'create not allowed while custom resource definition is terminating',
    details: { group: resource.group, kind: resource.resource },
  })
}
