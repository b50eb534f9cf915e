import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { arrayAt, numberAt, objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import { imageOf, nameOf, namespaceOf } from '../cluster.js'
import { LABEL_CLUSTER, LABEL_POD_ROLE } from '../names.js'

/** A pod's spec as the operator generates it, before the API server's defaults. */
type InstancePodSpec = JsonObject & {
  readonly initContainers: readonly [JsonObject]
  readonly containers: readonly [JsonObject]
}

/** cloudnative-pg v1.30.0 pkg/specs/pods.go (NewInstance, createPostgresContainers, CreateClusterPodSpec). */
export function instancePodSpec(cluster: JsonObject, name: string, bootstrap: string): InstancePodSpec {
  const spec = objectAt(cluster, 'spec')
  const resources = objectAt(spec, 'resources')
  const scratch = { name: 'scratch-data', mountPath: '/controller' }
  const bootstrapper = {
    name: 'bootstrap-controller',
    image: bootstrap,
    command: ['/manager', 'bootstrap', '/controller/manager'],
    resources,
    volumeMounts: [scratch],
  }
  const optional = (field: string) => (spec[field] === undefined ? {} : { [field]: spec[field] as Json })
  return {
    hostname: name,
    initContainers: [bootstrapper],
    containers: [postgresContainer(cluster, name, [pgdata(), scratch])],
    volumes: [
      { name: 'pgdata', persistentVolumeClaim: { claimName: name } },
      { name: 'scratch-data', emptyDir: {} },
    ],
    securityContext: {
      runAsUser: numberAt(spec, 26, 'postgresUID'),
      runAsGroup: numberAt(spec, 26, 'postgresGID'),
      fsGroup: numberAt(spec, 26, 'postgresGID'),
      runAsNonRoot: true,
    },
    serviceAccountName: nameOf(cluster),
    terminationGracePeriodSeconds: numberAt(spec, 1800, 'stopDelay'),
    ...placement(cluster),
    ...optional('priorityClassName'),
    ...optional('schedulerName'),
    ...optional('topologySpreadConstraints'),
  }
}

function pgdata(): JsonObject {
  return { name: 'pgdata', mountPath: '/var/lib/postgresql/data' }
}

function postgresContainer(
  cluster: JsonObject,
  name: string,
  volumeMounts: readonly JsonObject[],
): JsonObject {
  const spec = objectAt(cluster, 'spec')
  const probe = (path: string) => ({ httpGet: { path, port: 8000, scheme: 'HTTPS' } })
  const policy = spec['imagePullPolicy']
  return {
    name: 'postgres',
    image: imageOf(cluster),
    command: [
      '/controller/manager',
      'instance',
      'run',
      '--status-port-tls',
      `--log-level=${textAt(spec, 'logLevel') || 'info'}`,
    ],
    env: environment(cluster, name),
    ...(arrayAt(spec, 'envFrom').length === 0 ? {} : { envFrom: arrayAt(spec, 'envFrom') }),
    ports: [
      { name: 'postgresql', containerPort: 5432, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9187, protocol: 'TCP' },
      { name: 'status', containerPort: 8000, protocol: 'TCP' },
    ],
    resources: objectAt(spec, 'resources'),
    volumeMounts,
    ...(typeof policy === 'string' ? { imagePullPolicy: policy } : {}),
    startupProbe: {
      ...probe('/startupz'),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: Math.max(1, Math.ceil(numberAt(spec, 3600, 'startDelay') / 10)),
      ...objectAt(spec, 'probes', 'startup'),
    },
    readinessProbe: {
      ...probe('/readyz'),
      periodSeconds: 10,
      timeoutSeconds: 5,
      ...objectAt(spec, 'probes', 'readiness'),
    },
    livenessProbe: {
      ...probe('/healthz'),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: Math.max(1, Math.ceil(numberAt(spec, 30, 'livenessProbeTimeout') / 10)),
      ...withoutIsolationCheck(objectAt(spec, 'probes', 'liveness')),
    },
  }
}

function withoutIsolationCheck({ isolationCheck: _own, ...probe }: JsonObject): JsonObject {
  return probe
}

function environment(cluster: JsonObject, name: string): readonly Json[] {
  const own: Readonly<Record<string, string>> = {
    PGDATA: '/var/lib/postgresql/data/pgdata',
    POD_NAME: name,
    NAMESPACE: namespaceOf(cluster),
    CLUSTER_NAME: nameOf(cluster),
    PSQL_HISTORY: '/controller/tmp/.psql_history',
    PGPORT: '5432',
    PGHOST: '/controller/run',
    TMPDIR: '/controller/tmp',
  }
  const entries = Object.entries(own).map(([key, value]) => ({ name: key, value }))
  return [...entries, ...arrayAt(cluster, 'spec', 'env')]
}

/** Instances keep away from each other. cloudnative-pg v1.30.0 pkg/specs/pods.go (CreateAffinitySection). */
function placement(cluster: JsonObject): JsonObject {
  const affinity = objectAt(cluster, 'spec', 'affinity')
  const { nodeSelector, tolerations, nodeAffinity } = affinity
  const term = {
    labelSelector: {
      matchExpressions: [
        { key: LABEL_CLUSTER, operator: 'In', values: [nameOf(cluster)] },
        { key: LABEL_POD_ROLE, operator: 'In', values: ['instance'] },
      ],
    },
    topologyKey: textAt(affinity, 'topologyKey') || 'kubernetes.io/hostname',
  }
  const required = textAt(affinity, 'podAntiAffinityType') === 'required'
  const podAntiAffinity = required
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] }
  const apart = affinity['enablePodAntiAffinity'] === false ? {} : { podAntiAffinity }
  return {
    affinity: { ...apart, ...(isObject(nodeAffinity) ? { nodeAffinity } : {}) },
    ...(isObject(nodeSelector) ? { nodeSelector } : {}),
    ...(tolerations === undefined ? {} : { tolerations }),
  }
}

