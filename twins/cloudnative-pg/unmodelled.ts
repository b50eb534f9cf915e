import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { arrayAt, objectAt, valueAt } from '../kubernetes/index.js'
import { unmodelledTarget } from './archive.js'
import { imageOf, majorVersionOf } from './cluster.js'

/** Fields of a Cluster that would change what happens, and that the twin does not have. */
const FIELDS = [
  ['spec', 'imageCatalogRef'],
  ['spec', 'walStorage'],
  ['spec', 'replica'],
  ['spec', 'tablespaces'],
  ['spec', 'plugins'],
  ['spec', 'bootstrap', 'pg_basebackup'],
  ['spec', 'bootstrap', 'initdb', 'import'],
  ['spec', 'bootstrap', 'initdb', 'postInitSQLRefs'],
  ['spec', 'bootstrap', 'initdb', 'postInitTemplateSQLRefs'],
  ['spec', 'bootstrap', 'initdb', 'postInitApplicationSQLRefs'],
  ['spec', 'bootstrap', 'recovery', 'volumeSnapshots'],
] as const

/** What a Cluster asks for that is not modelled; undefined when there is nothing. */
export function unmodelledPart(cluster: JsonObject): string | undefined {
  const field = FIELDS.find((path) => isAsked(valueAt(cluster, ...path)))
  if (field !== undefined) return field.join('.')
  const additional = arrayAt(objectAt(cluster, 'spec', 'managed', 'services'), 'additional')
  if (additional.length > 0) return 'spec.managed.services.additional'
  const image = imageOf(cluster)
  if (majorVersionOf(image) === undefined)
    return `the image ${image}: its tag names no major version of PostgreSQL`
  return unmodelledTarget(cluster)
}

function isAsked(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isObject(value) && Object.keys(value).length > 0
}
