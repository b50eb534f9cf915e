import type { LogEntry } from '../../twins/kernel/log.js'
import type { ChainLink } from '../scenario/scenario.js'
import { matchesEvent } from './match-event.js'
import type { ChainOutcome } from './outcome.js'

/** Find the links of a chain in the log, each after the one before it. A link that is missing stops the search. */
export function followChain(log: readonly LogEntry[], chain: readonly ChainLink[]): readonly ChainOutcome[] {
  let from = 0
  let broken = false
  return chain.map((link) => {
    const index = broken ? -1 : log.findIndex((entry, at) => at >= from && matchesEvent(entry, link.event))
    if (index < 0) {
      broken = true
      return { says: link.says, seq: null, atMs: null }
    }
    from = index + 1
    return { says: link.says, seq: log[index]!.seq, atMs: log[index]!.at }
  })
}
