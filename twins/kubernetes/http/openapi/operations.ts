import type { Json, JsonObject } from '../../../kernel/json.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { typeSchemaOf } from '../../machinery/merge-keys.js'
import { reference } from './go-schemas.js'

/** `api/v1`, `apis/apps/v1`: where a group version lies. */
export function groupVersionPath({ group, version }: ServedResource): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`
}

/** Operations of a resource by path, with the parameters that clients look for before they use them. */
export function pathsOf(resource: ServedResource, schema: string): Record<string, JsonObject> {
  const { type } = resource
  const root = `/${groupVersionPath(resource)}`
  const scope = type.namespaced ? `${root}/namespaces/{namespace}` : root
  const collection = `${scope}/${type.plural}`
  const one = `${collection}/{name}`
  const paths: Record<string, JsonObject> = {
    [collection]: {
      get: operation(resource, 'list', LIST, { response: `${schema}List` }),
      post: operation(resource, 'post', WRITE, { body: jsonBody(schema), response: schema }),
      delete: operation(resource, 'deletecollection', [...LIST, ...DELETE], {}),
    },
    [one]: {
      get: operation(resource, 'get', [], { response: schema }),
      put: operation(resource, 'put', WRITE, { body: jsonBody(schema), response: schema }),
      patch: operation(resource, 'patch', [...WRITE, FORCE], { body: patchBody(resource), response: schema }),
      delete: operation(resource, 'delete', DELETE, {}),
    },
  }
  if (type.namespaced) {
    paths[`${root}/${type.plural}`] = {
      get: operation(resource, 'list', LIST, { response: `${schema}List` }),
    }
  }
  if (type.subresources.includes('status')) {
    paths[`${one}/status`] = {
      get: operation(resource, 'get', [], { response: schema }),
      put: operation(resource, 'put', WRITE, { body: jsonBody(schema), response: schema }),
      patch: operation(resource, 'patch', [...WRITE, FORCE], { body: patchBody(resource), response: schema }),
    }
  }
  return paths
}

function parameter(name: string, type: string): JsonObject {
  return { name, in: 'query', schema: { type, uniqueItems: true } }
}

const DRY_RUN = parameter('dryRun', 'string')
const WRITE = [DRY_RUN, parameter('fieldManager', 'string'), parameter('fieldValidation', 'string')]
const FORCE = parameter('force', 'boolean')
const DELETE = [
  DRY_RUN,
  parameter('gracePeriodSeconds', 'integer'),
  parameter('orphanDependents', 'boolean'),
  parameter('propagationPolicy', 'string'),
]
const LIST = [
  parameter('allowWatchBookmarks', 'boolean'),
  parameter('continue', 'string'),
  parameter('fieldSelector', 'string'),
  parameter('labelSelector', 'string'),
  parameter('limit', 'integer'),
  parameter('resourceVersion', 'string'),
  parameter('resourceVersionMatch', 'string'),
  parameter('sendInitialEvents', 'boolean'),
  parameter('timeoutSeconds', 'integer'),
  parameter('watch', 'boolean'),
]

interface Contents {
  readonly body?: JsonObject
  /** Name of the schema of the answer; a Status when absent. */
  readonly response?: string
}

function operation(
  { group, version, kind, resource }: ServedResource,
  action: string,
  parameters: readonly JsonObject[],
  { body, response }: Contents,
): JsonObject {
  const schema: Json = response === undefined ? { type: 'object' } : reference(response)
  return {
    tags: [group === '' ? `core_${version}` : `${group.split('.')[0]}_${version}`],
    operationId: `${action}${kind}${resource}`,
    parameters,
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { '200': { description: 'OK', content: { 'application/json': { schema } } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, kind, version },
  }
}

function jsonBody(schema: string): JsonObject {
  return { content: { '*/*': { schema: reference(schema) } }, required: true }
}

const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]

/** Clients send a strategic merge patch to kinds that take one only. */
function patchBody({ kind, group, custom }: ServedResource): JsonObject {
  const strategic = !custom && typeSchemaOf(kind, group) !== undefined
  const types = strategic ? PATCH_TYPES : PATCH_TYPES.slice(0, -1)
  const content = Object.fromEntries(types.map((type) => [type, { schema: { type: 'object' } }]))
  return { content, required: true }
}
