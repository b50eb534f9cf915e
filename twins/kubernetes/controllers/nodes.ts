import type { Json, JsonObject } from '../../kernel/json.js'

/** A node of the world. */
export interface NodeOptions {
  /** Added to `kubernetes.io/hostname`, `kubernetes.io/os` and `kubernetes.io/arch`. */
  readonly labels?: Readonly<Record<string, string>>
  /** `{ key, value?, effect }` each. */
  readonly taints?: readonly JsonObject[]
  /** Cordoned. Default false. */
  readonly unschedulable?: boolean
  /** e.g. `{ cpu: '4', memory: '8Gi', pods: '110' }`. Resources that are not named are unlimited. Default: all. */
  readonly allocatable?: Readonly<Record<string, string>>
  /** Default: none. */
  readonly internalIp?: string
  /** Default `v1.36.0`. */
  readonly kubeletVersion?: string
}

/**
 * A Ready Node object, as a kubelet registers it.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_node_status.go (initialNode, registerWithAPIServer).
 */
export function nodeManifest(name: string, options: NodeOptions = {}): JsonObject {
  const spec: Record<string, Json> = {}
  if (options.taints !== undefined) spec['taints'] = options.taints
  if (options.unschedulable === true) spec['unschedulable'] = true
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...options.labels,
      },
    },
    spec,
    status: nodeStatus(name, options),
  }
}

function nodeStatus(name: string, options: NodeOptions): JsonObject {
  const addresses = [
    ...(options.internalIp === undefined ? [] : [{ type: 'InternalIP', address: options.internalIp }]),
    { type: 'Hostname', address: name },
  ]
  const { allocatable } = options
  return {
    ...(allocatable === undefined ? {} : { allocatable, capacity: allocatable }),
    addresses,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      },
    ],
    nodeInfo: {
      kubeletVersion: options.kubeletVersion ?? 'v1.36.0',
      operatingSystem: 'linux',
      architecture: 'amd64',
      containerRuntimeVersion: 'containerd://2.1.0',
    },
  }
}
