/**
 * Records the renders that one or more `renders.yaml` list, with a real Helm 3:
 *
 *     npx jiti scripts/record-renders.ts scenarios/fixtures/<name>/renders.yaml
 *
 * Helm is $REHEARSE_HELM, or the newest in .cache/clients (scripts/fetch-clients.mjs), or the one on PATH.
 */
import { findHelm } from '../twins/helm/find-helm.js'
import { recordList } from '../twins/helm/render-list.js'

const lists = process.argv.slice(2)
const helm = findHelm(process.env, process.cwd())
if (lists.length === 0 || helm === undefined) {
  const problem =
    helm === undefined
      ? 'no helm found: run `node scripts/fetch-clients.mjs`, or set REHEARSE_HELM'
      : 'usage: npx jiti scripts/record-renders.ts <renders.yaml>...'
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}
for (const list of lists) {
  for (const path of recordList(helm, list)) process.stdout.write(`${path}\n`)
}
