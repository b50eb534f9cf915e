import { parseAllDocuments } from 'yaml'
import type { Component } from '../../twins/contract/component.js'
import { type AssembleOptions, assemble } from '../../twins/embedded/assemble.js'
import { buildWorld, createObject } from '../../twins/embedded/build-world.js'
import { createEmbeddedTwin, elapse } from '../../twins/embedded/embedded-twin.js'
import {
  type Call,
  type Exit,
  type JsonObject,
  type LogEntry,
  logEntries,
  run,
  type System,
  transact,
  type World,
} from '../../twins/kernel/index.js'
import {
  API_PORT,
  type ApiRequest,
  type ApiResponse,
  findObject,
  nodeManifest,
} from '../../twins/kubernetes/index.js'

export interface TestTwinOptions extends Partial<AssembleOptions> {
  readonly components: readonly Component[]
  /** Namespaces besides `default`, which always exists. Default: `test`. */
  readonly namespaces?: readonly string[]
  /** Default: one node `node-a`. */
  readonly nodes?: readonly string[]
  /** Objects of the world, as YAML or JSON. */
  readonly objects?: readonly (string | JsonObject)[]
  readonly calls?: readonly Call[]
  /** The objects of a cluster to restore. Then there are no namespaces and nodes by default. */
  readonly snapshot?: readonly JsonObject[]
  readonly seed?: number
}

/** An embedded twin for tests, driven step by step. Every method but `world` moves the world. */
export class TestTwin {
  readonly system: System
  world: World
  #commands = 0

  constructor(options: TestTwinOptions) {
    this.system = assemble(options)
    const { snapshot } = options
    const namespaces = (options.namespaces ?? (snapshot ? [] : ['test'])).map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    }))
    const nodes = (options.nodes ?? (snapshot ? [] : ['node-a'])).map((name) => nodeManifest(name))
    const objects = [...namespaces, ...nodes, ...(options.objects ?? []).flatMap(toObjects)]
    const calls = options.calls ?? []
    this.world = buildWorld(this.system, options.components, {
      seed: options.seed ?? 1,
      objects,
      calls,
      ...(snapshot && { snapshot }),
    })
  }

  /** Create objects as the world's builder does; throws when the API server refuses one. */
  create(...objects: readonly (string | JsonObject)[]): void {
    for (const object of objects.flatMap(toObjects))
      this.world = createObject(this.system, this.world, object)
  }

  /** One request to the API server, at once. */
  api(request: ApiRequest, actor = 'test'): ApiResponse {
    return this.call(
      { port: API_PORT, payload: request as unknown as JsonObject },
      actor,
    ) as unknown as ApiResponse
  }

  /** One call to any port, at once. */
  call(call: Call, actor = 'test'): JsonObject {
    let answer: JsonObject = {}
    this.world = transact(this.system, this.world, actor, (tx) => {
      answer = this.system.ports.get(call.port)!.handle(tx, call.payload, { actor }) as JsonObject
    })
    return answer
  }

  /** Start a command, e.g. `kubectl get pods -n test`; returns its pid. */
  start(command: string | readonly string[], stdin = ''): string {
    this.#commands += 1
    const pid = `cmd-${this.#commands}`
    const argv = typeof command === 'string' ? command.split(/\s+/) : command
    this.world = createEmbeddedTwin(this.system).start(this.world, pid, {
      argv,
      env: {},
      cwd: '',
      stdin,
    }) as World
    return pid
  }

  /** Run a command until it ends. */
  run(command: string | readonly string[], stdin = ''): Exit {
    const pid = this.start(command, stdin)
    this.world = run(this.system, this.world, { until: (world) => this.exitOf(pid, world) !== null }).world
    const exit = this.exitOf(pid)
    if (exit === null) throw new Error(`${String(command)} never ends`)
    return exit
  }

  exitOf(pid: string, world = this.world): Exit | null {
    return createEmbeddedTwin(this.system).exitOf(world, pid)
  }

  /** Let the world run until nothing changes any more; returns how that ended. */
  settle(): 'settled' | 'horizon' | 'diverges' {
    const settled = createEmbeddedTwin(this.system).settle(this.world) as { state: World; outcome: 'settled' }
    this.world = settled.state
    return settled.outcome
  }

  /** Let virtual time pass, background timers included. */
  elapse(ms: number): void {
    this.world = elapse(this.system, this.world, ms)
  }

  /** Run until quiescent: everything but background timers. */
  quiesce(): void {
    this.world = run(this.system, this.world).world
  }

  get(group: string, resource: string, namespace: string, name: string): JsonObject | undefined {
    return findObject(this.world, group, resource, namespace, name)
  }

  log(): readonly LogEntry[] {
    return logEntries(this.world.log)
  }
}

function toObjects(source: string | JsonObject): readonly JsonObject[] {
  if (typeof source !== 'string') return [source]
  return parseAllDocuments(source)
    .map((document) => document.toJS() as JsonObject | null)
    .filter((object): object is JsonObject => object !== null)
}
