import type { Json } from '../kernel/json.js'
import * as kubernetes from '../kubernetes/index.js'
import { helmError } from './errors.js'

/**
 * Parse the first YAML document of `text` as Helm's calls of sigs.k8s.io/yaml v1.4.0 (Unmarshal) do. `integers` says what
 * becomes of integers: `float64` (default) as in values, `int64` as in API objects (see `parseYaml` of `kubernetes`).
 * Throws `HelmError` `helm-yaml-invalid` beginning `error converting YAML to JSON: `.
 */
export function parseYaml(text: string, { integers = 'float64' }: kubernetes.YamlOptions = {}): Json {
  try {
    return kubernetes.parseYaml(text, { integers })
  } catch (error) {
    if (!(error instanceof kubernetes.YamlError)) throw error
    throw helmError('helm-yaml-invalid', `error converting YAML to JSON: ${error.message}`)
  }
}
