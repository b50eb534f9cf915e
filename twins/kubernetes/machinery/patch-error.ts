import { RehearseError } from '../../kernel/errors.js'

/**
 * Why a patch was refused; decides what the API server answers.
 * - `json-patch-malformed`: 400, the patch is not a list of operations.
 * - `json-patch-too-long`: 413, more than 10000 operations.
 * - `json-patch-failed`: 422 with a constant text, an operation could not be carried out.
 * - `merge-patch-malformed`: 400, the patch is not a JSON object.
 * - `strategic-merge-malformed`: 400, a directive has the wrong form.
 * - `strategic-merge-unprocessable`: 422, lists of lists.
 * - `strategic-merge-failed`: 500, an untyped error.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyJSPatch, interpretStrategicMergePatchError).
 */
export type PatchErrorCode =
  | 'json-patch-malformed'
  | 'json-patch-too-long'
  | 'json-patch-failed'
  | 'merge-patch-malformed'
  | 'strategic-merge-malformed'
  | 'strategic-merge-unprocessable'
  | 'strategic-merge-failed'

/** A patch that cannot be applied to a document, or computed from two; the message is upstream's. */
export class PatchError extends RehearseError {
  override readonly name = 'PatchError'

  constructor(code: PatchErrorCode, message: string, cause?: unknown) {
    super(message, {
      code,
      remedy: 'Correct the patch, or the object it is meant for.',
      ...(cause === undefined ? {} : { cause }),
    })
  }
}
