import { InvariantViolation } from '../../kernel/errors.js'
import { hashJsonWithout } from '../../kernel/hash.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import type { Proc, Program } from '../../kernel/process.js'
import { call, print, printError } from '../../kernel/requests.js'
import type { TableSpec } from '../../kernel/table.js'
import type { Transaction } from '../../kernel/transaction.js'
import { textAt } from '../client/objects.js'
import { latencies } from '../controllers/latencies.js'
import { EXEC_PROGRAM, execPort, execProgram } from './exec.js'
import { KUBELET_MEMORY, type PodRecord } from './records.js'
import { countPull, type Pull, pullOf, REGISTRY, registryError, setRegistry } from './registry.js'
import { SLEEP_PROGRAM, sleepProgram } from './sleep-program.js'

export { KUBELET_MEMORY } from './records.js'
export { REGISTRY } from './registry.js'

/** Images that a node holds: row per `node image`. */
export const NODE_IMAGES = 'kubernetes.nodeImages'

/** Times in a record; whatever they decide is on the agenda as a timer, which fingerprints count relative to now. */
const TIMES: ReadonlySet<string> = new Set([
  'startedAt',
  'finishedAt',
  'sinceAt',
  'retryAt',
  'warnAt',
  'failedAt',
  'killAt',
  'firstAt',
])

const memory: TableSpec<JsonObject> = {
  name: KUBELET_MEMORY,
  fingerprint: (value) => hashJsonWithout(value, TIMES),
  // All that others can see of it stands in the status of the pod.
  canonical: () => null,
}

export const KUBELET_TABLES: readonly TableSpec<never>[] = [
  memory,
  { name: REGISTRY },
  { name: NODE_IMAGES },
] as readonly TableSpec<never>[]

/** Port of the node's memory, and two requests of the container runtime interface that take time. */
export const NODE_PORT = 'kubelet'
const PULL_IMAGE = 'cri.pull-image'
const RUN_POD_SANDBOX = 'cri.run-pod-sandbox'

/** Programs that make those two requests, so that other actors can act while they last. */
export const PULL_PROGRAM = 'kubelet.pull-image'
export const SANDBOX_PROGRAM = 'kubelet.run-pod-sandbox'

/** Ports of the nodes. Names of the requests: kubernetes v1.36 staging/src/k8s.io/cri-api (RuntimeService, ImageService). */
export function kubeletPorts(): readonly Port[] {
  return [
    {
      name: NODE_PORT,
      latencyMs: latencies.nodeMs,
      handle: handleMemory,
      describe: (payload) => `${textAt(payload, 'op')} ${textAt(payload, 'key')}`,
    },
    {
      name: PULL_IMAGE,
      latencyMs: latencies.imagePullMs,
      handle: pullImage,
      describe: (payload) => `${textAt(payload, 'image')} on ${textAt(payload, 'node')}`,
    },
    {
      name: RUN_POD_SANDBOX,
      latencyMs: latencies.podSandboxMs,
      handle: (transaction, payload) => ({ ip: mintAddress(transaction, textAt(payload, 'podUid')) }),
      describe: (payload) => `${textAt(payload, 'namespace')}/${textAt(payload, 'pod')}`,
    },
    execPort,
  ]
}

/** The programs that make the slow requests. */
export const KUBELET_PROGRAMS: Readonly<Record<string, Program>> = {
  [PULL_PROGRAM]: function* (args): Proc<number> {
    const { error } = (yield* call(PULL_IMAGE, args)) as { error: string }
    if (error === '') return 0
    yield* printError(error)
    return 1
  },
  [SANDBOX_PROGRAM]: function* (args): Proc<number> {
    const { ip } = (yield* call(RUN_POD_SANDBOX, args)) as { ip: string }
    yield* print(ip)
    return 0
  },
  [EXEC_PROGRAM]: execProgram,
  [SLEEP_PROGRAM]: sleepProgram,
}

/** What the kubelet finds of a pod. `actor` is the prefix of the pids it spawns. */
export interface Remembered {
  readonly actor: string
  readonly record: PodRecord | null
}

export function* readRecord(key: string): Proc<Remembered> {
  return (yield* call(NODE_PORT, { op: 'read', key })) as unknown as Remembered
}

/** Replaces the memory of a pod; null forgets it. */
export function* writeRecord(key: string, record: PodRecord | null): Proc<void> {
  yield* call(NODE_PORT, { op: 'write', key, record: record as unknown as Json })
}

/** Whether a node holds an image, and what the registry would say to a pull for this pod ('' if nothing). */
export function* lookUpImage(
  node: string,
  pull: Pull,
): Proc<{ readonly present: boolean; readonly error: string }> {
  const answer = yield* call(NODE_PORT, { op: 'image', key: pull.image, node, ...pull })
  return answer as { present: boolean; error: string }
}

function handleMemory(
  transaction: Transaction,
  payload: JsonObject,
  caller: { readonly actor: string },
): Json {
  const key = textAt(payload, 'key')
  switch (payload['op']) {
    case 'read':
      return { actor: caller.actor, record: transaction.get<JsonObject>(KUBELET_MEMORY, key) ?? null }
    case 'write': {
      const record = payload['record'] ?? null
      if (record === null) transaction.delete(KUBELET_MEMORY, key)
      else transaction.put(KUBELET_MEMORY, key, record)
      return null
    }
    case 'image': {
      const held = transaction.get(NODE_IMAGES, `${textAt(payload, 'node')} ${key}`) !== undefined
      return { present: held, error: registryError(transaction, pullOf(payload)) }
    }
    case 'set-registry':
      return setRegistry(transaction, payload)
    default:
      throw new InvariantViolation(`unknown request ${String(payload['op'])} to the node`)
  }
}

function pullImage(transaction: Transaction, payload: JsonObject): Json {
  const pull = pullOf(payload)
  const error = registryError(transaction, pull)
  if (error !== '') return { error }
  countPull(transaction, pull)
  const row = `${textAt(payload, 'node')} ${pull.image}`
  if (transaction.get(NODE_IMAGES, row) === undefined) transaction.put(NODE_IMAGES, row, true)
  return { error }
}

/** A pod address in 10.244.0.0/16. Departs from upstream: not from the node's range, and collisions are possible. */
function mintAddress(transaction: Transaction, podUid: string): string {
  return transaction.mint('kubelet', 'pod-ip', podUid, (id) => {
    const high = Number.parseInt(id.slice(0, 4), 16) % 254
    const low = Number.parseInt(id.slice(4, 8), 16) % 254
    return `10.244.${high + 1}.${low + 1}`
  })
}
