import { describe, expect, it } from 'vitest'
import {
  compareKeys,
  deepFreeze,
  type Json,
  type JsonObject,
  stableStringify,
} from '../../../../../../twins/kernel/json.js'
import { typeSchemaFromOpenApi } from '../../../../../../twins/kubernetes/machinery/crd-types.js'
import {
  applyServerSide,
  encodeManagedFields,
  type ManagedFields,
  NO_MANAGERS,
  trackUpdate,
} from '../../../../../../twins/kubernetes/machinery/managed-fields/index.js'
import { typeSchemaOf } from '../../../../../../twins/kubernetes/machinery/merge-keys.js'
import { PLAIN, type TypeSchema } from '../../../../../../twins/kubernetes/machinery/type-schema.js'
import { answer, golden } from '../golden.js'

interface Request {
  readonly op: 'apply' | 'update'
  readonly manager: string
  readonly force?: boolean
  readonly subresource?: string
  readonly object: JsonObject
  readonly error?: string
  readonly result?: JsonObject
  readonly managedFields?: readonly JsonObject[]
}

interface Sequence {
  readonly kind: string
  readonly apiVersion: string
  readonly requests: readonly Request[]
}

interface State {
  readonly live: JsonObject | undefined
  readonly managers: ManagedFields
}

function stored(object: JsonObject): JsonObject {
  return deepFreeze({ ...object, metadata: { ...(object['metadata'] as JsonObject), uid: 'u1' } })
}

function carryOut(
  { kind, apiVersion }: Sequence,
  listTypes: TypeSchema,
  request: Request,
  state: State,
  nowMs: number,
): State {
  const { op, manager, object, force = false, subresource } = request
  const common = {
    listTypes,
    manager,
    apiVersion,
    nowMs,
    ...(subresource === undefined ? {} : { subresource }),
  }
  if (op === 'update') {
    const managers = trackUpdate({
      ...common,
      before: state.live,
      after: object,
      managedFields: state.managers,
    })
    return { live: stored(object), managers }
  }
  const { live, managers: liveManagedFields } = state
  const applied = applyServerSide({ ...common, kind, live, liveManagedFields, config: object, force })
  expect(applied.object).toEqual(request.result)
  return { live: stored(applied.object), managers: applied.managedFields }
}

/** Times are not recorded; without them the order of the entries means nothing. */
function comparable(entries: readonly JsonObject[]): readonly JsonObject[] {
  const identity = (entry: JsonObject): string =>
    stableStringify([
      entry['operation'],
      entry['manager'],
      entry['apiVersion'],
      entry['subresource'] ?? '',
    ] as Json)
  return entries
    .map(({ time: _, ...entry }) => entry as JsonObject)
    .sort((a, b) => compareKeys(identity(a), identity(b)))
}

function check(sequence: Sequence, listTypes: TypeSchema): void {
  let state: State = { live: undefined, managers: NO_MANAGERS }
  sequence.requests.forEach((request, index) => {
    const run = (): State => carryOut(sequence, listTypes, request, state, index * 1000)
    if (request.error !== undefined) {
      expect(answer(run)).toEqual({ error: request.error })
      return
    }
    state = deepFreeze(run())
    const managers = encodeManagedFields(state.managers, String)
    expect(comparable(managers)).toEqual(comparable(request.managedFields ?? []))
  })
}

describe('server-side apply and updates of built-in kinds, as upstream', () => {
  const { cases } = golden<{ cases: readonly Sequence[] }>('server-side-apply')
  it.each(cases)('$kind (%#)', (sequence) => {
    check(sequence, typeSchemaOf(sequence.kind) ?? PLAIN)
  })
})

describe('server-side apply and updates of a custom resource, as upstream', () => {
  const { schema, cases } = golden<{ schema: JsonObject; cases: readonly Sequence[] }>(
    'server-side-apply-custom-resource',
  )
  it.each(cases)('case %#', (sequence) => {
    check(sequence, typeSchemaFromOpenApi(schema))
  })
})
