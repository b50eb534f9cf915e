import type { SessionSpec, StateStep } from '../types.js'
import type { Cluster } from './cluster.js'
import type { Connection } from './connection.js'
import type { PasswordBook } from './passwords.js'

/** Make a session as its spec says: connect, then what changed it, then what its transaction has done so far. */
export async function openSession(cluster: Cluster, spec: SessionSpec): Promise<Connection> {
  const connection = await cluster.connect({ user: spec.user, database: spec.database })
  for (const statement of [...spec.preamble, ...spec.transaction]) await connection.query(statement)
  return connection
}

/** Run a statement again for its effect. Nobody else is connected: an effect that remains does not depend on others. */
export async function replayStep(cluster: Cluster, step: StateStep, passwords: PasswordBook): Promise<void> {
  for (const statement of [...step.session.transaction, step.statement]) passwords.learn(statement)
  const connection = await openSession(cluster, step.session)
  try {
    await connection.query(step.statement)
  } finally {
    await connection.close()
  }
}
