import type { JsonObject } from '../../../kernel/json.js'
import { arrayAt } from '../../client/objects.js'

const NONE: readonly string[] = []
const REQUIRED: readonly string[] = ['required']

/** Pods with required anti-affinity, which other pods must respect: few, and looked up for each pod to place. */
export function antiAffinityIndex(object: JsonObject): readonly string[] {
  if (object['kind'] !== 'Pod') return NONE
  const terms = arrayAt(
    object,
    'spec',
    'affinity',
    'podAntiAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  )
  return terms.length === 0 ? NONE : REQUIRED
}
