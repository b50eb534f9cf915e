import { typeSchemaFromOpenApi } from '../../machinery/crd-types.js'
import { typeSchemaOf } from '../../machinery/merge-keys.js'
import { builtinKinds, convertedVersions } from '../../schema/builtin/index.js'
import { apiVersionOf, type ConvertedVersion, type ResourceKind } from '../../schema/resource-kind.js'
import type { ScalePaths, ServedResource } from '../served-resource.js'

const REPLICAS: ScalePaths = { specReplicas: ['spec', 'replicas'], statusReplicas: ['status', 'replicas'] }

/** Source: kubernetes pkg/apis/core/v1/conversion.go, pkg/apis/{apps,batch}/v1/conversion.go, v1.36. */
const SELECTABLE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  '/Secret': ['type'],
  '/Namespace': ['status.phase'],
  '/Node': ['spec.unschedulable'],
  '/Service': ['spec.clusterIP', 'spec.type'],
  '/Event': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'apps/ReplicaSet': ['status.replicas'],
  'batch/Job': ['status.successful'],
}

/** All built-in resources, in the order of the table of kinds; then those in versions that are not stored. */
export const BUILTIN_RESOURCES: readonly ServedResource[] = [
  ...builtinKinds.map((kind) => builtinResource(kind)),
  ...convertedVersions.map((version) => builtinResource(version.kind, version)),
]

const byAddress: ReadonlyMap<string, ServedResource> = new Map(
  BUILTIN_RESOURCES.map((resource) => [`${resource.apiVersion}/${resource.resource}`, resource]),
)

/** The built-in resource at an address; undefined when it is none, or another version of one. */
export function findBuiltin(group: string, version: string, resource: string): ServedResource | undefined {
  return byAddress.get(`${group === '' ? version : `${group}/${version}`}/${resource}`)
}

function builtinResource(type: ResourceKind, conversion?: ConvertedVersion): ServedResource {
  const { group, version, kind, plural } = type
  const apiVersion = apiVersionOf(type)
  return {
    group,
    version,
    kind,
    resource: plural,
    type,
    apiVersion,
    storageApiVersion: apiVersionOf({ group, version: conversion?.storageVersion ?? version }),
    custom: false,
    conversion,
    scale: type.subresources.includes('scale') ? REPLICAS : undefined,
    // Source: kubernetes pkg/registry/core/event/strategy.go (DefaultGarbageCollectionPolicy), v1.36.
    defaultPropagation: kind === 'Event' ? 'Unsupported' : type.defaultDeletePropagation,
    selectableFields: SELECTABLE_FIELDS[`${group}/${kind}`] ?? [],
    typeSchema: typeSchemaOf(kind, group) ?? typeSchemaFromOpenApi(undefined),
    warning: undefined,
  }
}
