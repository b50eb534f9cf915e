import { isObject, type Json } from '../kernel/json.js'
import { helmError, wrapHelmError } from './errors.js'
import { decodeObject, decodeString, decodeStringMap, unmarshalTypeError } from './go-json.js'
import { parseYaml } from './yaml.js'

/** What Helm looks at before anything else. Helm v3.21.4 pkg/releaseutil/manifest.go (SimpleHead). */
export type ManifestHead = {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
}

const METADATA_STRUCT =
  'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }'

/**
 * Parse a document's head. Numbers and booleans in `kind`, `name` and annotations become text (sigs.k8s.io/yaml
 * converts scalars whose target is a string), so only lists and objects are refused. Throws `HelmError`
 * `helm-yaml-invalid`: `YAML parse error on <file>: ...`. Helm v3.21.4 pkg/releaseutil/manifest_sorter.go (sort);
 * the texts were observed with helm v3.17.2.
 */
export function parseHead(content: string, file: string): ManifestHead {
  try {
    const document = parseYaml(content)
    return decode(() => decodeHead(document))
  } catch (error) {
    throw wrapHelmError(error, `YAML parse error on ${file}`, 'helm-yaml-invalid', file)
  }
}

/** Run a typed decoding; its errors get the words sigs.k8s.io/yaml puts in front. */
export function decode<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw wrapHelmError(error, 'error unmarshaling JSON: while decoding JSON', 'helm-yaml-invalid')
  }
}

function decodeHead(document: Json): ManifestHead {
  const object = decodeObject(document, 'releaseutil.SimpleHead')
  const metadata = object['metadata'] ?? {}
  if (!isObject(metadata)) {
    throw helmError('helm-yaml-invalid', unmarshalTypeError(metadata, 'SimpleHead.metadata', METADATA_STRUCT))
  }
  return {
    apiVersion: decodeString(object['apiVersion'], 'SimpleHead.apiVersion', 'convert'),
    kind: decodeString(object['kind'], 'SimpleHead.kind', 'convert'),
    annotations: decodeStringMap(metadata['annotations'], '.metadata.annotations', 'convert'),
    name: decodeString(metadata['name'], '.metadata.name', 'convert'),
  }
}
