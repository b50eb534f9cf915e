import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { isNotFound } from '../../kubernetes/index.js'
import { comparable, type Lookup, lookupText } from '../lookups.js'
import type { Configuration } from './configuration.js'
import { isRefusal, send } from './request.js'

/**
 * What the cluster answers to `lookup`, without what servers set by themselves; null when there is no such object.
 * Throws `HelmError` with the server's refusal, and `NotModelled` for a kind the server does not know, which ends a
 * render. Helm v3.21.4 pkg/engine/lookup_func.go (newLookupFunction).
 */
export function* lookUp({ discovery }: Configuration, question: Lookup): Proc<JsonObject | null> {
  const { apiVersion, kind, namespace, name } = question
  const resource = yield* discovery.find(apiVersion, kind)
  if (resource === undefined) {
    throw new NotModelled(
      `${lookupText(question)}, whose kind the cluster does not know`,
      'Install its definition first.',
    )
  }
  const { group, plural } = resource
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const within = resource.namespaced && namespace !== '' ? { namespace } : {}
  const address = { group, version, resource: plural, ...within }
  try {
    const request =
      name === '' ? ({ verb: 'list', ...address } as const) : ({ verb: 'get', ...address, name } as const)
    return comparable(yield* send(request))
  } catch (error) {
    if (isRefusal(error, isNotFound)) return null
    throw error
  }
}
