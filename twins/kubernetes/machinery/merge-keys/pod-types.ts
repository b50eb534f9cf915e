import {
  ATOMIC,
  ATOMIC_STRING_MAP,
  atomicList,
  FREE_MAP,
  keyedList,
  PLAIN,
  SCALAR_SET,
  STRING,
  STRING_MAP,
  struct,
  type TypeSchema,
} from '../type-schema.js'
import { conditions, LABEL_SELECTOR, OBJECT_META } from './metadata-types.js'

/*
 * Pod and everything under a pod template.
 * Source: kubernetes/api v0.36.3 core/v1/types.go (patchStrategy, patchMergeKey, listType, listMapKey, mapType);
 * server-side apply types: kubernetes/client-go v0.36.3 applyconfigurations/internal/internal.go.
 */

/** Resource requests and limits. */
export const RESOURCE_REQUIREMENTS: TypeSchema = struct({
  claims: keyedList({ name: '' }, undefined),
  limits: FREE_MAP,
  requests: FREE_MAP,
})

const ENV = keyedList(
  { name: '' },
  'name',
  struct({
    name: STRING,
    value: STRING,
    valueFrom: struct({
      configMapKeyRef: ATOMIC,
      fieldRef: ATOMIC,
      fileKeyRef: ATOMIC,
      resourceFieldRef: ATOMIC,
      secretKeyRef: ATOMIC,
    }),
  }),
)

const CONTAINERS = keyedList(
  { name: '' },
  'name',
  struct(
    {
      name: STRING,
      image: STRING,
      env: ENV,
      ports: keyedList({ containerPort: 0, protocol: 'TCP' }, 'containerPort'),
      resources: RESOURCE_REQUIREMENTS,
      restartPolicyRules: atomicList(struct({ exitCodes: struct({ values: SCALAR_SET }) })),
      volumeDevices: keyedList({ devicePath: '' }, 'devicePath'),
      volumeMounts: keyedList({ mountPath: '' }, 'mountPath'),
    },
    { resources: {} },
  ),
)

const SECRET_REF = struct({ secretRef: ATOMIC })
const DOWNWARD_API = struct({ items: atomicList(struct({ fieldRef: ATOMIC, resourceFieldRef: ATOMIC })) })

/** PersistentVolumeClaim spec, also the one of an ephemeral volume. */
export const CLAIM_SPEC: TypeSchema = struct(
  {
    dataSource: ATOMIC,
    resources: struct({ limits: FREE_MAP, requests: FREE_MAP }),
    selector: LABEL_SELECTOR,
  },
  { resources: {} },
)

const VOLUME = struct({
  cephfs: SECRET_REF,
  cinder: SECRET_REF,
  csi: struct({ nodePublishSecretRef: ATOMIC, volumeAttributes: STRING_MAP }),
  downwardAPI: DOWNWARD_API,
  ephemeral: struct({
    volumeClaimTemplate: struct({ metadata: OBJECT_META, spec: CLAIM_SPEC }, { metadata: {}, spec: {} }),
  }),
  flexVolume: struct({ options: STRING_MAP, secretRef: ATOMIC }),
  iscsi: SECRET_REF,
  projected: struct({
    sources: atomicList(
      struct({
        clusterTrustBundle: struct({ labelSelector: LABEL_SELECTOR }),
        downwardAPI: DOWNWARD_API,
        podCertificate: struct({ userAnnotations: STRING_MAP }),
      }),
    ),
  }),
  rbd: SECRET_REF,
  scaleIO: SECRET_REF,
  storageos: SECRET_REF,
})

const NODE_AFFINITY = struct({
  requiredDuringSchedulingIgnoredDuringExecution: ATOMIC,
})

const POD_SPEC = struct(
  {
    affinity: struct({ nodeAffinity: NODE_AFFINITY }),
    containers: CONTAINERS,
    ephemeralContainers: CONTAINERS,
    hostAliases: keyedList({ ip: '' }, 'ip'),
    imagePullSecrets: keyedList({ name: '' }, 'name', ATOMIC),
    initContainers: CONTAINERS,
    nodeSelector: ATOMIC_STRING_MAP,
    overhead: FREE_MAP,
    resourceClaims: { ...keyedList({ name: '' }, 'name'), retainKeys: true },
    resources: RESOURCE_REQUIREMENTS,
    schedulingGates: keyedList({ name: '' }, 'name'),
    topologySpreadConstraints: keyedList(
      { topologyKey: '', whenUnsatisfiable: '' },
      'topologyKey',
      struct({ labelSelector: LABEL_SELECTOR }),
    ),
    volumes: { ...keyedList({ name: '' }, 'name', VOLUME), retainKeys: true },
  },
  { containers: null },
)

/** PodTemplateSpec. */
export const POD_TEMPLATE: TypeSchema = struct(
  { metadata: OBJECT_META, spec: POD_SPEC },
  { metadata: {}, spec: {} },
)

const POD_STATUS = struct({
  allocatedResources: FREE_MAP,
  conditions: conditions('lastProbeTime', 'lastTransitionTime'),
  // Merged by ip in a strategic merge, but one value in server-side apply.
  hostIPs: { ...PLAIN, patchStrategy: 'merge', patchMergeKey: 'ip' },
  podIPs: keyedList({ ip: '' }, 'ip'),
  resourceClaimStatuses: { ...keyedList({ name: '' }, 'name'), retainKeys: true },
  resources: RESOURCE_REQUIREMENTS,
})

/** Pod. */
export const POD: TypeSchema = struct(
  { metadata: OBJECT_META, spec: POD_SPEC, status: POD_STATUS },
  { metadata: {}, spec: {}, status: {} },
)
