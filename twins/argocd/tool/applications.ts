import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { type Application, readApplication } from '../application.js'
import { ApiRefusal, find, ownAddress, write } from '../kube.js'
import { APPLICATION, ARGOCD_NAMESPACE, REFRESH } from '../names.js'
import type { Invocation } from './command.js'
import { rpcError } from './errors.js'

/** Field manager of what the API server writes. */
export const SERVER_MANAGER = 'argocd-server'

/** Where an argument points: `name`, or `namespace/name`. */
export function addressOf({ flags }: Invocation, argument: string) {
  const [first = '', second] = argument.split('/')
  const namespace = second === undefined ? flags.text('app-namespace') || ARGOCD_NAMESPACE : first
  return ownAddress(APPLICATION, namespace, second ?? first)
}

/** The Application an argument names. Throws {@link rpcError} NotFound. */
export function* getApplication(invocation: Invocation, argument: string): Proc<Application> {
  const address = addressOf(invocation, argument)
  const object = yield* find(address)
  if (object === undefined) throw rpcError('NotFound', `applications.argoproj.io "${address.name}" not found`)
  return readApplication(object)
}

/** Writes as the API server does. Throws {@link rpcError}. */
export function* patchApplication({ namespace, name }: Application, body: JsonObject): Proc<void> {
  try {
    const address = ownAddress(APPLICATION, namespace, name)
    yield* write({ verb: 'patch', ...address, patchType: 'merge', body }, SERVER_MANAGER)
  } catch (error) {
    if (error instanceof ApiRefusal) throw rpcError('InvalidArgument', error.message)
    throw error
  }
}

export function* requestRefresh(app: Application, type: 'normal' | 'hard'): Proc<void> {
  yield* patchApplication(app, { metadata: { annotations: { [REFRESH]: type } } })
}
