import type { Component } from '../../twins/contract/component.js'
import {
  canonicalRows,
  type JsonObject,
  type System,
  stableStringify,
  transact,
  type World,
} from '../../twins/kernel/index.js'
import {
  API_PORT,
  type ApiResponse,
  discoverResources,
  fromTimestamp,
  itemsOf,
  toGoYaml,
  toTimestamp,
} from '../../twins/kubernetes/index.js'
import { TestTwin } from './twin.js'

/** Everything the API of a world shows, resource by resource, with managers: `kubectl get <every kind> -A --show-managed-fields`. */
export function dumpObjects(system: System, world: World): readonly JsonObject[] {
  return discoverResources(world).flatMap(({ group, versions, plural }) => {
    const request = { verb: 'list', group, version: versions[0], resource: plural, showManagedFields: true }
    let items: readonly JsonObject[] = []
    transact(system, world, 'dump', (tx) => {
      const payload = request as unknown as JsonObject
      items = itemsOf(
        system.ports.get(API_PORT)!.handle(tx, payload, { actor: 'dump' }) as unknown as ApiResponse,
      )
    })
    return items
  })
}

/** The same as the YAML text of one List. */
export function dumpYaml(system: System, world: World): string {
  return toGoYaml({
    apiVersion: 'v1',
    kind: 'List',
    items: dumpObjects(system, world),
    metadata: { resourceVersion: '' },
  })
}

/** The instant of a world, as `takenAt` says it. */
export function instantOf(world: World): string {
  return toTimestamp(world.now)
}

/** How the canonical forms of two worlds differ: rows of either that the other has not, by table and key. */
export function canonicalDifferences(before: World, after: World): readonly string[] {
  const rows = (world: World) =>
    canonicalRows(world).map(({ table, key, value }) => `${table} ${key} ${stableStringify(value)}`)
  const [left, right] = [rows(before), rows(after)]
  const [inLeft, inRight] = [new Set(left), new Set(right)]
  return [
    ...left.filter((row) => !inRight.has(row)).map((row) => `- ${row}`),
    ...right.filter((row) => !inLeft.has(row)).map((row) => `+ ${row}`),
  ]
}

/** The twin restored from what the API of another one shows now, at that instant. Not settled. */
export function restoredFrom(twin: TestTwin, components: readonly Component[]): TestTwin {
  const snapshot = dumpObjects(twin.system, twin.world)
  return new TestTwin({ components, snapshot, startMs: fromTimestamp(instantOf(twin.world)) })
}

/** Objects that somebody wrote since a twin was made, without Events: `<actor> <verb> <key>`. */
export function writesOf(twin: TestTwin): readonly string[] {
  return twin.log().flatMap(({ actor, event }) => {
    if (event.kind !== 'write' || event.key.startsWith('events/')) return []
    return [`${actor} ${event.verb} ${event.key}`]
  })
}
