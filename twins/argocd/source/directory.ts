import { NotModelled } from '../../kernel/errors.js'
import type { Files } from '../../kernel/files.js'
import type { JsonObject } from '../../kernel/json.js'
import { objectAt, textAt } from '../../kubernetes/index.js'
import { treeOf } from '../git/revisions.js'
import { parseObjects } from './documents.js'
import { matchesGlob } from './glob.js'

const MANIFEST = /\.(ya?ml|json|jsonnet)$/
const SKIP_FILE = '+argocd:skip-file-rendering'

/**
 * The objects of a folder of manifests: `directory.recurse`, `include`, `exclude`. Jsonnet is `NotModelled`.
 * argo-cd v3.5.1 reposerver/repository/repository.go (findManifests, getPotentiallyValidManifests).
 */
export function directoryManifests(files: Files, folder: string, source: JsonObject): readonly JsonObject[] {
  const options = objectAt(source, 'directory')
  const [include, exclude] = [textAt(options, 'include'), textAt(options, 'exclude')]
  const selected = treeOf(files, folder).filter((path) => {
    const relative = folder === '' ? path : path.slice(folder.length + 1)
    if (!MANIFEST.test(relative)) return false
    if (options['recurse'] !== true && relative.includes('/')) return false
    if (exclude !== '' && matchesGlob(exclude, relative)) return false
    return include === '' || matchesGlob(include, relative)
  })
  return selected.flatMap((path) => {
    if (path.endsWith('.jsonnet'))
      throw new NotModelled(`Jsonnet (${path})`, 'Render it and keep the manifests.')
    const text = files.read(path) ?? ''
    return text.includes(SKIP_FILE) ? [] : parseObjects(text, path)
  })
}
