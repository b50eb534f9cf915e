import { hashJsonWithout } from '../../../kernel/hash.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Port } from '../../../kernel/port.js'
import type { Proc } from '../../../kernel/process.js'
import { call } from '../../../kernel/requests.js'
import type { TableSpec } from '../../../kernel/table.js'
import { asJson } from '../../../kernel/tables.js'
import { textAt } from '../../client/objects.js'
import { latencies } from '../latencies.js'
import { type BackOffRecord, NO_FAILURES } from './back-off.js'

/** Failures in a row of Jobs that have any: row per `namespace/name`, {@link BackOffRecord} and the Job's uid. */
const BACK_OFFS = 'kubernetes.jobBackOffs'
const PORT = 'job-controller'

const TIMES: ReadonlySet<string> = new Set(['lastFailureAt'])

/**
 * Memory of the Job controller (its podBackoffStore). Departs from upstream: it survives a restart of the controller,
 * after which upstream creates the next pod without a pause.
 */
export const JOB_TABLES = [
  {
    name: BACK_OFFS,
    fingerprint: (value: JsonObject) => hashJsonWithout(value, TIMES),
    canonical: () => null,
  },
] as unknown as readonly TableSpec<never>[]

export const jobPort: Port = {
  name: PORT,
  latencyMs: latencies.nodeMs,
  handle: (transaction, payload) => {
    const key = textAt(payload, 'key')
    const before = transaction.get<JsonObject>(BACK_OFFS, key)
    const record = payload['record']
    if (record === undefined) return before ?? null
    if (record !== null) transaction.put(BACK_OFFS, key, record)
    else if (before !== undefined) transaction.delete(BACK_OFFS, key)
    return null
  },
  describe: (payload) => `${payload['record'] === undefined ? 'read' : 'write'} ${textAt(payload, 'key')}`,
}

/** The record of a Job; that of another Job of the same name does not count. */
export function* readBackOff(key: string, uid: string): Proc<BackOffRecord> {
  const row = (yield* call(PORT, { key })) as (BackOffRecord & JsonObject) | null
  return row === null || row['uid'] !== uid
    ? NO_FAILURES
    : { failures: row.failures, lastFailureAt: row.lastFailureAt }
}

export function* writeBackOff(key: string, uid: string, record: BackOffRecord): Proc<void> {
  yield* call(PORT, { key, record: record.failures === 0 ? null : asJson({ ...record, uid }) })
}

export function* forgetBackOff(key: string): Proc<void> {
  yield* call(PORT, { key, record: null })
}
