import { SQL_PORT } from '../contract/sql/requests.js'
import type { Controller } from '../kernel/controller.js'
import type { Process } from '../kernel/process.js'
import { call } from '../kernel/requests.js'
import { PROCESSES } from '../kernel/tables.js'
import type { Change } from '../kernel/transaction.js'
import type { View } from '../kernel/world.js'
import { SESSIONS } from './tables.js'

/** Time from the end of a process until its server process has seen the closed socket and left. */
const LATENCY_MS = 1

/**
 * Ends the sessions of processes that have ended without saying so, as a killed tool does. An idle server process leaves when its
 * client's socket closes (PostgreSQL 17 src/backend/tcop/postgres.c, SocketBackend).
 */
export const reaper: Controller = {
  name: 'postgres-reaper',
  latencyMs: LATENCY_MS,
  watches: [{ table: PROCESSES, map: endedOwner }],
  backoff: { baseMs: 1, maxMs: 1000 },
  reconcile: function* (owner) {
    yield* call(SQL_PORT, { op: 'reap', owner })
    return {}
  },
  initial: () => [],
}

function endedOwner({ key, after }: Change, view: View): readonly string[] {
  const process = after as Process | undefined
  if (process !== undefined && process.exit === null) return []
  return view.byIndex(SESSIONS, 'owner', key).length > 0 ? [key] : []
}
