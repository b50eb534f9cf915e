import type { HistoryCheck } from '../../twins/contract/twin.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { View } from '../../twins/kernel/world.js'
import { changedObject, findObject, OBJECTS, objectAt, objectKey } from '../../twins/kubernetes/index.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Gate, Judgement } from './gate.js'

const NAME = 'keys-present'

interface State extends JsonObject {
  readonly violations: readonly { readonly subject: string; readonly message: string; readonly seq: number }[]
}

/**
 * Keys that must never vanish from a Secret. When a fix starts from a world where a key is gone already, the gate
 * watches it from the moment it is back.
 */
export const keysPresent: Gate = {
  name: NAME,
  check: (scenario): HistoryCheck => ({
    name: NAME,
    tables: [OBJECTS],
    start: () => ({ violations: [] }) satisfies State,
    step: (state, change) => {
      const watched = scenario.protects.keys.filter(
        (keys) => objectKey('', 'secrets', keys.namespace, keys.secret) === change.key,
      )
      const first = watched[0]
      if (first === undefined) return state
      const { before, after } = changedObject(change)
      const absent = missingKeys(before, keysOf(watched))
      const lost = missingKeys(after, keysOf(watched)).filter((key) => !absent.includes(key))
      if (lost.length === 0) return state
      const message = after === undefined ? 'was deleted' : `lost the keys ${lost.join(', ')}`
      const subject = `Secret ${first.namespace}/${first.secret}`
      const known = state as State
      return { violations: [...known.violations, { subject, message, seq: change.seq }] }
    },
  }),
  judge: ({ twin, after, scenario }): Judgement => {
    const state = twin.checkState(after, NAME) as State | null
    if (state === null) return { compared: 0, evidence: [], inconclusive: 'the check was never armed' }
    const compared = scenario.protects.keys.reduce((sum, keys) => sum + keys.keys.length, 0)
    const atTheEnd = scenario.protects.keys.flatMap((keys) => absentNow(twin.view(after), keys))
    const evidence = state.violations.map((violation) => ({ ...violation, owner: null }))
    const note = compared === 0 ? { note: 'the scenario protects no keys' } : {}
    return { compared, evidence: [...evidence, ...atTheEnd], ...note }
  },
}

type Watched = Scenario['protects']['keys'][number]

function keysOf(watched: readonly Watched[]): readonly string[] {
  return watched.flatMap((item) => item.keys)
}

function absentNow(view: View, watched: Watched) {
  const secret = findObject(view, '', 'secrets', watched.namespace, watched.secret)
  const missing = missingKeys(secret, watched.keys)
  if (missing.length === 0) return []
  const message = secret === undefined ? 'is absent at the end' : `lacks ${missing.join(', ')} at the end`
  return [{ subject: `Secret ${watched.namespace}/${watched.secret}`, owner: null, message, seq: null }]
}

function missingKeys(secret: JsonObject | undefined, keys: readonly string[]): readonly string[] {
  const data = secret === undefined ? {} : objectAt(secret, 'data')
  return keys.filter((key) => !Object.hasOwn(data, key))
}
