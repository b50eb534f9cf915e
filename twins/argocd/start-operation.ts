import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import type { Application } from './application.js'
import { find, ownAddress, write } from './kube.js'
import { APPLICATION } from './names.js'

/** argo-cd v3.5.1 util/argo/argo.go (ErrAnotherOperationInProgress). */
const ANOTHER_OPERATION = 'another operation is already in progress'

/**
 * Sets `.operation` as the API server and automated sync do: refused while one is set, and the state of the last one is
 * forgotten in the same update. Answers the refusal. util/argo/argo.go (SetAppOperation).
 */
export function* startOperation(
  { namespace, name }: Pick<Application, 'namespace' | 'name'>,
  operation: JsonObject,
  fieldManager?: string,
): Proc<string | undefined> {
  const address = ownAddress(APPLICATION, namespace, name)
  const current = yield* find(address)
  if (current === undefined) return `applications.argoproj.io "${name}" not found`
  const set = current['operation']
  if (set !== undefined && set !== null) return ANOTHER_OPERATION
  const body = { operation, status: { operationState: null } }
  yield* write({ verb: 'patch', ...address, patchType: 'merge', body }, fieldManager)
  return undefined
}
