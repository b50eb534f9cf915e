import type { Assembly, Component } from '../../twins/contract/component.js'
import {
  bootWorld,
  type Change,
  DEFAULT_LIMITS,
  deepFreeze,
  type JsonObject,
  type LogEntry,
  logEntries,
  memoryFiles,
  run,
  type System,
  Transaction,
  type World,
} from '../../twins/kernel/index.js'
import { propagate } from '../../twins/kernel/propagate.js'
import { createApiServer } from '../../twins/kubernetes/api-server/api-server.js'
import { kubernetesApiControllers } from '../../twins/kubernetes/api-server/controllers/index.js'
import { SYSTEM_NAMESPACES } from '../../twins/kubernetes/api-server/system-namespaces.js'
import type { ApiRequest, ApiResponse } from '../../twins/kubernetes/client/api.js'
import { metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { KUBELET_TABLES } from '../../twins/kubernetes/kubelet/node-port.js'
import { kubernetesTables } from '../../twins/kubernetes/tables.js'

/** A request without the members that `TestApi.request` fills in. */
export type TestRequest = Omit<ApiRequest, 'group' | 'version'> & {
  readonly group?: string
  readonly version?: string
}

/** An API server over a small world: one transaction a request, all values frozen. */
export class TestApi {
  readonly system: System
  world: World
  /** Changes of all requests so far, in order. */
  readonly changes: Change[] = []
  nowMs = 0

  constructor(components: readonly Component[] = []) {
    this.system = systemOf({ components, profile: {} })
    this.world = bootWorld(this.system, 1)
    for (const body of SYSTEM_NAMESPACES) this.create('namespaces', body)
  }

  /** Sends a request as `actor`; group and version default to core/v1, or to the group's v1. */
  request(request: TestRequest, actor = 'test'): ApiResponse {
    const payload = deepFreeze({ group: '', version: 'v1', ...request }) as unknown as JsonObject
    const tx = new Transaction(this.system, this.world, { actor, now: this.nowMs, cause: 0 })
    const answer = this.system.ports.get('api')!.handle(tx, payload, { actor })
    for (const change of tx.changes) {
      deepFreeze(change.after)
      this.changes.push(change)
    }
    propagate(tx)
    this.world = tx.commit()
    return deepFreeze(answer) as unknown as ApiResponse
  }

  create(resource: string, body: JsonObject, more: Partial<TestRequest> = {}): ApiResponse {
    const namespace = textAt(metadataOf(body), 'namespace')
    return this.request({
      verb: 'create',
      group: groupOf(body),
      resource,
      body,
      ...(namespace === '' ? {} : { namespace }),
      ...more,
    })
  }

  get(resource: string, name: string, more: Partial<TestRequest> = {}): ApiResponse {
    return this.request({ verb: 'get', resource, name, namespace: 'default', ...more })
  }

  /** Lets controllers run until nothing is left to do. */
  settle(): void {
    this.world = run(this.system, this.world).world
  }

  log(): readonly LogEntry[] {
    return logEntries(this.world.log)
  }
}

function groupOf(body: JsonObject): string {
  const apiVersion = textAt(body, 'apiVersion')
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

function systemOf(assembly: Assembly): System {
  const port = createApiServer(assembly)
  const controllers = kubernetesApiControllers(assembly)
  return {
    tables: [...kubernetesTables, ...KUBELET_TABLES],
    ports: new Map([[port.name, port]]),
    programs: new Map(),
    controllers: new Map(controllers.map((controller) => [controller.name, controller])),
    monitors: [],
    files: memoryFiles({}),
    profile: assembly.profile,
    limits: DEFAULT_LIMITS,
    versionOf: (row) => (row === undefined ? '' : textAt(metadataOf(row as JsonObject), 'resourceVersion')),
    grain: 'reconcile',
    alwaysReexecute: false,
  }
}

/** A Deployment in the default namespace. */
export function deployment(name: string, spec: JsonObject = {}): JsonObject {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'app:1' }] } },
      ...spec,
    },
  }
}

/** A Pod in the default namespace; `node` binds it. */
export function pod(name: string, node = ''): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'app:1' }], ...(node === '' ? {} : { nodeName: node }) },
  }
}

/** A Secret in the default namespace. */
export function secret(
  name: string,
  stringData: Readonly<Record<string, string>> = { key: 'value' },
): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, stringData }
}

/** A ConfigMap in the default namespace. */
export function configMap(name: string, data: Readonly<Record<string, string>> = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data }
}
