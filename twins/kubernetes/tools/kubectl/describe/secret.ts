import { objectAt, textAt } from '../../../client/objects.js'
import { base64SizeBytes } from '../../../schema/base64.js'
import type { Describer } from './describers.js'

/**
 * A Secret without its values: each key with its size. Keys are sorted; upstream ranges over a map. Upstream shows the
 * token of a service account token; it is not shown here. Source: kubectl v0.32.0 pkg/describe/describe.go (describeSecret).
 */
export const describeSecret: Describer = {
  events: false,
  // biome-ignore lint/correctness/useYield: a describer may ask for more objects; this one needs none
  *write(text, object) {
    text.head(object)
    text.line(0, `\nType:\t${textAt(object, 'type')}`)
    text.line(0, '\nData\n====')
    const data = objectAt(object, 'data')
    for (const key of Object.keys(data).sort()) {
      text.line(0, `${key}:\t${base64SizeBytes(String(data[key]))} bytes`)
    }
  },
}
