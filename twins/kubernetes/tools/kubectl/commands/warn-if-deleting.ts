import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import { metadataOf, textAt } from '../../../client/objects.js'

/** Warns when something was applied to an object that is on its way out. Source: kubectl v0.32.0 pkg/cmd/apply/apply.go. */
export function* warnIfDeleting(object: JsonObject): Proc<void> {
  const metadata = metadataOf(object)
  if (metadata['deletionTimestamp'] === undefined) return
  yield* printError(
    `Warning: Detected changes to resource ${textAt(metadata, 'name')} which is currently being deleted.`,
  )
}
