import type { Gate, Judgement } from './gate.js'

/** End gates look at a settled world only; a world that repeats itself for ever fails here. */
export const settled: Gate = {
  name: 'settled',
  judge: ({ ending }): Judgement => {
    switch (ending.kind) {
      case 'settled':
        return { compared: 1, evidence: [] }
      case 'diverges': {
        const message = `the world repeats itself every ${ending.periodMs / 1000} s`
        return { compared: 1, evidence: [{ subject: 'world', owner: null, message, seq: ending.to }] }
      }
      case 'horizon':
        return {
          compared: 0,
          evidence: [],
          inconclusive: `still changing after ${ending.horizonMs / 1000} s`,
        }
      case 'error':
        return { compared: 0, evidence: [], inconclusive: ending.message }
    }
  },
}
