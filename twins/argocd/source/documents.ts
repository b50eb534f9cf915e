import { isObject, type JsonObject } from '../../kernel/json.js'
import { parseYaml, YamlError } from '../../kubernetes/index.js'
import { GenerationError } from './generation-error.js'

/** The objects of a YAML or JSON text, those of Lists included. gitops-engine pkg/utils/kube/kube.go (SplitYAML). */
export function parseObjects(text: string, path: string): readonly JsonObject[] {
  try {
    return text
      .split(/^---(?:[ \t].*)?$/m)
      .map((part) => parseYaml(part))
      .filter(isObject)
      .filter((object) => Object.keys(object).length > 0)
      .flatMap(expandList)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new GenerationError(`failed to unmarshal ${JSON.stringify(path)}: ${error.message}`)
  }
}

function expandList(object: JsonObject): readonly JsonObject[] {
  const { kind, items } = object
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [object]
  return (items as JsonObject['items'][]).filter(isObject)
}
