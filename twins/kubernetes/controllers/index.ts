/** Controllers of the control plane, the scheduler and the kubelets. */
import type { Assembly } from '../../contract/component.js'
import type { Controller } from '../../kernel/controller.js'
import { createKubelet } from '../kubelet/kubelet.js'
import { deploymentController } from './deployment.js'
import { garbageCollector } from './garbage-collector.js'
import { namespaceController } from './namespace.js'
import { replicaSetController } from './replicaset.js'
import { schedulerController } from './scheduler.js'

/** All of them; the kubelets run the container programs of every component. */
export function kubernetesControllers(assembly: Assembly): readonly Controller[] {
  return [
    deploymentController,
    replicaSetController,
    garbageCollector,
    namespaceController,
    schedulerController,
    createKubelet(assembly.components.flatMap((component) => component.images ?? [])),
  ]
}
