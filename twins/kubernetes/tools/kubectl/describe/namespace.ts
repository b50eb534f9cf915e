import { isObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeNamespace). Quotas and limit ranges
 * are left out where the server does not serve them, as the one of a world. */
export const describeNamespace: Describer = {
  events: false,
  // biome-ignore lint/correctness/useYield: a describer may ask for more objects; this one needs none
  *write(text, object) {
    const metadata = metadataOf(object)
    text.line(0, `Name:\t${textAt(metadata, 'name')}`)
    text.labels('Labels', objectAt(metadata, 'labels'))
    text.annotations('Annotations', objectAt(metadata, 'annotations'))
    text.line(0, `Status:\t${textAt(object, 'status', 'phase')}`)
    const conditions = arrayAt(object, 'status', 'conditions').filter(isObject)
    if (conditions.length > 0) {
      text.line(0, 'Conditions:')
      text.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
      text.line(1, '----\t------\t------------------\t------\t-------')
      for (const condition of conditions) {
        const at = rfc1123(textAt(condition, 'lastTransitionTime'))
        const cells = [
          textAt(condition, 'type'),
          textAt(condition, 'status'),
          at,
          textAt(condition, 'reason'),
        ]
        text.line(1, `${cells.join('\t')}\t${textAt(condition, 'message')}`)
      }
    }
  },
}
