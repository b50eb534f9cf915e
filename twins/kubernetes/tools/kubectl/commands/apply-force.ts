import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { waitUntil } from '../../../../kernel/requests.js'
import { type ApiResponse, apiCall } from '../../../client/api.js'
import { metadataOf } from '../../../client/objects.js'
import { isNotFound } from '../../../status-error.js'
import { connectionError, send } from '../client.js'
import { isCommandError, KubectlError } from '../errors.js'
import { resourceOf } from '../mappings.js'
import { addressOf, type Found } from '../sources.js'
import type { ApplyRun } from './apply.js'
import { propagationOf } from './delete-options.js'

/** How often kubectl looks whether the object is gone. */
const POLL_MS = 1000

/**
 * Deletes an object, waits until it is gone and creates it from the manifest; if that fails the old one is created
 * again. Source: kubectl v0.32.0 pkg/cmd/apply/patcher.go (deleteAndCreate).
 */
export function* replaceByForce(
  run: ApplyRun,
  target: Found,
  modified: JsonObject,
  original: JsonObject,
): Proc<JsonObject> {
  const { invocation } = run
  const gracePeriodSeconds = invocation.flags.number('grace-period')
  yield* send(invocation, {
    verb: 'delete',
    ...addressOf(target),
    propagationPolicy: propagationOf(invocation),
    ...(gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }),
  })
  yield* waitGone(run, target)
  try {
    return yield* create(run, target, modified)
  } catch (error) {
    if (!isCommandError(error)) throw error
    yield* create(run, target, withoutSystemFields(original))
    throw error
  }
}

function* waitGone({ invocation }: ApplyRun, target: Found): Proc<void> {
  try {
    const { timedOut } = yield* waitUntil({
      reads: [apiCall({ verb: 'get', ...addressOf(target) })],
      predicate: ([answer]) => isNotFound((answer as unknown as ApiResponse).body),
      pollMs: POLL_MS,
      // Zero, the default, means one look: upstream's poll has then no time left for a second.
      timeoutMs: invocation.flags.number('timeout'),
    })
    if (timedOut) throw new KubectlError('context deadline exceeded')
  } catch (error) {
    throw connectionError(error)
  }
}

function* create({ invocation, fieldManager }: ApplyRun, target: Found, body: JsonObject): Proc<JsonObject> {
  return yield* send(invocation, {
    verb: 'create',
    ...resourceOf(target.mapping),
    ...(target.namespace === '' ? {} : { namespace: target.namespace }),
    body,
    fieldManager,
  })
}

/** The server refuses to create an object that carries a resourceVersion. */
function withoutSystemFields(object: JsonObject): JsonObject {
  const { resourceVersion: _version, uid: _uid, ...metadata } = metadataOf(object)
  return { ...object, metadata }
}
