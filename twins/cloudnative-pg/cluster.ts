import { isObject, type JsonObject } from '../kernel/json.js'
import {
  arrayAt,
  findCondition,
  metadataOf,
  numberAt,
  objectAt,
  textAt,
  valueAt,
} from '../kubernetes/index.js'
import { ANNOTATION_FENCED, ANNOTATION_SERIAL, LABEL_CLUSTER } from './names.js'

export const nameOf = (object: JsonObject): string => textAt(metadataOf(object), 'name')
export const namespaceOf = (object: JsonObject): string => textAt(metadataOf(object), 'namespace')
export const isTerminating = (object: JsonObject): boolean =>
  metadataOf(object)['deletionTimestamp'] !== undefined
export const annotationOf = (object: JsonObject, name: string): string =>
  textAt(object, 'metadata', 'annotations', name)
export const labelOf = (object: JsonObject, name: string): string =>
  textAt(object, 'metadata', 'labels', name)

/** The server of a Cluster in the world: one for all of its instances. */
export function serverOf(namespace: string, cluster: string): string {
  return `${namespace}/${cluster}`
}

/** The application's database, as `bootstrap` names it; undefined when there is none. */
interface Application {
  readonly database: string
  readonly owner: string
  /** The Secret with the owner's credentials. */
  readonly secret: string
  /** True: the user named it, so the operator makes none. */
  readonly given: boolean
}

/**
 * Defaults must have been set before. cloudnative-pg v1.30.0 api/v1/cluster_funcs.go (GetApplicationDatabaseName,
 * GetApplicationDatabaseOwner, GetApplicationSecretName).
 */
export function applicationOf(cluster: JsonObject): Application | undefined {
  const bootstrap = objectAt(cluster, 'spec', 'bootstrap')
  const method = ['initdb', 'recovery'].map((name) => bootstrap[name]).find(isObject)
  const database = textAt(method, 'database')
  if (database === '') return undefined
  const given = textAt(method, 'secret', 'name')
  return {
    database,
    owner: textAt(method, 'owner'),
    secret: given === '' ? `${nameOf(cluster)}-app` : given,
    given: given !== '',
  }
}

/** cloudnative-pg v1.30.0 api/v1/cluster_funcs.go (GetSuperuserSecretName). */
export function superuserSecretOf(cluster: JsonObject): string {
  return textAt(cluster, 'spec', 'superuserSecret', 'name') || `${nameOf(cluster)}-superuser`
}

export function superuserEnabled(cluster: JsonObject): boolean {
  return valueAt(cluster, 'spec', 'enableSuperuserAccess') === true
}

/** `spec.managed.roles`. */
export function managedRolesOf(cluster: JsonObject): readonly JsonObject[] {
  return arrayAt(cluster, 'spec', 'managed', 'roles').filter(isObject)
}

/** Names of Secrets a Cluster reads. cloudnative-pg v1.30.0 api/v1/cluster_funcs.go (UsesSecret). */
export function usedSecretsOf(cluster: JsonObject): readonly string[] {
  const name = nameOf(cluster)
  const roles = managedRolesOf(cluster).map((role) => textAt(role, 'passwordSecret', 'name'))
  const certificates = [`${name}-ca`, `${name}-server`, `${name}-replication`]
  const application = applicationOf(cluster)?.secret ?? ''
  return [application, superuserSecretOf(cluster), ...certificates, ...roles].filter((each) => each !== '')
}

export const instancesOf = (cluster: JsonObject): number => numberAt(cluster, 1, 'spec', 'instances')
export const currentPrimaryOf = (cluster: JsonObject): string => textAt(cluster, 'status', 'currentPrimary')
export const targetPrimaryOf = (cluster: JsonObject): string => textAt(cluster, 'status', 'targetPrimary')
export const phaseOf = (cluster: JsonObject): string => textAt(cluster, 'status', 'phase')
export const imageOf = (cluster: JsonObject): string => textAt(cluster, 'spec', 'imageName')

/** Whether the first instance has been made before. */
export function isInitialized(cluster: JsonObject): boolean {
  return (
    numberAt(cluster, 0, 'status', 'latestGeneratedNode') > 0 ||
    textAt(findCondition(cluster, 'Initialized'), 'status') === 'True'
  )
}

/** Serial number of a pod or a volume of an instance; 0 when it has none. */
export function serialOf(object: JsonObject): number {
  return Number(annotationOf(object, ANNOTATION_SERIAL)) || 0
}

/** Selector of everything that belongs to a Cluster. */
export function selectorOf(cluster: JsonObject): string {
  return `${LABEL_CLUSTER}=${nameOf(cluster)}`
}

/**
 * Whether an instance is fenced, alone or with all others. What cannot be read as a list of names fences nobody.
 * cloudnative-pg v1.30.0 pkg/utils/fencing.go (GetFencedInstances).
 */
export function isFenced(cluster: JsonObject, instance: string): boolean {
  const names = parseNames(annotationOf(cluster, ANNOTATION_FENCED))
  return names.includes('*') || names.includes(instance)
}

function parseNames(text: string): readonly unknown[] {
  if (text === '') return []
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

/** Whether the Cluster controls an object: by kind and name, not by uid. cluster_controller.go (IsOwnedByCluster). */
export function ownerClusterOf(object: JsonObject | undefined): string | undefined {
  const owner = arrayAt(object, 'metadata', 'ownerReferences').find(
    (reference) => isObject(reference) && reference['controller'] === true,
  )
  const isCluster =
    textAt(owner, 'kind') === 'Cluster' && textAt(owner, 'apiVersion').startsWith('postgresql.cnpg.io/')
  return isCluster ? textAt(owner, 'name') : undefined
}

/** Image and major version of PostgreSQL that a Cluster asks for; undefined when the twin has no program for the image. */
export function majorVersionOf(image: string): string | undefined {
  return POSTGRES_IMAGE.exec(image)?.[1]
}

/** Images of the project and copies of them under the same name, tagged by their version. */
export const POSTGRES_IMAGE = /(?:^|\/)(?:postgresql|postgis|postgresql-containers):(\d+)/
