import type { JsonObject } from '../../kernel/json.js'
import type { Transaction } from '../../kernel/transaction.js'
import { arrayAt, namespacedName, OBJECTS, objectPrefix, textAt } from '../client/objects.js'
import { adoptedRecord, statusOf } from './adopted-record.js'
import { NODE_IMAGES } from './node-port.js'
import { containersOf, initContainersOf } from './pod-sync.js'
import { KUBELET_MEMORY } from './records.js'

/**
 * Gives the nodes of a restored cluster what their kubelets and container runtimes hold: a record of each pod bound to them, and
 * the images that a container was made from, or that the node says it has.
 */
export function adoptPods(transaction: Transaction): void {
  for (const { value: node } of transaction.list<JsonObject>(OBJECTS, objectPrefix('', 'nodes'))) {
    for (const image of imagesOf(node)) holdImage(transaction, textAt(node, 'metadata', 'name'), image)
  }
  for (const { value: pod } of transaction.list<JsonObject>(OBJECTS, objectPrefix('', 'pods'))) {
    const node = textAt(pod, 'spec', 'nodeName')
    if (node === '') continue
    transaction.put(KUBELET_MEMORY, namespacedName(pod), adoptedRecord(pod, transaction.now))
    for (const container of [...initContainersOf(pod), ...containersOf(pod)]) {
      const status = statusOf(pod, textAt(container, 'name'))
      if (status !== undefined && wasPulled(status)) holdImage(transaction, node, textAt(container, 'image'))
    }
  }
}

function holdImage(transaction: Transaction, node: string, image: string): void {
  transaction.put(NODE_IMAGES, `${node} ${image}`, true)
}

/** What a container waits for once its image is there. Source: kubernetes v1.36 pkg/kubelet/kuberuntime/kuberuntime_container.go. */
const AFTER_PULL: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
  'RunContainerError',
])

function wasPulled(status: JsonObject): boolean {
  return textAt(status, 'imageID') !== '' || AFTER_PULL.has(textAt(status, 'state', 'waiting', 'reason'))
}

/** Images of a node in the names that specs use: `docker.io/library/nginx:1.27` is `nginx:1.27` as well. */
function imagesOf(node: JsonObject): readonly string[] {
  return arrayAt(node, 'status', 'images')
    .flatMap((image) => arrayAt(image, 'names').map(String))
    .flatMap((name) => [name, name.replace(/^docker\.io\/(library\/)?/, '')])
}
