import { Buffer } from 'node:buffer'
import { isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import type { KnownSecrets } from './known-secrets.js'
import { type ObjectRedactor, redactManifest } from './redact-manifest.js'
import { redactSettings } from './redact-settings.js'

/**
 * What a release of Helm stores, without secret values: manifest and hooks as the objects they are, the user's and the chart's values by their
 * names, templates and files as texts.
 */
export function redactRelease(
  payload: JsonObject,
  known: KnownSecrets,
  redactObject: ObjectRedactor,
): JsonObject {
  return mapMembers(payload, (name, value) => {
    if (name === 'manifest' && typeof value === 'string') return redactManifest(value, known, redactObject)
    if (name === 'config') return redactSettings(value, known)
    if (name === 'chart' && isObject(value)) return redactStoredChart(value, known)
    if (name === 'info' && isObject(value)) return mapMembers(value, (_, text) => cleared(text, known))
    if (name === 'hooks' && Array.isArray(value))
      return value.map((hook: Json) => (isObject(hook) ? redactHook(hook, known, redactObject) : hook))
    return value
  })
}

function redactHook(hook: JsonObject, known: KnownSecrets, redactObject: ObjectRedactor): JsonObject {
  return mapMembers(hook, (name, value) =>
    name === 'manifest' && typeof value === 'string' ? redactManifest(value, known, redactObject) : value,
  )
}

/** Templates and files are base64, and so is the schema. */
function redactStoredChart(chart: JsonObject, known: KnownSecrets): JsonObject {
  return mapMembers(chart, (name, value) => {
    if (name === 'values') return redactSettings(value, known)
    if ((name === 'templates' || name === 'files') && Array.isArray(value))
      return value.map((file: Json) =>
        isObject(file)
          ? mapMembers(file, (member, data) => (member === 'data' ? encoded(data, known) : data))
          : file,
      )
    return name === 'schema' ? encoded(value, known) : value
  })
}

function encoded(value: Json, known: KnownSecrets): Json {
  if (typeof value !== 'string') return value
  const bytes = Buffer.from(value, 'base64')
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return value
  const other = known.text(text)
  return other === text ? value : Buffer.from(other, 'utf8').toString('base64')
}

function cleared(value: Json, known: KnownSecrets): Json {
  return typeof value === 'string' ? known.text(value) : value
}

function mapMembers(object: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]))
}
