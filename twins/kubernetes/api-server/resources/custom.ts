import type { JsonObject } from '../../../kernel/json.js'
import { objectAt, textAt } from '../../client/objects.js'
import { typeSchemaFromOpenApi } from '../../machinery/crd-types.js'
import {
  type CustomResourceDefinition,
  type CustomResourceVersion,
  readCustomResourceDefinition,
} from '../../schema/crd.js'
import { customResourceKind } from '../../schema/custom-resource.js'
import { apiVersionOf } from '../../schema/resource-kind.js'
import type { ScalePaths, ServedResource } from '../served-resource.js'

/** What a CRD's spec serves. */
export interface CustomResources {
  readonly definition: CustomResourceDefinition
  /** Served versions in the order of preference. */
  readonly resources: readonly ServedResource[]
}

/** By `spec`, which stays the same object when only status or metadata of the CRD change. */
const cache = new WeakMap<JsonObject, CustomResources>()

/** The resources a CustomResourceDefinition serves, once it is established; compiled once a spec. */
export function customResourcesOf(crd: JsonObject): CustomResources {
  const spec = objectAt(crd, 'spec')
  const known = cache.get(spec)
  if (known !== undefined) return known
  const definition = readCustomResourceDefinition(crd)
  const resources = definition.versions
    .filter((version) => version.served)
    .sort((a, b) => compareVersions(a.name, b.name))
    .map((version) => customResource(definition, version))
  const result = { definition, resources }
  cache.set(spec, result)
  return result
}

function customResource(
  definition: CustomResourceDefinition,
  version: CustomResourceVersion,
): ServedResource {
  const { group, names } = definition
  const storage = definition.versions.find((one) => one.storage)?.name ?? version.name
  return {
    group,
    version: version.name,
    kind: names.kind,
    resource: names.plural,
    type: customResourceKind(definition, version),
    apiVersion: apiVersionOf({ group, version: version.name }),
    storageApiVersion: apiVersionOf({ group, version: storage }),
    custom: true,
    conversion: undefined,
    scale: version.subresources.scale === undefined ? undefined : scalePaths(version.subresources.scale),
    defaultPropagation: 'Background',
    selectableFields: version.selectableFields.map((path) => keysOf(path).join('.')),
    typeSchema: typeSchemaFromOpenApi(version.schema),
    warning: version.deprecationWarning,
  }
}

function scalePaths(scale: JsonObject): ScalePaths {
  const selector = textAt(scale, 'labelSelectorPath')
  return {
    specReplicas: keysOf(textAt(scale, 'specReplicasPath')),
    statusReplicas: keysOf(textAt(scale, 'statusReplicasPath')),
    ...(selector === '' ? {} : { selector: keysOf(selector) }),
  }
}

/** `.spec.replicas` as keys. */
function keysOf(path: string): readonly string[] {
  return path.split('.').filter((key) => key !== '')
}

const KUBE_VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/
const STABILITY: Readonly<Record<string, number>> = { alpha: 0, beta: 1 }

/**
 * Order of preference of versions: stable before beta before alpha, newer first; other names last, alphabetically.
 * Source: kubernetes/apimachinery v0.36.3 pkg/version/helpers.go (CompareKubeAwareVersionStrings).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)]
  if (left === undefined || right === undefined) {
    if (left === right) return a < b ? -1 : a > b ? 1 : 0
    return left === undefined ? 1 : -1
  }
  const index = left.findIndex((value, position) => value !== right[position])
  return index < 0 ? 0 : (right[index] as number) - (left[index] as number)
}

function rankOf(version: string): readonly number[] | undefined {
  const match = KUBE_VERSION.exec(version)
  if (match === null) return undefined
  const [, major, stability, minor] = match
  return [stability === undefined ? 2 : (STABILITY[stability] ?? 0), Number(major), Number(minor ?? 0)]
}
