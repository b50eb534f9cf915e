import type { JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, findObject, textAt } from '../../twins/kubernetes/client/objects.js'
import type { Workloads } from './workloads.js'

/** A Job in namespace `test` whose one container runs a busybox script. */
export function jobOf(
  name: string,
  script: string,
  spec: JsonObject = {},
  podSpec: JsonObject = {},
): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'test' },
    spec: {
      ...spec,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'busybox:1', command: ['sh', '-c', script] }],
          ...podSpec,
        },
      },
    },
  }
}

/** The Job of this name, or undefined. */
export function findJob(twin: Workloads, name: string): JsonObject | undefined {
  return findObject(twin.world, 'batch', 'jobs', 'test', name)
}

export function statusOf(twin: Workloads, name: string): JsonObject {
  return (findJob(twin, name)?.['status'] ?? {}) as JsonObject
}

/** `Type: Reason` of the conditions that hold, in order. */
export function conditionsOf(twin: Workloads, name: string): readonly string[] {
  return arrayAt(statusOf(twin, name), 'conditions')
    .filter((one) => textAt(one, 'status') === 'True')
    .map((one) => `${textAt(one, 'type')}: ${textAt(one, 'reason')}`)
}
