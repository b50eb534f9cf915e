import { beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { kubernetes, listObjects, namespacedName, valueAt } from '../../twins/kubernetes/index.js'
import { canonicalDifferences, dumpObjects, restoredFrom, writesOf } from '../support/snapshots.js'
import { TestTwin } from '../support/twin.js'

const components = [kubernetes]

/** One of each workload, with what they need, and pods in every state a dump may show. */
const MIX = `
apiVersion: v1
kind: Secret
metadata: {name: creds, namespace: test}
stringData: {password: fake}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: test}
data: {level: info}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: test}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: wait, image: busybox, command: [sh, -c, 'true']}]
      containers:
        - name: web
          image: registry.example.com/web:1
          env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: creds, key: password}}}]
          readinessProbe: {httpGet: {path: /, port: 80}}
          livenessProbe: {httpGet: {path: /, port: 80}}
          ports: [{containerPort: 80}]
      volumes: [{name: settings, configMap: {name: settings}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: test}
spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: test}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: test}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: registry.example.com/db:1, volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: test}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: registry.example.com/agent:1}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: done, namespace: test}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: job, image: busybox, command: [sh, -c, 'echo done']}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: failed, namespace: test}
spec:
  backoffLimit: 0
  template:
    spec: {restartPolicy: Never, containers: [{name: job, image: busybox, command: [sh, -c, 'exit 3']}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: test}
spec:
  suspend: true
  schedule: '0 0 * * *'
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: job, image: busybox, command: [sh, -c, 'true']}]}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: lacks-config, namespace: test}
spec:
  containers: [{name: app, image: registry.example.com/app:1, envFrom: [{secretRef: {name: nowhere}}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: lacks-volume, namespace: test}
spec:
  containers: [{name: app, image: registry.example.com/app:1}]
  volumes: [{name: files, secret: {secretName: nowhere}}]
---
apiVersion: v1
kind: Pod
metadata: {name: unplaced, namespace: test}
spec:
  nodeSelector: {disk: nvme}
  containers: [{name: app, image: registry.example.com/app:1}]
---
apiVersion: v1
kind: Pod
metadata: {name: held, namespace: test, finalizers: [example.com/hold]}
spec:
  containers: [{name: app, image: registry.example.com/app:1}]
`

function mix(extra = ''): TestTwin {
  const twin = new TestTwin({ components, nodes: ['node-a', 'node-b'], objects: [MIX + extra] })
  twin.settle()
  return twin
}

describe('a world restored from what its API shows', () => {
  let built: TestTwin
  let restored: TestTwin

  beforeAll(() => {
    built = mix()
    built.run('kubectl delete pod held -n test --wait=false')
    built.settle()
    restored = restoredFrom(built, components)
    restored.settle()
  })

  it('settles in the same canonical state', () => {
    expect(canonicalDifferences(built.world, restored.world)).toEqual([])
  })

  it('has been written to by nobody', () => {
    expect(writesOf(restored)).toEqual([])
  })

  it('counts no start of a container', () => {
    const starts = (twin: TestTwin) =>
      listObjects(twin.world, '', 'pods').map((pod) => [
        namespacedName(pod),
        valueAt(pod, 'metadata', 'uid'),
        valueAt(pod, 'status', 'containerStatuses'),
      ])
    expect(starts(restored)).toEqual(starts(built))
  })

  it('shows every object as the dump had it, but for resourceVersions', () => {
    const shown = (twin: TestTwin) => dumpObjects(twin.system, twin.world).filter(isKept).map(withoutVersion)
    expect(shown(restored)).toEqual(shown(built))
  })

  it('holds what was in the dump before anything ran', () => {
    const fresh = restoredFrom(built, components)
    expect(canonicalDifferences(built.world, fresh.world)).toEqual([])
  })
})

/** Events are not restored. */
const isKept = (object: JsonObject): boolean => object['kind'] !== 'Event'

function withoutVersion(object: JsonObject): JsonObject {
  const { resourceVersion: _version, ...metadata } = object['metadata'] as JsonObject
  return { ...object, metadata }
}
