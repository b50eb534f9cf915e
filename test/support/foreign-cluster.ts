import { parseAllDocuments } from 'yaml'
import type { JsonObject } from '../../twins/kernel/index.js'

/** When the dump was taken: before virtual time 0, so that times before it are looked at as well. */
export const FOREIGN_TAKEN_AT = '2025-11-20T10:00:00Z'

/**
 * A cluster that the twin has not made, in the words of other components of it: unknown fields and managers, hashes that are not ours, a
 * runtime's names of images, addresses of two families, kinds that nobody models, with a CustomResourceDefinition and without.
 */
const CLUSTER = `
apiVersion: v1
kind: Node
metadata:
  name: ip-10-0-1-7.eu-west-1.compute.internal
  uid: 00000000-0000-4000-8000-000000000001
  resourceVersion: '900001'
  creationTimestamp: '2025-10-01T00:00:00Z'
  labels: {kubernetes.io/hostname: ip-10-0-1-7, eks.amazonaws.com/nodegroup: general, topology.kubernetes.io/zone: eu-west-1a}
spec:
  providerID: aws:///eu-west-1a/i-0abc
  taints: [{key: example.com/dedicated, value: web, effect: PreferNoSchedule}]
status:
  capacity: {cpu: '4', memory: 16Gi, pods: '58', vpc.amazonaws.com/pod-eni: '18'}
  allocatable: {cpu: 3920m, memory: 15Gi, pods: '58', vpc.amazonaws.com/pod-eni: '18'}
  addresses: [{type: InternalIP, address: 10.0.1.7}, {type: Hostname, address: ip-10-0-1-7.eu-west-1.compute.internal}]
  conditions: [{type: Ready, status: 'True', reason: KubeletReady, message: ok, lastHeartbeatTime: '2025-11-20T09:58:00Z', lastTransitionTime: '2025-10-01T00:01:00Z'}]
  nodeInfo: {kubeletVersion: v1.33.5-eks-113cf36, osImage: Amazon Linux 2023, bootID: 11111111-0000-4000-8000-000000000001}
  images: [{names: ['docker.io/library/nginx:1.27', 'docker.io/library/nginx@sha256:aaaa'], sizeBytes: 72000000}]
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, uid: 00000000-0000-4000-8000-000000000002, creationTimestamp: '2025-10-01T00:00:00Z', labels: {kubernetes.io/metadata.name: shop}}
spec: {finalizers: [kubernetes]}
status: {phase: Active}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop, uid: 00000000-0000-4000-8000-000000000003, creationTimestamp: '2025-10-01T00:00:00Z'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: shop, uid: 00000000-0000-4000-8000-000000000004, creationTimestamp: '2025-10-01T00:00:00Z'}
data: {ca.crt: another certificate}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  uid: 00000000-0000-4000-8000-000000000005
  generation: 7
  creationTimestamp: '2025-10-01T00:00:00Z'
  annotations: {deployment.kubernetes.io/revision: '7'}
  futureField: kept
  managedFields:
    - {manager: argocd-controller, operation: Apply, apiVersion: apps/v1, time: '2025-11-01T00:00:00Z', fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:replicas': {}}}}
    - {manager: kube-controller-manager, operation: Update, apiVersion: apps/v1, subresource: status, time: '2025-11-01T00:00:05Z', fieldsType: FieldsV1, fieldsV1: {'f:status': {'f:replicas': {}}}}
spec:
  progressDeadlineSeconds: 600
  replicas: 1
  revisionHistoryLimit: 10
  rolloutHint: gentle
  selector: {matchLabels: {app: web}}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
  template: &template
    metadata: {creationTimestamp: null, labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          imagePullPolicy: IfNotPresent
          ports: [{containerPort: 80, protocol: TCP}]
          readinessProbe: {httpGet: {path: /, port: 80, scheme: HTTP}, failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1}
          resources: {requests: {cpu: 100m}}
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
status:
  observedGeneration: 7
  replicas: 1
  updatedReplicas: 1
  readyReplicas: 1
  availableReplicas: 1
  terminatingReplicas: 0
  conditions:
    - {type: Progressing, status: 'True', reason: NewReplicaSetAvailable, message: 'ReplicaSet "web-5d8f9c7b6d" has successfully progressed.', lastUpdateTime: '2025-11-01T00:00:05Z', lastTransitionTime: '2025-10-01T00:00:00Z'}
    - {type: Available, status: 'True', reason: MinimumReplicasAvailable, message: Deployment has minimum availability., lastUpdateTime: '2025-11-01T00:00:05Z', lastTransitionTime: '2025-10-01T00:00:00Z'}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-5d8f9c7b6d
  namespace: shop
  uid: 00000000-0000-4000-8000-000000000006
  generation: 1
  creationTimestamp: '2025-11-01T00:00:00Z'
  labels: {app: web, pod-template-hash: 5d8f9c7b6d}
  annotations: {deployment.kubernetes.io/desired-replicas: '1', deployment.kubernetes.io/max-replicas: '2', deployment.kubernetes.io/revision: '7'}
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: 00000000-0000-4000-8000-000000000005, controller: true, blockOwnerDeletion: true}]
spec:
  replicas: 1
  selector: {matchLabels: {app: web, pod-template-hash: 5d8f9c7b6d}}
  template:
    metadata: {creationTimestamp: null, labels: {app: web, pod-template-hash: 5d8f9c7b6d}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          imagePullPolicy: IfNotPresent
          ports: [{containerPort: 80, protocol: TCP}]
          readinessProbe: {httpGet: {path: /, port: 80, scheme: HTTP}, failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1}
          resources: {requests: {cpu: 100m}}
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
status: {observedGeneration: 1, replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1, terminatingReplicas: 0}
---
apiVersion: v1
kind: Pod
metadata:
  name: web-5d8f9c7b6d-x7k2q
  namespace: shop
  generateName: web-5d8f9c7b6d-
  uid: 00000000-0000-4000-8000-000000000007
  creationTimestamp: '2025-11-01T00:00:00Z'
  labels: {app: web, pod-template-hash: 5d8f9c7b6d}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d8f9c7b6d, uid: 00000000-0000-4000-8000-000000000006, controller: true, blockOwnerDeletion: true}]
spec:
  nodeName: ip-10-0-1-7.eu-west-1.compute.internal
  serviceAccountName: default
  restartPolicy: Always
  terminationGracePeriodSeconds: 30
  containers:
    - name: web
      image: nginx:1.27
      imagePullPolicy: IfNotPresent
      env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: gone-since, key: token}}}]
      readinessProbe: {httpGet: {path: /, port: 80, scheme: HTTP}, failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1}
      volumeMounts: [{name: kube-api-access-x, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}, {name: bucket, mountPath: /data}]
  volumes:
    - name: kube-api-access-x
      projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3607}}, {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}}, {downwardAPI: {items: [{path: namespace, fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}]}}]}
    - {name: bucket, csi: {driver: s3.csi.aws.com}}
status:
  phase: Running
  qosClass: Burstable
  hostIP: 10.0.1.7
  hostIPs: [{ip: 10.0.1.7}, {ip: 'fd00::7'}]
  podIP: 10.0.1.55
  podIPs: [{ip: 10.0.1.55}, {ip: 'fd00::55'}]
  startTime: '2025-11-01T00:00:01Z'
  observedGeneration: 1
  conditions:
    - {type: PodReadyToStartContainers, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:04Z', observedGeneration: 1}
    - {type: Initialized, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:01Z'}
    - {type: Ready, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-05T00:00:01Z'}
    - {type: ContainersReady, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-05T00:00:01Z'}
    - {type: PodScheduled, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:00Z'}
  containerStatuses:
    - name: web
      ready: true
      started: true
      restartCount: 4
      image: docker.io/library/nginx:1.27
      imageID: docker.io/library/nginx@sha256:aaaa
      containerID: containerd://4444
      allocatedResources: {cpu: 100m}
      resources: {requests: {cpu: 100m}}
      volumeMounts: [{name: bucket, mountPath: /data}]
      user: {linux: {uid: 0, gid: 0, supplementalGroups: [0]}}
      state: {running: {startedAt: '2025-11-05T00:00:00Z'}}
      lastState: {terminated: {exitCode: 137, signal: 9, reason: OOMKilled, containerID: containerd://3333, startedAt: '2025-11-03T00:00:00Z', finishedAt: '2025-11-04T23:59:59Z'}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, uid: 00000000-0000-4000-8000-000000000008, creationTimestamp: '2025-10-01T00:00:00Z', labels: {team: shop}}
spec:
  clusterIP: 172.20.10.10
  clusterIPs: [172.20.10.10]
  internalTrafficPolicy: Cluster
  ipFamilies: [IPv4]
  ipFamilyPolicy: SingleStack
  ports: [{name: http, port: 80, protocol: TCP, targetPort: 80}, {name: metrics, port: 9113, protocol: TCP, targetPort: 9113}]
  selector: {app: web}
  sessionAffinity: None
  type: ClusterIP
status: {loadBalancer: {}}
---
apiVersion: v1
kind: Endpoints
metadata:
  name: web
  namespace: shop
  uid: 00000000-0000-4000-8000-000000000009
  creationTimestamp: '2025-10-01T00:00:00Z'
  labels: {team: shop, endpoints.kubernetes.io/managed-by: endpoint-controller}
  annotations: {endpoints.kubernetes.io/last-change-trigger-time: '2025-11-05T00:00:01Z'}
subsets:
  - addresses: [{ip: 10.0.1.55, nodeName: ip-10-0-1-7.eu-west-1.compute.internal, targetRef: {kind: Pod, name: web-5d8f9c7b6d-x7k2q, namespace: shop, uid: 00000000-0000-4000-8000-000000000007}}]
    ports: [{name: metrics, port: 9113, protocol: TCP}, {name: http, port: 80, protocol: TCP}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-q7x9z
  generateName: web-
  namespace: shop
  uid: 00000000-0000-4000-8000-00000000000a
  generation: 12
  creationTimestamp: '2025-10-01T00:00:00Z'
  labels: {team: shop, kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: 00000000-0000-4000-8000-000000000008, controller: true, blockOwnerDeletion: true}]
addressType: IPv4
ports: [{name: http, port: 80, protocol: TCP}, {name: metrics, port: 9113, protocol: TCP}]
endpoints:
  - addresses: [10.0.1.55]
    conditions: {ready: true, serving: true, terminating: false}
    nodeName: ip-10-0-1-7.eu-west-1.compute.internal
    zone: eu-west-1a
    hints: {forZones: [{name: eu-west-1a}]}
    targetRef: {kind: Pod, name: web-5d8f9c7b6d-x7k2q, namespace: shop, uid: 00000000-0000-4000-8000-000000000007}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cache, namespace: shop, uid: 00000000-0000-4000-8000-00000000000b, generation: 2, creationTimestamp: '2025-10-01T00:00:00Z'}
spec:
  podManagementPolicy: OrderedReady
  replicas: 1
  revisionHistoryLimit: 10
  selector: {matchLabels: {app: cache}}
  serviceName: cache
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      containers: [{name: cache, image: 'redis:7', imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}]
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
status: {observedGeneration: 2, replicas: 1, readyReplicas: 1, currentReplicas: 1, updatedReplicas: 1, availableReplicas: 1, currentRevision: cache-7c9f8d5b6, updateRevision: cache-7c9f8d5b6, collisionCount: 0}
---
apiVersion: apps/v1
kind: ControllerRevision
metadata:
  name: cache-7c9f8d5b6
  namespace: shop
  uid: 00000000-0000-4000-8000-00000000000c
  creationTimestamp: '2025-10-01T00:00:00Z'
  labels: {app: cache, controller.kubernetes.io/hash: 7c9f8d5b6}
  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: cache, uid: 00000000-0000-4000-8000-00000000000b, controller: true, blockOwnerDeletion: true}]
revision: 3
data:
  spec:
    template:
      $patch: replace
      metadata: {creationTimestamp: null, labels: {app: cache}}
      spec:
        containers: [{name: cache, image: 'redis:7', imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}]
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {}
        terminationGracePeriodSeconds: 30
---
apiVersion: v1
kind: Pod
metadata:
  name: cache-0
  generateName: cache-
  namespace: shop
  uid: 00000000-0000-4000-8000-00000000000d
  creationTimestamp: '2025-11-01T00:00:00Z'
  labels: {app: cache, controller-revision-hash: cache-7c9f8d5b6, statefulset.kubernetes.io/pod-name: cache-0, apps.kubernetes.io/pod-index: '0'}
  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: cache, uid: 00000000-0000-4000-8000-00000000000b, controller: true, blockOwnerDeletion: true}]
spec:
  nodeName: ip-10-0-1-7.eu-west-1.compute.internal
  hostname: cache-0
  subdomain: cache
  restartPolicy: Always
  terminationGracePeriodSeconds: 30
  containers: [{name: cache, image: 'redis:7', imagePullPolicy: IfNotPresent}]
status:
  phase: Running
  qosClass: BestEffort
  hostIP: 10.0.1.7
  hostIPs: [{ip: 10.0.1.7}]
  podIP: 10.0.1.56
  podIPs: [{ip: 10.0.1.56}]
  startTime: '2025-11-01T00:00:01Z'
  conditions:
    - {type: PodReadyToStartContainers, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:04Z'}
    - {type: Initialized, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:01Z'}
    - {type: Ready, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:05Z'}
    - {type: ContainersReady, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:05Z'}
    - {type: PodScheduled, status: 'True', lastProbeTime: null, lastTransitionTime: '2025-11-01T00:00:00Z'}
  containerStatuses: [{name: cache, ready: true, started: true, restartCount: 0, image: 'docker.io/library/redis:7', imageID: 'docker.io/library/redis@sha256:bbbb', containerID: 'containerd://5555', lastState: {}, state: {running: {startedAt: '2025-11-01T00:00:04Z'}}}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: certificates.cert-manager.io, uid: 00000000-0000-4000-8000-00000000000e, generation: 1, creationTimestamp: '2025-10-01T00:00:00Z'}
spec:
  conversion: {strategy: None}
  group: cert-manager.io
  names: {kind: Certificate, listKind: CertificateList, plural: certificates, singular: certificate, shortNames: [cert]}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}, status: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}
      subresources: {status: {}}
status:
  acceptedNames: {kind: Certificate, listKind: CertificateList, plural: certificates, singular: certificate, shortNames: [cert]}
  conditions:
    - {type: NamesAccepted, status: 'True', reason: NoConflicts, message: no conflicts found, lastTransitionTime: '2025-10-01T00:00:00Z'}
    - {type: Established, status: 'True', reason: InitialNamesAccepted, message: the initial names have been accepted, lastTransitionTime: '2025-10-01T00:00:00Z'}
  storedVersions: [v1]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, uid: 00000000-0000-4000-8000-00000000000f, generation: 1, creationTimestamp: '2025-10-01T00:00:00Z'}
spec: {secretName: web-tls, dnsNames: [shop.example.com]}
status: {conditions: [{type: Ready, status: 'True'}]}
---
apiVersion: policy.example.com/v1alpha1
kind: BackupPolicy
metadata: {name: nightly, namespace: shop, uid: 00000000-0000-4000-8000-000000000010, creationTimestamp: '2025-10-01T00:00:00Z', finalizers: [policy.example.com/protect]}
spec: {keep: 7, targets: [{kind: StatefulSet, name: cache}]}
status: {lastRun: '2025-11-20T02:00:00Z'}
`

/** The objects of {@link CLUSTER}, each a value of its own. */
export function foreignCluster(): readonly JsonObject[] {
  return parseAllDocuments(CLUSTER).map((document) => document.toJS() as JsonObject)
}
