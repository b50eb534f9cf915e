import type { Component } from '../contract/component.js'
import { bootWorld, transact, unattended } from '../kernel/boot.js'
import { RehearseError } from '../kernel/errors.js'
import { isObject, type JsonObject } from '../kernel/json.js'
import { portOf } from '../kernel/port.js'
import type { Call } from '../kernel/process.js'
import { run } from '../kernel/scheduler.js'
import type { System } from '../kernel/system.js'
import type { World } from '../kernel/world.js'
import {
  API_PORT,
  type ApiRequest,
  type ApiResponse,
  addressOf,
  discoverResources,
  findKind,
  RESTORE_PORT,
  textAt,
} from '../kubernetes/index.js'
import { impliedBy, lackingIn } from './beside-snapshot.js'

/** Who creates the world: the actor of its first log entries. */
const BUILDER = 'world'

export interface WorldOptions {
  readonly seed: number
  /** API objects in the order of their creation; each kind must be served when its turn comes. */
  readonly objects: readonly JsonObject[]
  /** Calls to other ports, before the objects, e.g. secrets in AWS. */
  readonly calls?: readonly Call[]
  /** The objects of a cluster as a dump shows them, restored before anything runs. Then those of `objects` that it has give way. */
  readonly snapshot?: readonly JsonObject[]
}

/** Boot a system and create the world's objects through the API server. The result has not settled yet. */
export function buildWorld(system: System, components: readonly Component[], options: WorldOptions): World {
  const manifests = components.flatMap((component) => component.manifests?.(system.profile) ?? [])
  const { seed, snapshot, objects, calls = [] } = options
  if (snapshot !== undefined)
    return restoreCluster(system, seed, { snapshot, beside: [...manifests, ...objects], calls })
  // CRDs are served once their controller has established them.
  let world = run(system, create(system, bootWorld(system, seed), manifests)).world
  for (const call of calls) world = makeCall(system, world, call)
  return create(system, world, objects)
}

function create(system: System, start: World, objects: readonly JsonObject[]): World {
  return objects.reduce((world, object) => createObject(system, world, object), start)
}

interface Restored {
  readonly snapshot: readonly JsonObject[]
  /** What there is besides, as far as the snapshot lacks it. */
  readonly beside: readonly JsonObject[]
  readonly calls: readonly Call[]
}

/**
 * A world on the restored objects of a cluster: everything is there before the controllers start, which then list it anew. CRDs
 * that were not established are by the time it is quiescent.
 */
function restoreCluster(system: System, seed: number, { snapshot, beside, calls }: Restored): World {
  const restored = bootWorld(system, seed, (empty) => {
    let world = empty
    for (const object of [...lackingIn(snapshot, beside), ...impliedBy(snapshot, beside)])
      world = createObject(system, world, object, unattended)
    for (const call of calls) world = makeCall(system, world, call, unattended)
    return unattended(system, world, BUILDER, (tx) => {
      portOf(system, RESTORE_PORT).handle(tx, { objects: snapshot }, { actor: BUILDER })
    })
  })
  return run(system, restored).world
}

/** Create one object as the world's builder. Throws when the API server refuses it. */
export function createObject(
  system: System,
  world: World,
  object: JsonObject,
  change: typeof transact = transact,
): World {
  const request = createRequest(world, object)
  return change(system, world, BUILDER, (tx) => {
    const port = portOf(system, API_PORT)
    const response = port.handle(tx, request as unknown as JsonObject, {
      actor: BUILDER,
    }) as unknown as ApiResponse
    if (response.code >= 400) throw refused(object, String(response.body['message']))
  })
}

function createRequest(world: World, object: JsonObject): ApiRequest {
  const apiVersion = textAt(object, 'apiVersion')
  const kind = textAt(object, 'kind')
  const info = findKind(discoverResources(world), apiVersion, kind)
  if (info === undefined) {
    throw new RehearseError(`no matches for kind "${kind}" in version "${apiVersion}"`, {
      code: 'kind-unknown',
      subject: `${kind} ${textAt(object, 'metadata', 'name')}`,
      remedy: 'Correct apiVersion and kind, or apply the CustomResourceDefinition first.',
    })
  }
  const namespace = textAt(object, 'metadata', 'namespace') || 'default'
  const where = info.namespaced ? { namespace } : {}
  return { verb: 'create', ...addressOf(info), ...where, body: object, fieldManager: BUILDER }
}

function makeCall(system: System, world: World, call: Call, change: typeof transact = transact): World {
  return change(system, world, BUILDER, (tx) => {
    const answer = portOf(system, call.port).handle(tx, call.payload, { actor: BUILDER })
    if (isObject(answer) && typeof answer['status'] === 'number' && answer['status'] >= 400)
      throw refused(call.payload, String(answer['body']))
  })
}

function refused(subject: JsonObject, message: string): RehearseError {
  return new RehearseError(`the world cannot be built: ${message}`, {
    code: 'world-refused',
    subject: String(subject['kind'] ?? subject['path'] ?? 'call'),
    remedy: 'Correct the object in the world of the scenario.',
  })
}
