import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../client/objects.js'
import { type ConfigKind, type ConfigReader, notFoundText, readConfig } from './config-source.js'
import { expandVariables } from './expansion.js'
import { fieldValue, type PodAddresses, resourceFieldValue } from './field-ref.js'

export type Environment = Record<string, string>

/** The environment, or the message of `CreateContainerConfigError`. */
export type EnvironmentResult = { readonly env: Environment } | { readonly error: string }

/**
 * Environment of a container, resolved when it is created: `envFrom` first, then `env` in order, where `value` may
 * refer to what stands before it. A missing Secret, ConfigMap or key is an error unless it is optional.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables).
 */
export function* resolveEnvironment(
  pod: JsonObject,
  container: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<EnvironmentResult> {
  const env: Environment = {}
  for (const source of arrayAt(container, 'envFrom').filter(isObject)) {
    const error = yield* addAll(env, source, reader)
    if (error !== undefined) return { error }
  }
  for (const variable of arrayAt(container, 'env').filter(isObject)) {
    const name = textAt(variable, 'name')
    const from = variable['valueFrom']
    if (!isObject(from)) {
      env[name] = expandVariables(textAt(variable, 'value'), env)
      continue
    }
    const found = yield* valueFrom(from, pod, container, addresses, reader)
    if (found.error !== undefined) return { error: found.error }
    if (found.value !== undefined) env[name] = found.value
  }
  return { env }
}

function* addAll(env: Environment, source: JsonObject, reader: ConfigReader): Proc<string | undefined> {
  const kind: ConfigKind = source['secretRef'] === undefined ? 'ConfigMap' : 'Secret'
  const reference = objectAt(source, kind === 'Secret' ? 'secretRef' : 'configMapRef')
  const name = textAt(reference, 'name')
  const data = yield* readConfig(reader, kind, name)
  if (data === undefined) return reference['optional'] === true ? undefined : notFoundText(kind, name)
  const prefix = textAt(source, 'prefix')
  for (const key of Object.keys(data)) env[prefix + key] = data[key] as string
  return undefined
}

interface Found {
  /** Undefined: an optional source is missing and the variable is not set. */
  readonly value?: string
  readonly error?: string
}

function* valueFrom(
  from: JsonObject,
  pod: JsonObject,
  container: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<Found> {
  if (isObject(from['fieldRef']))
    return { value: fieldValue(pod, textAt(from, 'fieldRef', 'fieldPath'), addresses) }
  if (isObject(from['resourceFieldRef']))
    return { value: resourceFieldValue(objectAt(from, 'resourceFieldRef'), pod, container) }
  const kind: ConfigKind = isObject(from['secretKeyRef']) ? 'Secret' : 'ConfigMap'
  const reference = objectAt(from, kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef')
  const optional = reference['optional'] === true
  const name = textAt(reference, 'name')
  const data = yield* readConfig(reader, kind, name)
  if (data === undefined) return optional ? {} : { error: notFoundText(kind, name) }
  const key = textAt(reference, 'key')
  if (Object.hasOwn(data, key)) return { value: data[key] as string }
  return optional ? {} : { error: `couldn't find key ${key} in ${kind} ${reader.namespace}/${name}` }
}
