import type { JsonObject } from '../../twins/kernel/json.js'
import { metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import type { Workloads } from './workloads.js'

/** A StatefulSet in namespace `test` with one container. */
export function statefulSetOf(name: string, replicas: number, spec: JsonObject = {}): JsonObject {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'test' },
    spec: {
      replicas,
      serviceName: name,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'app:1' }] },
      },
      ...spec,
    },
  }
}

/** A claim, or a template of one. */
export function claimOf(name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  }
}

export function podNames(twin: Workloads): readonly string[] {
  return twin.pods().map((pod) => textAt(metadataOf(pod), 'name'))
}
