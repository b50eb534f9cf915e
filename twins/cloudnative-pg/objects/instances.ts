import type { JsonObject } from '../../kernel/json.js'
import { objectAt, textAt } from '../../kubernetes/index.js'
import { annotationOf, imageOf, nameOf } from '../cluster.js'
import {
  ANNOTATION_POD_SPEC,
  ANNOTATION_PVC_STATUS,
  ANNOTATION_RESTARTED_AT,
  ANNOTATION_SERIAL,
  LABEL_INSTANCE,
  LABEL_INSTANCE_ROLE,
  LABEL_JOB_ROLE,
  LABEL_POD_ROLE,
  LABEL_PVC_ROLE,
  LABEL_ROLE,
} from '../names.js'
import { ownedMetadata } from './metadata.js'
import { instancePodSpec } from './pod-spec.js'

/** Name of an instance, its pod and its volume. cloudnative-pg v1.30.0 pkg/specs/pods.go (GetInstanceName). */
export function instanceName(cluster: JsonObject, serial: number): string {
  return `${nameOf(cluster)}-${serial}`
}

/**
 * The volume of an instance; `pvcStatus` is `initializing` until its data is there.
 * cloudnative-pg v1.30.0 pkg/reconciler/persistentvolumeclaim/build.go.
 */
export function volumeClaim(cluster: JsonObject, serial: number): JsonObject {
  const name = instanceName(cluster, serial)
  const storage = objectAt(cluster, 'spec', 'storage')
  const storageClass = textAt(storage, 'storageClass')
  const template = objectAt(storage, 'pvcTemplate')
  const size = textAt(storage, 'size')
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: ownedMetadata(cluster, name, {
      labels: { [LABEL_INSTANCE]: name, [LABEL_PVC_ROLE]: 'PG_DATA' },
      annotations: { [ANNOTATION_SERIAL]: String(serial), [ANNOTATION_PVC_STATUS]: 'initializing' },
    }),
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...template,
      ...(size === '' ? {} : { resources: { requests: { storage: size } } }),
      ...(storageClass === '' ? {} : { storageClassName: storageClass }),
    },
  }
}

/** cloudnative-pg v1.30.0 pkg/specs/pods.go (NewInstance). `bootstrap` is the operator's image. */
export function instancePod(
  cluster: JsonObject,
  serial: number,
  role: 'primary' | 'replica',
  bootstrap: string,
): JsonObject {
  const name = instanceName(cluster, serial)
  const spec = instancePodSpec(cluster, name, bootstrap)
  const restartedAt = annotationOf(cluster, ANNOTATION_RESTARTED_AT)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: ownedMetadata(cluster, name, {
      labels: instanceLabels(name, role),
      annotations: {
        [ANNOTATION_SERIAL]: String(serial),
        [ANNOTATION_POD_SPEC]: JSON.stringify(spec),
        ...(restartedAt === '' ? {} : { [ANNOTATION_RESTARTED_AT]: restartedAt }),
      },
      blocksOwner: true,
    }),
    spec,
  }
}

function instanceLabels(name: string, role: string): JsonObject {
  return { [LABEL_INSTANCE]: name, [LABEL_POD_ROLE]: 'instance', ...roleLabels(role) }
}

/** What says which instance is the primary; it decides whom services and budgets select. */
export function roleLabels(role: string): JsonObject {
  return { [LABEL_INSTANCE_ROLE]: role, [LABEL_ROLE]: role }
}

/** What brings the data of an instance. */
type JobRole = 'initdb' | 'join' | 'full-recovery'

const VERBS: Readonly<Record<JobRole, string>> = { initdb: 'init', join: 'join', 'full-recovery': 'restore' }

/** cloudnative-pg v1.30.0 pkg/specs/jobs.go (CreatePrimaryJobVia…, JoinReplicaInstance). */
export function instanceJob(
  cluster: JsonObject,
  serial: number,
  role: JobRole,
  bootstrap: string,
): JsonObject {
  const instance = instanceName(cluster, serial)
  const spec = instancePodSpec(cluster, instance, bootstrap)
  const labels = { [LABEL_INSTANCE]: instance, [LABEL_JOB_ROLE]: role }
  const command = ['/controller/manager', 'instance', VERBS[role]]
  const [postgres] = spec.containers
  const container: JsonObject = {
    name: role,
    image: imageOf(cluster),
    command,
    env: postgres['env'] ?? [],
    volumeMounts: postgres['volumeMounts'] ?? [],
    resources: objectAt(cluster, 'spec', 'resources'),
  }
  const { volumes, initContainers } = spec
  const podSpec: JsonObject = {
    restartPolicy: 'Never',
    serviceAccountName: nameOf(cluster),
    initContainers,
    ...(volumes === undefined ? {} : { volumes }),
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: ownedMetadata(cluster, `${instance}-${role}`, { labels }),
    spec: {
      template: {
        metadata: { labels: { ...labels, 'cnpg.io/cluster': nameOf(cluster) } },
        spec: { ...podSpec, ...placementOf(spec), containers: [container] },
      },
    },
  }
}

/** Where the pod of an instance may run: its volume stays on the node of the job that is its first consumer. */
function placementOf(spec: JsonObject): JsonObject {
  const members = ['affinity', 'nodeSelector', 'tolerations', 'schedulerName', 'topologySpreadConstraints']
  return Object.fromEntries(Object.entries(spec).filter(([member]) => members.includes(member)))
}
