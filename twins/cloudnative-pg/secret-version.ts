import { hashJson, hashToHex } from '../kernel/hash.js'
import type { JsonObject } from '../kernel/json.js'
import { metadataOf } from '../kubernetes/index.js'

/**
 * What stands for the resourceVersion of a Secret: a digest of its contents, labels and annotations. A number of writes to the whole
 * cluster would tell apart worlds that differ in nothing else. '' for a Secret that is not there.
 */
export function secretVersion(secret: JsonObject | undefined): string {
  if (secret === undefined) return ''
  const { labels, annotations } = metadataOf(secret)
  const contents = { data: secret['data'] ?? null, labels: labels ?? null, annotations: annotations ?? null }
  return BigInt(`0x${hashToHex(hashJson(contents)).slice(0, 12)}`).toString()
}
