import type { Json, JsonObject } from '../../../kernel/json.js'
import { stableStringify } from '../../../kernel/json.js'
import { arrayAt, textAt } from '../../client/objects.js'

/** Labels of what the controllers maintain; other Endpoints say what their author wants. */
const MANAGED_BY: Readonly<Record<string, string>> = {
  Endpoints: 'endpoints.kubernetes.io/managed-by',
  EndpointSlice: 'endpointslice.kubernetes.io/managed-by',
}

/**
 * The addresses of a Service in a canonical form. They repeat what its pods say, in the order of pod addresses, which are
 * hashes: what is left is how many there are and in which condition. Undefined for everything else.
 */
export function canonicalAddresses(object: JsonObject, member: string): Json | undefined {
  const label = MANAGED_BY[String(object['kind'])]
  if (label === undefined || textAt(object, 'metadata', 'labels', label) === '') return undefined
  if (member === 'subsets') return arrayAt(object, 'subsets').map(canonicalSubset)
  if (member !== 'endpoints') return undefined
  return arrayAt(object, 'endpoints')
    .map((endpoint) => (endpoint as JsonObject)['conditions'] ?? null)
    .sort((x, y) => (stableStringify(x) < stableStringify(y) ? -1 : 1))
}

function canonicalSubset(subset: Json): Json {
  const { ports = null } = subset as JsonObject
  return {
    ready: arrayAt(subset, 'addresses').length,
    notReady: arrayAt(subset, 'notReadyAddresses').length,
    ports,
  }
}
