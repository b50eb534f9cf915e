import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, valueAt } from '../../kubernetes/index.js'
import { instancesOf, nameOf, namespaceOf, ownerClusterOf } from '../cluster.js'
import { create, find, patch, ReconcileError, remove, tell } from '../kube.js'
import {
  LABEL_CLUSTER,
  LABEL_INSTANCE_ROLE,
  LABEL_POD_ROLE,
  PDB,
  ROLE,
  ROLE_BINDING,
  SERVICE,
  SERVICE_ACCOUNT,
} from '../names.js'
import { ownedMetadata } from './metadata.js'

/** The services of a Cluster, by the end of their names, with what they select besides the Cluster. */
const SERVICES: Readonly<Record<'rw' | 'ro' | 'r', JsonObject>> = {
  rw: { [LABEL_INSTANCE_ROLE]: 'primary' },
  ro: { [LABEL_INSTANCE_ROLE]: 'replica' },
  r: { [LABEL_POD_ROLE]: 'instance' },
}

/** cloudnative-pg v1.30.0 pkg/specs/services.go; internal/controller/cluster_create.go (reconcilePostgresServices). */
export function* ensureServices(cluster: JsonObject): Proc<void> {
  const disabled = arrayAt(cluster, 'spec', 'managed', 'services', 'disabledDefaultServices')
  for (const [suffix, selected] of Object.entries(SERVICES)) {
    const name = `${nameOf(cluster)}-${suffix}`
    const known = yield* find(SERVICE, namespaceOf(cluster), name)
    if (known !== undefined && ownerClusterOf(known) !== nameOf(cluster))
      throw new ReconcileError(`refusing to reconcile service: ${name}, not owned by the cluster`)
    if (disabled.includes(suffix)) {
      if (known !== undefined) yield* remove(SERVICE, known)
    } else if (known === undefined) {
      const selector = { [LABEL_CLUSTER]: nameOf(cluster), ...selected }
      const ports = [{ name: 'postgres', port: 5432, protocol: 'TCP', targetPort: 5432 }]
      const spec = { type: 'ClusterIP', selector, ports }
      yield* create(SERVICE, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: ownedMetadata(cluster, name),
        spec,
      })
    }
  }
}

/**
 * The primary may not be evicted, of the replicas one at a time.
 * cloudnative-pg v1.30.0 pkg/specs/poddisruptionbudget.go, internal/controller/cluster_create.go (reconcilePodDisruptionBudget).
 */
export function* ensureDisruptionBudgets(cluster: JsonObject): Proc<void> {
  const enabled = valueAt(cluster, 'spec', 'enablePDB') !== false
  const window = objectAt(cluster, 'spec', 'nodeMaintenanceWindow')
  const reuses = window['inProgress'] === true && window['reusePVC'] !== false
  const instances = instancesOf(cluster)
  yield* ensureBudget(cluster, {
    name: `${nameOf(cluster)}-primary`,
    role: 'primary',
    minAvailable: enabled && !(reuses && instances === 1) ? 1 : undefined,
  })
  yield* ensureBudget(cluster, {
    name: nameOf(cluster),
    role: 'replica',
    minAvailable: enabled && !reuses && instances >= 3 ? instances - 2 : undefined,
  })
}

interface Budget {
  readonly name: string
  readonly role: 'primary' | 'replica'
  /** Undefined: there shall be none. */
  readonly minAvailable: number | undefined
}

function* ensureBudget(cluster: JsonObject, { name, role, minAvailable }: Budget): Proc<void> {
  const known = yield* find(PDB, namespaceOf(cluster), name)
  if (minAvailable === undefined) {
    if (known !== undefined && ownerClusterOf(known) === nameOf(cluster)) yield* remove(PDB, known)
    return
  }
  const matchLabels = { [LABEL_CLUSTER]: nameOf(cluster), [LABEL_INSTANCE_ROLE]: role }
  const spec = { minAvailable, selector: { matchLabels } }
  if (known === undefined) {
    const metadata = ownedMetadata(cluster, name)
    yield* create(PDB, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec })
    yield* tell(cluster, 'CreatingPodDisruptionBudget', `Creating PodDisruptionBudget ${name}`)
  } else if (valueAt(known, 'spec', 'minAvailable') !== minAvailable) {
    yield* patch(PDB, known, { spec })
  }
}

/** The account that instance managers use. cloudnative-pg v1.30.0 pkg/specs/{roles,role_binding,service_account}.go. */
export function* ensureAccount(cluster: JsonObject): Proc<void> {
  const [name, namespace] = [nameOf(cluster), namespaceOf(cluster)]
  const metadata = ownedMetadata(cluster, name)
  const rbac = 'rbac.authorization.k8s.io'
  const objects = [
    { kind: SERVICE_ACCOUNT, body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata } },
    { kind: ROLE, body: { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: ruleList(name) } },
    {
      kind: ROLE_BINDING,
      body: {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    },
  ]
  for (const { kind, body } of objects)
    if ((yield* find(kind, namespace, name)) === undefined) yield* create(kind, body)
}

function ruleList(name: string): readonly JsonObject[] {
  const rule = (group: string, resources: readonly string[], verbs: readonly string[], names?: string[]) => ({
    apiGroups: [group],
    resources,
    verbs,
    ...(names === undefined ? {} : { resourceNames: names }),
  })
  const own = 'postgresql.cnpg.io'
  return [
    rule('', ['configmaps'], ['get', 'watch']),
    rule('', ['secrets'], ['get', 'watch']),
    rule(own, ['clusters'], ['get', 'list', 'watch'], [name]),
    rule(own, ['clusters/status'], ['get', 'patch', 'update', 'watch'], [name]),
    rule(own, ['backups', 'databases'], ['get', 'list', 'watch', 'update']),
    rule(own, ['backups/status', 'databases/status'], ['get', 'patch', 'update']),
    rule('', ['events'], ['create', 'patch']),
  ]
}

/** Whether the annotations and labels that a Cluster hands on stand on an object; else the patch that puts them there. */
export function inheritedPatch(cluster: JsonObject, object: JsonObject): JsonObject | undefined {
  const inherited = objectAt(cluster, 'spec', 'inheritedMetadata')
  const metadata: Record<string, JsonObject> = {}
  for (const part of ['labels', 'annotations'] as const) {
    const wanted = objectAt(inherited, part)
    const live = objectAt(object, 'metadata', part)
    const missing = Object.entries(wanted).filter(([name, value]) => !jsonEqual(live[name], value))
    if (missing.length > 0) metadata[part] = Object.fromEntries(missing)
  }
  return Object.keys(metadata).length === 0 ? undefined : { metadata }
}
