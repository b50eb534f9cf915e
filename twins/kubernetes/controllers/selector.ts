import { isObject, type JsonObject } from '../../kernel/json.js'
import { objectAt } from '../client/objects.js'
import { fromLabelSelectorObject, type LabelSelector, matchesLabels } from '../machinery/selectors.js'

const parsed = new WeakMap<JsonObject, LabelSelector>()

/**
 * Whether `owner.spec.selector` selects an object; an absent selector selects nothing. That of a ReplicationController is
 * a map of labels, of others a LabelSelector.
 */
export function selects(owner: JsonObject, object: JsonObject): boolean {
  const source = objectAt(owner, 'spec')['selector']
  if (!isObject(source)) return false
  let selector = parsed.get(source)
  if (selector === undefined) {
    selector = fromLabelSelectorObject(
      owner['kind'] === 'ReplicationController' ? { matchLabels: source } : source,
    )
    parsed.set(source, selector)
  }
  return matchesLabels(selector, objectAt(object, 'metadata', 'labels'))
}
