import type { Component } from '../contract/component.js'
import { bootWorld, transact } from '../kernel/boot.js'
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
  textAt,
} from '../kubernetes/index.js'

/** Who creates the world: the actor of its first log entries. */
const BUILDER = 'world'

export interface WorldOptions {
  readonly seed: number
  /** API objects in the order of their creation; each kind must be served when its turn comes. */
  readonly objects: readonly JsonObject[]
  /** Calls to other ports, before the objects, e.g. secrets in AWS. */
  readonly calls?: readonly Call[]
}

/** Boot a system and create the world's objects through the API server. The result has not settled yet. */
export function buildWorld(system: System, components: readonly Component[], options: WorldOptions): World {
  let world = bootWorld(system, options.seed)
  for (const component of components) {
    for (const object of component.manifests?.(system.profile) ?? [])
      world = createObject(system, world, object)
  }
  // CRDs are served once their controller has established them.
  world = run(system, world).world
  for (const call of options.calls ?? []) world = makeCall(system, world, call)
  for (const object of options.objects) world = createObject(system, world, object)
  return world
}

/** Create one object as the world's builder. Throws when the API server refuses it. */
export function createObject(system: System, world: World, object: JsonObject): World {
  const request = createRequest(world, object)
  return transact(system, world, BUILDER, (tx) => {
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

function makeCall(system: System, world: World, call: Call): World {
  return transact(system, world, BUILDER, (tx) => {
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
