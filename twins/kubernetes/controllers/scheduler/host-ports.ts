import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, numberAt, textAt } from '../../client/objects.js'
import type { Rejection } from './fit-error.js'

interface HostPort {
  readonly port: number
  readonly protocol: string
  readonly ip: string
}

/** Ports of the node that a pod asks for. */
export function hostPortsOf(pod: JsonObject): readonly HostPort[] {
  return [...arrayAt(pod, 'spec', 'containers'), ...arrayAt(pod, 'spec', 'initContainers')]
    .filter(isObject)
    .flatMap((container) => arrayAt(container, 'ports'))
    .map((port) => ({
      port: numberAt(port, 0, 'hostPort'),
      protocol: textAt(port, 'protocol') || 'TCP',
      ip: textAt(port, 'hostIP') || '0.0.0.0',
    }))
    .filter(({ port }) => port !== 0)
}

/**
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/nodeports/node_ports.go (Filter).
 */
export function rejectForPorts(pod: JsonObject, present: readonly JsonObject[]): Rejection | undefined {
  const taken = present.flatMap(hostPortsOf)
  const clash = hostPortsOf(pod).some((wanted) => taken.some((other) => clashes(wanted, other)))
  if (!clash) return undefined
  return { reasons: ["node(s) didn't have free ports for the requested pod ports"], helpless: false }
}

/** `0.0.0.0` stands for every address. */
function clashes(a: HostPort, b: HostPort): boolean {
  const everywhere = a.ip === '0.0.0.0' || b.ip === '0.0.0.0'
  return a.port === b.port && a.protocol === b.protocol && (everywhere || a.ip === b.ip)
}
