import { RehearseError } from '../../../twins/kernel/errors.js'
import { isObject, type Json, jsonEqual } from '../../../twins/kernel/json.js'
import { parseYaml, toGoYaml } from '../../../twins/kubernetes/index.js'
import type { KnownSecrets } from './known-secrets.js'
import { redactSettings } from './redact-settings.js'
import { withoutKeys } from './setting.js'

/** Said at the top of values that had to be written anew. */
const WRITTEN_ANEW =
  '# Secret values were replaced by `rehearse init`; comments of the original are left out.\n'

/**
 * Values of a chart without secret ones. A file that holds none stays as it is written, comments included; what is no YAML is a text like any other.
 */
export function redactValuesFile(text: string, known: KnownSecrets): string {
  const value = meaningOf(text)
  if (!isObject(value)) return known.text(withoutKeys(text, known))
  const redacted = redactSettings(value, known)
  return jsonEqual(redacted, value) ? known.text(text) : `${WRITTEN_ANEW}${toGoYaml(redacted)}`
}

/** A file of a chart: values by their names, templates and all others as texts. */
export function redactChartFile(path: string, text: string, known: KnownSecrets): string {
  const isValues = /(^|\/)values[^/]*\.ya?ml$/.test(path)
  return isValues ? redactValuesFile(text, known) : known.text(withoutKeys(text, known))
}

function meaningOf(text: string): Json | undefined {
  try {
    return parseYaml(text, { integers: 'float64' })
  } catch (error) {
    if (error instanceof RehearseError) return undefined
    throw error
  }
}