/** Members that are compared, with upstream's names for them. cloudnative-pg v1.30.0 pkg/specs/podspec_diff.go. */
const COMPARED = [
  ['volumes', 'volumes'],
  ['securityContext', 'security-context'],
  ['affinity', 'affinity'],
  ['tolerations', 'tolerations'],
  ['nodeSelector', 'node-selector'],
  ['topologySpreadConstraints', 'topology-spread-constraints'],
  ['serviceAccountName', 'service-account-name'],
  ['schedulerName', 'scheduler-name'],
  ['hostname', 'hostname'],
  ['terminationGracePeriodSeconds', 'termination-grace-period'],
] as const

/** Members of containers that are compared; the image is looked at by itself. */
const COMPARED_IN_CONTAINERS = [
  ['env', 'environment'],
  ['envFrom', 'env-from'],
  ['command', 'command'],
  ['resources', 'resources'],
  ['ports', 'ports'],
  ['livenessProbe', 'liveness-probe'],
  ['readinessProbe', 'readiness-probe'],
  ['startupProbe', 'startup-probe'],
  ['volumeMounts', 'volume-mounts'],
] as const

/**
 * Where two generated specs differ so that the pod must be made anew; undefined when they do not. priorityClassName and imagePullPolicy
 * are not compared. cloudnative-pg v1.30.0 pkg/specs/podspec_diff.go (ComparePodSpecs).
 */
export function podSpecDifference(current: JsonObject, target: JsonObject): string | undefined {
  for (const [member, name] of COMPARED)
    if (!jsonEqual(current[member] ?? null, target[member] ?? null)) return name
  for (const part of ['containers', 'initContainers'] as const) {
    const [before] = arrayAt(current, part)
    const [after] = arrayAt(target, part)
    for (const [member, name] of COMPARED_IN_CONTAINERS) {
      if (jsonEqual(valueAt(before, member) ?? null, valueAt(after, member) ?? null)) continue
      const label = part === 'containers' ? 'containers' : 'init-containers'
      return `${label}: container ${textAt(after, 'name')} differs in ${name}`
    }
  }
  return undefined
}
