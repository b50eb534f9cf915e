import type { JsonObject } from '../../../kernel/json.js'
import { ATOMIC_STRING_MAP, PLAIN, SCALAR_SET, struct, type TypeSchema } from '../type-schema.js'
import { conditions, LABEL_SELECTOR, OBJECT_META } from './metadata-types.js'
import { POD, POD_TEMPLATE } from './pod-types.js'

/*
 * Workloads: apps/v1, batch/v1 and what else holds a pod template.
 * Source: kubernetes/api v0.36.3 apps/v1/types.go, batch/v1/types.go, core/v1/types.go; server-side apply types:
 * kubernetes/client-go v0.36.3 applyconfigurations/internal/internal.go.
 */

function workload(
  spec: Readonly<Record<string, TypeSchema>>,
  specZero: JsonObject,
  status: Readonly<Record<string, TypeSchema>>,
  statusZero: JsonObject = {},
): TypeSchema {
  return struct(
    {
      metadata: OBJECT_META,
      spec: struct(
        { selector: LABEL_SELECTOR, template: POD_TEMPLATE, ...spec },
        { template: {}, ...specZero },
      ),
      status: struct(status, statusZero),
    },
    { metadata: {}, spec: {}, status: {} },
  )
}

const DEPLOYMENT = workload(
  { strategy: { ...PLAIN, retainKeys: true } },
  { selector: null, strategy: {} },
  { conditions: conditions('lastUpdateTime', 'lastTransitionTime') },
)

const STATEFUL_SET = workload(
  {},
  { selector: null, serviceName: '', updateStrategy: {} },
  { conditions: conditions('lastTransitionTime') },
  { replicas: 0, availableReplicas: 0 },
)

const DAEMON_SET = workload(
  {},
  { selector: null, updateStrategy: {} },
  { conditions: conditions('lastTransitionTime') },
  { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
)

const JOB = workload(
  {},
  {},
  {
    // Merged by type in a strategic merge, but one value in server-side apply.
    conditions: { ...PLAIN, patchStrategy: 'merge', patchMergeKey: 'type' },
    uncountedTerminatedPods: struct({ failed: SCALAR_SET, succeeded: SCALAR_SET }),
  },
)

const CRON_JOB = struct(
  {
    metadata: OBJECT_META,
    spec: struct(
      {
        jobTemplate: struct(
          { metadata: OBJECT_META, spec: JOB.fields['spec'] ?? PLAIN },
          { metadata: {}, spec: {} },
        ),
      },
      { schedule: '', jobTemplate: {} },
    ),
  },
  { metadata: {}, spec: {}, status: {} },
)

const REPLICATION_CONTROLLER = struct(
  {
    metadata: OBJECT_META,
    spec: struct({ selector: ATOMIC_STRING_MAP, template: POD_TEMPLATE }),
    status: struct({ conditions: conditions('lastTransitionTime') }, { replicas: 0 }),
  },
  { metadata: {}, spec: {}, status: {} },
)

/** Types by kind. */
export const WORKLOAD_TYPES: Readonly<Record<string, TypeSchema>> = {
  CronJob: CRON_JOB,
  DaemonSet: DAEMON_SET,
  Deployment: DEPLOYMENT,
  Job: JOB,
  Pod: POD,
  PodTemplate: struct({ metadata: OBJECT_META, template: POD_TEMPLATE }, { metadata: {}, template: {} }),
  ReplicaSet: workload(
    {},
    { selector: null },
    { conditions: conditions('lastTransitionTime') },
    { replicas: 0 },
  ),
  ReplicationController: REPLICATION_CONTROLLER,
  StatefulSet: STATEFUL_SET,
}
