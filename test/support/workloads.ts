import {
  type AdmissionHook,
  type Component,
  type ImageProgram,
  imagePrograms,
} from '../../twins/contract/component.js'
import {
  bootWorld,
  controllerProgram,
  DEFAULT_LIMITS,
  type JsonObject,
  type LogEntry,
  logEntries,
  memoryFiles,
  PROCESSES,
  type Process,
  run,
  type SettleResult,
  type System,
  settle,
  transact,
  type World,
} from '../../twins/kernel/index.js'
import { killProcess } from '../../twins/kernel/interpreter.js'
import { createApiServer } from '../../twins/kubernetes/api-server/api-server.js'
import { kubernetesApiControllers } from '../../twins/kubernetes/api-server/controllers/index.js'
import { discoverResources } from '../../twins/kubernetes/api-server/discovery.js'
import { SYSTEM_NAMESPACES } from '../../twins/kubernetes/api-server/system-namespaces.js'
import type { ApiRequest, ApiResponse } from '../../twins/kubernetes/client/api.js'
import { findKind } from '../../twins/kubernetes/client/discovery.js'
import { findObject, listObjects, metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { kubernetesControllers } from '../../twins/kubernetes/controllers/index.js'
import { JOB_TABLES, jobPort } from '../../twins/kubernetes/controllers/job/memory.js'
import { nodeManifest } from '../../twins/kubernetes/controllers/nodes.js'
import { STANDARD_CLASS } from '../../twins/kubernetes/controllers/volumes/classes.js'
import {
  KUBELET_PROGRAMS,
  KUBELET_TABLES,
  kubeletPorts,
  REGISTRY,
} from '../../twins/kubernetes/kubelet/node-port.js'
import { networkPort } from '../../twins/kubernetes/network/network-port.js'
import { containerPrograms } from '../../twins/kubernetes/programs/index.js'
import { kubernetesTables } from '../../twins/kubernetes/tables.js'

/** The controllers, the scheduler and the kubelets over the real API server, with namespace `test`. */
export class Workloads {
  readonly system: System
  world: World

  constructor(
    options: {
      readonly images?: readonly ImageProgram[]
      readonly admission?: readonly AdmissionHook[]
      readonly nodes?: readonly JsonObject[]
      readonly grain?: 'reconcile' | 'write'
      /** Default: 1. */
      readonly seed?: number
    } = {},
  ) {
    this.system = systemOf(options.images ?? [], options.admission ?? [], options.grain ?? 'reconcile')
    this.world = bootWorld(this.system, options.seed ?? 1)
    for (const object of [...SYSTEM_NAMESPACES, STANDARD_CLASS]) this.create(object)
    this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } })
    for (const node of options.nodes ?? [nodeManifest('node-a')]) this.create(node)
  }

  api(request: ApiRequest): ApiResponse {
    let answer: ApiResponse = { code: 0, body: {} }
    this.world = transact(this.system, this.world, 'test', (tx) => {
      const payload = request as unknown as JsonObject
      answer = this.system.ports.get('api')!.handle(tx, payload, { actor: 'test' }) as unknown as ApiResponse
    })
    return answer
  }

  create(object: JsonObject): JsonObject {
    const answer = this.api({ verb: 'create', ...this.address(object), body: object })
    if (answer.code >= 400) throw new Error(textAt(answer.body, 'message'))
    return answer.body
  }

  patch(resource: string, name: string, body: JsonObject, group = 'apps'): JsonObject {
    const answer = this.api({
      verb: 'patch',
      group,
      version: 'v1',
      resource,
      namespace: 'test',
      name,
      patchType: 'merge',
      body,
    })
    if (answer.code >= 400) throw new Error(textAt(answer.body, 'message'))
    return answer.body
  }

  delete(resource: string, name: string, more: Partial<ApiRequest> = {}): ApiResponse {
    return this.api({ verb: 'delete', group: '', version: 'v1', resource, namespace: 'test', name, ...more })
  }

  /** Run until this many virtual ms have passed, background timers included. */
  elapse(ms: number): void {
    const deadlineMs = this.world.now + ms
    this.world = run(this.system, this.world, { background: true, deadlineMs }).world.at(deadlineMs)
  }

  /** Run until nothing but background timers is left. */
  quiesce(): void {
    this.world = run(this.system, this.world).world
  }

  settle(): SettleResult['outcome'] {
    const result = settle(this.system, this.world)
    this.world = result.world
    return result.outcome
  }

  /** Let a registry refuse an image, or (without a message) serve it again. */
  refuseImage(image: string, error?: string): void {
    this.world = transact(this.system, this.world, 'test', (tx) => {
      if (error === undefined) tx.delete(REGISTRY, image)
      else tx.put(REGISTRY, image, { error })
    })
  }

  /** SIGKILL to the running containers of a pod. */
  crash(pod: string): void {
    this.world = transact(this.system, this.world, 'test', (tx) => {
      for (const { value } of tx.list<Process>(PROCESSES)) {
        if (value.program.startsWith('image:') && value.args['pod'] === pod) killProcess(tx, value)
      }
    })
  }

  pods(namespace = 'test'): readonly JsonObject[] {
    return listObjects(this.world, '', 'pods', namespace)
  }

  pod(name: string): JsonObject | undefined {
    return findObject(this.world, '', 'pods', 'test', name)
  }

  deployment(name: string): JsonObject {
    return findObject(this.world, 'apps', 'deployments', 'test', name)!
  }

  replicaSets(): readonly JsonObject[] {
    return listObjects(this.world, 'apps', 'replicasets', 'test')
  }

  /** `reason: message` of the events about an object, in order of name. */
  events(name: string): readonly string[] {
    return listObjects(this.world, '', 'events')
      .filter((event) => textAt(event, 'involvedObject', 'name') === name)
      .map((event) => `${textAt(event, 'reason')}: ${textAt(event, 'message')}`)
  }

  log(): readonly LogEntry[] {
    return logEntries(this.world.log)
  }

  private address(object: JsonObject) {
    const info = findKind(
      discoverResources(this.world),
      textAt(object, 'apiVersion'),
      textAt(object, 'kind'),
    )!
    const namespace = info.namespaced ? { namespace: textAt(metadataOf(object), 'namespace') || 'test' } : {}
    return { group: info.group, version: info.versions[0]!, resource: info.plural, ...namespace }
  }
}

