import { behavioursOf } from '../../../twins/external-secrets/behaviours.js'
import { ANNOTATION_DATA_HASH } from '../../../twins/external-secrets/names.js'
import { hashOfData } from '../../../twins/external-secrets/object-hash.js'
import type { JsonObject } from '../../../twins/kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../../twins/kubernetes/index.js'
import type { Rederive } from '../../import/redact/redact-dump.js'

/** Releases of External Secrets whose hash of the data is another one: until 0.16.1 it was md5. */
const RELEASES = ['2.9.0', '0.10.7']

/**
 * The hash that External Secrets keeps of what it wrote: of the new values where it was that of the old ones, so that the Secret counts as unchanged;
 * where it was another one, somebody had changed the Secret, and it stays another one.
 */
export const rederive: Rederive = (before, after) => {
  const hash = textAt(metadataOf(before), 'annotations', ANNOTATION_DATA_HASH)
  if (before['kind'] !== 'Secret' || hash === '') return after
  for (const eso of RELEASES) {
    const behaviours = behavioursOf({ eso })
    if (hashOfData(objectAt(before, 'data'), behaviours) !== hash) continue
    return withHash(after, hashOfData(objectAt(after, 'data'), behaviours))
  }
  return after
}

function withHash(secret: JsonObject, hash: string): JsonObject {
  const metadata = metadataOf(secret)
  const annotations = { ...objectAt(metadata, 'annotations'), [ANNOTATION_DATA_HASH]: hash }
  return { ...secret, metadata: { ...metadata, annotations } }
}
