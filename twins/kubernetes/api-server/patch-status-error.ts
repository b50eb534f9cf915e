import { assertNever } from '../../kernel/errors.js'
import type { PatchError, PatchErrorCode } from '../machinery/patch-error.js'
import {
  badRequest,
  type StatusError as Refusal,
  StatusError,
  unprocessablePatch,
  untyped,
} from '../status-error.js'

/**
 * What the server answers when a patch cannot be applied.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyJSPatch, interpretStrategicMergePatchError).
 */
export function patchStatusError(error: PatchError): Refusal {
  const code = error.code as PatchErrorCode
  switch (code) {
    case 'json-patch-malformed':
    case 'merge-patch-malformed':
    case 'strategic-merge-malformed':
      return badRequest(error.message)
    case 'json-patch-too-long':
      return tooLarge(error.message)
    case 'json-patch-failed':
    case 'strategic-merge-unprocessable':
      return unprocessablePatch()
    case 'strategic-merge-failed':
      return untyped(error.message)
    default:
      return assertNever(code)
  }
}

function tooLarge(message: string): Refusal {
  return new StatusError({
    httpCode: 413,
    reason: 'RequestEntityTooLarge',
    message: `Request entity too large: ${message}`,
  })
}
