import type { JsonObject } from '../../../kernel/json.js'
import {
  ATOMIC,
  ATOMIC_STRING_MAP,
  FREE_MAP,
  keyedList,
  PLAIN,
  SCALAR_SET,
  STRING_MAP,
  struct,
  type TypeSchema,
} from '../type-schema.js'
import { conditions, LABEL_SELECTOR, META_CONDITIONS, OBJECT_META } from './metadata-types.js'
import { CLAIM_SPEC } from './pod-types.js'

/*
 * Kinds without a pod template.
 * Source: kubernetes/api v0.36.3 (the types.go of each group); server-side apply types: kubernetes/client-go v0.36.3
 * applyconfigurations/internal/internal.go.
 */

function kind(fields: Readonly<Record<string, TypeSchema>>, zero: JsonObject = {}): TypeSchema {
  return struct({ metadata: OBJECT_META, ...fields }, { metadata: {}, ...zero })
}

const SPEC_AND_STATUS: JsonObject = { spec: {}, status: {} }
const ROLE_REF_ZERO: JsonObject = { roleRef: { apiGroup: '', kind: '', name: '' } }

const SERVICE = kind(
  {
    spec: struct({
      ports: keyedList({ port: 0, protocol: 'TCP' }, 'port', struct({}, { targetPort: 0 })),
      selector: ATOMIC_STRING_MAP,
    }),
    status: struct({ conditions: META_CONDITIONS }, { loadBalancer: {} }),
  },
  SPEC_AND_STATUS,
)

const NODE = kind(
  {
    spec: struct({ podCIDRs: { ...SCALAR_SET, patchStrategy: 'merge' } }),
    status: struct(
      {
        addresses: keyedList({ type: '' }, 'type'),
        allocatable: FREE_MAP,
        capacity: FREE_MAP,
        conditions: conditions('lastHeartbeatTime', 'lastTransitionTime'),
      },
      {
        daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
        nodeInfo: {
          architecture: '',
          bootID: '',
          containerRuntimeVersion: '',
          kernelVersion: '',
          kubeProxyVersion: '',
          kubeletVersion: '',
          machineID: '',
          operatingSystem: '',
          osImage: '',
          systemUUID: '',
        },
      },
    ),
  },
  SPEC_AND_STATUS,
)

const INGRESS_BACKEND = struct({ resource: ATOMIC, service: struct({ port: ATOMIC }, { port: {} }) })

const INGRESS = kind(
  {
    spec: struct({ defaultBackend: INGRESS_BACKEND }),
    status: struct({}, { loadBalancer: {} }),
  },
  SPEC_AND_STATUS,
)

const POD_DISRUPTION_BUDGET = kind(
  {
    spec: struct({ selector: { ...LABEL_SELECTOR, patchStrategy: 'replace' } }),
    status: struct(
      { conditions: META_CONDITIONS, disruptedPods: FREE_MAP },
      { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    ),
  },
  SPEC_AND_STATUS,
)

const PERSISTENT_VOLUME_CLAIM = kind(
  {
    spec: CLAIM_SPEC,
    status: struct({
      allocatedResourceStatuses: FREE_MAP,
      allocatedResources: FREE_MAP,
      capacity: FREE_MAP,
      conditions: conditions('lastProbeTime', 'lastTransitionTime'),
    }),
  },
  SPEC_AND_STATUS,
)

const EVENT = kind(
  { involvedObject: ATOMIC, related: ATOMIC },
  {
    eventTime: null,
    firstTimestamp: null,
    involvedObject: {},
    lastTimestamp: null,
    reportingComponent: '',
    reportingInstance: '',
    source: {},
  },
)

const PERSISTENT_VOLUME = kind(
  {
    spec: struct({
      capacity: FREE_MAP,
      cephfs: struct({ secretRef: ATOMIC }),
      cinder: struct({ secretRef: ATOMIC }),
      csi: struct({
        controllerExpandSecretRef: ATOMIC,
        controllerPublishSecretRef: ATOMIC,
        nodeExpandSecretRef: ATOMIC,
        nodePublishSecretRef: ATOMIC,
        nodeStageSecretRef: ATOMIC,
        volumeAttributes: STRING_MAP,
      }),
      flexVolume: struct({ options: STRING_MAP, secretRef: ATOMIC }),
      iscsi: struct({ secretRef: ATOMIC }),
      nodeAffinity: struct({ required: ATOMIC }),
      rbd: struct({ secretRef: ATOMIC }),
      scaleIO: struct({ secretRef: ATOMIC }),
      storageos: struct({ secretRef: ATOMIC }),
    }),
  },
  SPEC_AND_STATUS,
)

const HORIZONTAL_POD_AUTOSCALER = kind(
  {
    spec: struct({}, { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } }),
    status: struct(
      { conditions: conditions('lastTransitionTime') },
      { currentMetrics: null, desiredReplicas: 0 },
    ),
  },
  SPEC_AND_STATUS,
)

