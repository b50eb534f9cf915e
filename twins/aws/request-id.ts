import { mintId, toUuid } from '../kernel/ids.js'
import type { Caller } from '../kernel/port.js'
import type { Transaction } from '../kernel/transaction.js'

/**
 * The request id of an answer: a hash of (seed, caller, subject). Departs from upstream: the same request of the same
 * caller has the same id each time. Ids of one incarnation each would turn every read into a write of the world, and
 * a caller that polls would never return to a state it had before.
 */
export function requestIdOf(tx: Transaction, caller: Caller, subject: string): string {
  const { actor } = caller
  return toUuid(mintId({ seed: tx.base.seed, actor, purpose: 'aws-request', subject, incarnation: 0 }))
}
