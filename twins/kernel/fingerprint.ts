import { canonicalHashes } from './canonical-form.js'
import { addHash, type Hash128, hashString, mixHash, ZERO_HASH } from './hash.js'
import type { Process } from './process.js'
import type { System } from './system.js'
import { AGENDA, type AgendaItem, HOLDING, PROCESSES } from './tables.js'
import type { World } from './world.js'

/**
 * Exact fingerprint: equal worlds behave equally under equal schedules. It holds objects with their uids, processes by
 * program and journal digest, queues, monitors, and timers as (owner, due - now). Left out: resourceVersions (a held
 * one counts as fresh or stale), absolute times, the log.
 */
export function exactFingerprint(system: System, world: World): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const table of world.tables.values()) hash = addHash(hash, table.hash)
  for (const { key, value } of world.list<AgendaItem>(AGENDA)) {
    // By parts: labels come back with every world, and so do waiting times.
    hash = addHash(hash, mixHash(hashString(key), hashString(`${value.class} ${value.at - world.now}`)))
  }
  for (const { value } of world.byIndex<Process>(PROCESSES, HOLDING, ''))
    hash = addHash(hash, freshness(system, world, value))
  return hash
}

/**
 * Canonical fingerprint: equal for worlds that differ only in the seed, in how often things were re-created, or in
 * counters that grew. Meant for quiescent worlds: cycles, "back at the start", comparison between runs.
 */
export function canonicalFingerprint(world: World): Hash128 {
  return canonicalHashes(world).reduce(addHash, ZERO_HASH)
}

function freshness(system: System, world: World, process: Process): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const held of process.held) {
    const fresh = system.versionOf(world.get(held.table, held.key)) === held.version
    if (!fresh) hash = addHash(hash, hashString(`${process.pid} holds a stale ${held.table} ${held.key}`))
  }
  return hash
}
