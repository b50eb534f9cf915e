import type { JsonObject } from '../../../kernel/json.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { objectAt } from '../../client/objects.js'
import { PLAIN } from '../../machinery/type-schema.js'
import { structNamed, structOfKind } from '../../schema/builtin/types/index.js'
import { packageOf } from '../protobuf/message-type.js'
import { type GoSchemas, reference } from './go-schemas.js'

/** Adds the schema of a resource's kind and of lists of it. Returns the name of the kind's schema. */
export function addResourceSchemas(schemas: GoSchemas, resource: ServedResource): string {
  const name = resource.custom ? addCustom(schemas, resource) : addBuiltin(schemas, resource)
  schemas.schemas[name] = { ...schemas.schemas[name], ...kindExtension(resource, resource.kind) }
  schemas.schemas[`${name}List`] = listSchema(resource, name)
  return name
}

function addBuiltin(schemas: GoSchemas, { kind, group, version, typeSchema }: ServedResource): string {
  return schemas.add(structOfKind(kind, version), packageOf(group, version), typeSchema)
}

/**
 * The schema of a CustomResourceDefinition with type and metadata put into it.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/controller/openapi/builder/builder.go.
 */
function addCustom(schemas: GoSchemas, { kind, group, version, type }: ServedResource): string {
  const name = [...group.split('.').reverse(), version, kind].join('.')
  const metadata = schemas.add(structNamed('ObjectMeta'), 'core', PLAIN)
  const schema = type.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const properties = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    ...objectAt(schema, 'properties'),
    metadata: { allOf: [reference(metadata)] },
  }
  schemas.schemas[name] = { ...schema, properties }
  return name
}

function listSchema(resource: ServedResource, name: string): JsonObject {
  return {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: LIST_META },
      items: { type: 'array', items: { allOf: [reference(name)] } },
    },
    ...kindExtension(resource, resource.type.listKind),
  }
}

const LIST_META: JsonObject = {
  continue: { type: 'string' },
  remainingItemCount: { type: 'integer', format: 'int64' },
  resourceVersion: { type: 'string' },
  selfLink: { type: 'string' },
}

/** On schemas a list of kinds. */
function kindExtension({ group, version }: ServedResource, kind: string): JsonObject {
  return { 'x-kubernetes-group-version-kind': [{ group, kind, version }] }
}
