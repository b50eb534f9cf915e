import { isObject, type Json, type JsonObject, stableStringify } from '../kernel/json.js'
import { splitManifests } from './manifest.js'
import { parseYaml } from './yaml.js'

/** The texts of one rendering by the real Helm. */
export type Rendering =
  | { readonly kind: 'rendered'; readonly manifest: string; readonly hooks: string; readonly notes: string }
  | { readonly kind: 'failed'; readonly error: string }

/** In which paths two renderings differ: `Secret/app data.password`, `NOTES.txt`, `the outcome`. Empty: they are equal. */
export function renderDifferences(first: Rendering, second: Rendering): readonly string[] {
  if (stableStringify(first) === stableStringify(second)) return []
  if (first.kind === 'failed' || second.kind === 'failed') return ['the outcome']
  return [
    ...differingPaths(first.manifest, second.manifest),
    ...differingPaths(first.hooks, second.hooks),
    ...(first.notes === second.notes ? [] : ['NOTES.txt']),
  ]
}

/** Where two renderings of the same documents differ: `Secret/app data.password`. */
function differingPaths(left: string, right: string): readonly string[] {
  const before = splitManifests(left)
  const after = splitManifests(right)
  if (before.length !== after.length) return ['the number of documents']
  return before.flatMap((content, index) => {
    if (content === after[index]) return []
    const [a, b] = [parseYaml(content), parseYaml(after[index] ?? '')]
    const metadata = isObject(a) && isObject(a['metadata']) ? a['metadata'] : {}
    const name = `${isObject(a) ? String(a['kind']) : 'document'}/${String(metadata['name'])}`
    return differences(a, b, '').map((path) => `${name} ${path}`)
  })
}

function differences(a: Json | undefined, b: Json | undefined, path: string): readonly string[] {
  const containers = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null
  if (!containers) return a === b ? [] : [path]
  const [left, right] = [a as JsonObject, b as JsonObject]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
  return keys.flatMap((key) => differences(left[key], right[key], path === '' ? key : `${path}.${key}`))
}
