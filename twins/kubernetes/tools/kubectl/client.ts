import type { JsonObject } from '../../../kernel/json.js'
import { ConnectionLost, type Proc } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { type ApiRequest, type ApiResponse, api, succeeded } from '../../client/api.js'
import { fromStatus } from '../../status-error.js'
import type { Invocation } from './command.js'
import { KubectlError } from './errors.js'

/**
 * Sends a request and gives the body of the answer. A refusal is thrown as `StatusError`, a lost connection as
 * `KubectlError`; warnings of the server are printed as `Warning: …`, each once. Answers
 * carry managedFields where the output may show them.
 * Source: client-go v0.32.0 rest/warnings.go, kubectl v0.32.0 pkg/cmd/util/helpers.go (StandardErrorMessage).
 */
export function* send(invocation: Invocation, request: ApiRequest): Proc<JsonObject> {
  const shows = request.verb !== 'delete' && showsManagedFields(invocation)
  const response = yield* exchange(shows ? { ...request, showManagedFields: true } : request)
  for (const warning of response.warnings ?? []) {
    if (invocation.warned.has(warning)) continue
    invocation.warned.add(warning)
    yield* printError(`Warning: ${warning}`)
  }
  if (!succeeded(response)) throw fromStatus(response.body)
  return response.body
}

/** The product of kubectl's User-Agent, `kubectl/v1.32.3 (linux/amd64) kubernetes/32cc146`. */
const PRODUCT = 'kubectl'
const WRITES: ReadonlySet<ApiRequest['verb']> = new Set(['create', 'update', 'patch'])

/**
 * A write that names no manager is its User-Agent's; a server-side apply must name its own.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/create.go (managerOrUserAgent).
 */
function withManager(request: ApiRequest): ApiRequest {
  const named = request.fieldManager !== undefined && request.fieldManager !== ''
  if (named || !WRITES.has(request.verb) || request.patchType === 'apply') return request
  return { ...request, fieldManager: PRODUCT }
}

/** They are taken out of JSON and YAML again unless wanted; JSONPath and columns see what the server sent. */
function showsManagedFields({ flags }: Invocation): boolean {
  return flags.on('show-managed-fields') || /^(jsonpath|custom-columns)/.test(flags.text('output'))
}

function* exchange(request: ApiRequest): Proc<ApiResponse> {
  try {
    return yield* api(withManager(request))
  } catch (error) {
    throw connectionError(error)
  }
}

/** What kubectl says of a connection that broke; other errors unchanged. */
export function connectionError(error: unknown): unknown {
  if (!(error instanceof ConnectionLost)) return error
  return new KubectlError(`Unable to connect to the server: ${error.message}`, { verbatim: true })
}