/** Source: kubernetes/api v0.36.3 admissionregistration/v1/types.go. */
function webhooks(): TypeSchema {
  const byName = keyedList({ name: '' }, 'name')
  const webhook = struct(
    {
      clientConfig: struct({ service: struct({}, { name: '', namespace: '' }) }),
      matchConditions: byName,
      namespaceSelector: LABEL_SELECTOR,
      objectSelector: LABEL_SELECTOR,
    },
    { clientConfig: {}, sideEffects: null, admissionReviewVersions: null },
  )
  return kind({ webhooks: keyedList({ name: '' }, 'name', webhook) })
}

/**
 * Versions are one value in every kind of patch.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apis/apiextensions/v1/types.go.
 */
const CUSTOM_RESOURCE_DEFINITION = kind(
  {
    spec: struct(
      {
        names: struct({}, { kind: '', plural: '' }),
        conversion: struct({
          webhook: struct(
            { clientConfig: struct({ service: struct({}, { name: '', namespace: '' }) }) },
            { conversionReviewVersions: null },
          ),
        }),
      },
      { group: '', names: {}, scope: '', versions: null },
    ),
    status: struct(
      {
        acceptedNames: struct({}, { kind: '', plural: '' }),
        conditions: keyedList({ type: '' }, undefined, struct({}, { lastTransitionTime: null })),
      },
      { acceptedNames: {}, conditions: null, storedVersions: null },
    ),
  },
  SPEC_AND_STATUS,
)

/** Types by kind; a kind that two groups have is also listed as `<group>/<kind>`. */
export const RESOURCE_TYPES: Readonly<Record<string, TypeSchema>> = {
  ClusterRole: kind({}, { rules: null }),
  ClusterRoleBinding: kind({ roleRef: ATOMIC }, ROLE_REF_ZERO),
  ConfigMap: kind({ binaryData: STRING_MAP, data: STRING_MAP }),
  /** The state it holds is one value in server-side apply. */
  ControllerRevision: kind({ data: ATOMIC }, { revision: 0 }),
  CustomResourceDefinition: CUSTOM_RESOURCE_DEFINITION,
  EndpointSlice: kind({}, { addressType: '', endpoints: null, ports: null }),
  Endpoints: kind({}),
  Event: EVENT,
  'events.k8s.io/Event': kind(
    { regarding: ATOMIC, related: ATOMIC },
    {
      deprecatedFirstTimestamp: null,
      deprecatedLastTimestamp: null,
      deprecatedSource: {},
      eventTime: null,
      regarding: {},
    },
  ),
  HorizontalPodAutoscaler: HORIZONTAL_POD_AUTOSCALER,
  Ingress: INGRESS,
  IngressClass: kind({}, { spec: {} }),
  Lease: kind({}, { spec: {} }),
  LimitRange: kind({}, { spec: { limits: null } }),
  MutatingWebhookConfiguration: webhooks(),
  Namespace: kind({ status: struct({ conditions: conditions('lastTransitionTime') }) }, SPEC_AND_STATUS),
  NetworkPolicy: kind({ spec: struct({ podSelector: LABEL_SELECTOR }, { podSelector: {} }) }, { spec: {} }),
  Node: NODE,
  PersistentVolume: PERSISTENT_VOLUME,
  PersistentVolumeClaim: PERSISTENT_VOLUME_CLAIM,
  PodDisruptionBudget: POD_DISRUPTION_BUDGET,
  PriorityClass: kind({}, { value: 0 }),
  ResourceQuota: kind(
    {
      spec: struct({ hard: FREE_MAP, scopeSelector: ATOMIC }),
      status: struct({ hard: FREE_MAP, used: FREE_MAP }),
    },
    SPEC_AND_STATUS,
  ),
  Role: kind({}, { rules: null }),
  RoleBinding: kind({ roleRef: ATOMIC }, ROLE_REF_ZERO),
  RuntimeClass: kind(
    {
      overhead: struct({ podFixed: FREE_MAP }),
      scheduling: struct({ nodeSelector: ATOMIC_STRING_MAP }),
    },
    { handler: '' },
  ),
  Secret: kind({ data: STRING_MAP, stringData: STRING_MAP }),
  Service: SERVICE,
  ServiceAccount: kind({ secrets: keyedList({ name: null }, 'name', ATOMIC), imagePullSecrets: PLAIN }),
  StorageClass: kind({ parameters: STRING_MAP }, { provisioner: '' }),
  ValidatingWebhookConfiguration: webhooks(),
}