function systemOf(
  images: readonly ImageProgram[],
  admission: readonly AdmissionHook[],
  grain: System['grain'],
): System {
  const component: Component = { name: 'kubernetes', images: [...images, ...containerPrograms], admission }
  const assembly = { components: [component], profile: {} }
  const controllers = [...kubernetesApiControllers(assembly), ...kubernetesControllers(assembly)]
  return {
    tables: [...kubernetesTables, ...KUBELET_TABLES, ...JOB_TABLES],
    ports: new Map(
      [createApiServer(assembly), ...kubeletPorts(), jobPort, networkPort].map((port) => [port.name, port]),
    ),
    programs: new Map([
      ...Object.entries(KUBELET_PROGRAMS),
      ...component.images!.flatMap(imagePrograms),
      ...controllers.map(controllerProgram).map(({ name, program }) => [name, program] as const),
    ]),
    controllers: new Map(controllers.map((controller) => [controller.name, controller])),
    monitors: [],
    files: memoryFiles({}),
    profile: {},
    limits: DEFAULT_LIMITS,
    versionOf: (row) => textAt(metadataOf((row ?? {}) as JsonObject), 'resourceVersion'),
    grain,
    alwaysReexecute: false,
  }
}

/** A Deployment in namespace `test` with one container. */
export function deploymentOf(
  name: string,
  replicas: number,
  container: JsonObject = {},
  spec: JsonObject = {},
): JsonObject {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'test' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'app:1', ...container }] },
      },
      ...spec,
    },
  }
}

/** A Pod in namespace `test` with one container. */
export function podOf(name: string, container: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'test' },
    spec: { containers: [{ name: 'main', image: 'app:1', ...container }], ...spec },
  }
}

/** A Secret in namespace `test`. */
export function secretOf(name: string, stringData: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'test', ...metadata }, stringData }
}

/** `env` that reads one key of a Secret. */
export function envFromSecret(variable: string, name: string, key: string): JsonObject {
  return { name: variable, valueFrom: { secretKeyRef: { name, key } } }
}

/** `state.waiting` of the first container, as `reason: message`; '' when it does not wait. */
export function waitingOf(pod: JsonObject): string {
  const status = (pod['status'] as { containerStatuses?: JsonObject[] }).containerStatuses?.[0]
  const reason = textAt(status, 'state', 'waiting', 'reason')
  const message = textAt(status, 'state', 'waiting', 'message')
  return message === '' ? reason : `${reason}: ${message}`
}
