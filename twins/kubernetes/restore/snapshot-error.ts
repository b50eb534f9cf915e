import { RehearseError } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import { metadataOf, textAt } from '../client/objects.js'

/** An object of a snapshot that no cluster could have shown, or that cannot be restored. */
export class SnapshotError extends RehearseError {
  override readonly name = 'SnapshotError'
  /** Its place among the objects of the snapshot, from 0. */
  readonly index: number

  constructor(index: number, object: JsonObject, message: string, remedy: string) {
    const subject = nameInMessages(object)
    super(`${subject} ${message}`, { code: 'snapshot-object', subject, remedy })
    this.index = index
  }
}

/** `Deployment tracecat/api`, as far as the object says. */
export function nameInMessages(object: JsonObject): string {
  const metadata = metadataOf(object)
  const namespace = textAt(metadata, 'namespace')
  const name = textAt(metadata, 'name') || '(without a name)'
  return `${textAt(object, 'kind')} ${namespace === '' ? name : `${namespace}/${name}`}`
}
