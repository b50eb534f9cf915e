/** Controllers of the control plane, the scheduler and the kubelets. */
import type { Assembly } from '../../contract/component.js'
import type { Controller } from '../../kernel/controller.js'
import { createKubelet } from '../kubelet/kubelet.js'
import { cronJobController } from './cronjob.js'
import { daemonSetController } from './daemonset.js'
import { deploymentController } from './deployment.js'
import { disruptionController } from './disruption.js'
import { endpointsController } from './endpoints.js'
import { endpointSliceController } from './endpointslice.js'
import { garbageCollector } from './garbage-collector.js'
import { jobController } from './job.js'
import { localPathProvisioner } from './local-path-provisioner.js'
import { namespaceController } from './namespace.js'
import { nodeLifecycleController } from './node-lifecycle.js'
import { persistentVolumeBinder } from './persistentvolume-binder.js'
import { podGarbageCollector } from './pod-garbage-collector.js'
import { pvProtectionController } from './pv-protection.js'
import { pvcProtectionController } from './pvc-protection.js'
import { replicaSetController, replicationController } from './replicaset.js'
import { rootCaCertPublisher } from './root-ca-cert-publisher.js'
import { schedulerController } from './scheduler.js'
import { serviceAccountController } from './serviceaccount.js'
import { statefulSetController } from './statefulset.js'
import { taintEvictionController } from './taint-eviction.js'
import { ttlAfterFinishedController } from './ttl-after-finished.js'

/** All of them; the kubelets run the container programs of every component. */
export function kubernetesControllers(assembly: Assembly): readonly Controller[] {
  return [
    deploymentController,
    replicaSetController,
    replicationController,
    statefulSetController,
    daemonSetController,
    disruptionController,
    endpointsController,
    endpointSliceController,
    serviceAccountController,
    rootCaCertPublisher,
    persistentVolumeBinder,
    localPathProvisioner,
    pvcProtectionController,
    pvProtectionController,
    nodeLifecycleController,
    taintEvictionController,
    podGarbageCollector,
    jobController,
    cronJobController,
    ttlAfterFinishedController,
    garbageCollector,
    namespaceController,
    schedulerController,
    createKubelet(assembly.components.flatMap((component) => component.images ?? [])),
  ]
}
