import { objectAt } from '../../../client/objects.js'
import { base64SizeBytes } from '../../../schema/base64.js'
import type { Describer } from './describers.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (ConfigMapDescriber). Keys are sorted; upstream ranges over a map. */
export const describeConfigMap: Describer = {
  events: true,
  // biome-ignore lint/correctness/useYield: a describer may ask for more objects; this one needs none
  *write(text, object) {
    text.head(object)
    text.line(0, '\nData\n====')
    const data = objectAt(object, 'data')
    for (const key of Object.keys(data).sort()) text.line(0, `${key}:\n----\n${String(data[key])}\n`)
    const binary = objectAt(object, 'binaryData')
    text.line(0, '\nBinaryData\n====')
    for (const key of Object.keys(binary).sort()) {
      text.line(0, `${key}: ${base64SizeBytes(String(binary[key]))} bytes`)
    }
    text.line(0, '')
  },
}
