import type { JsonObject } from '../../kernel/json.js'
import { APP_PROJECT } from '../names.js'
import { crd, list, OPEN, object, openObject, TEXT, TEXTS } from './schema.js'

/** argo-cd v3.5.1 manifests/crds/appproject-crd.yaml. */
export function appProjectCrd(): JsonObject {
  const spec = openObject({
    description: TEXT,
    sourceRepos: TEXTS,
    destinations: list(object({ server: TEXT, name: TEXT, namespace: TEXT })),
    clusterResourceWhitelist: list(OPEN),
    clusterResourceBlacklist: list(OPEN),
    namespaceResourceWhitelist: list(OPEN),
    namespaceResourceBlacklist: list(OPEN),
    syncWindows: list(OPEN),
  })
  return crd({
    kind: APP_PROJECT,
    shortNames: ['appproj', 'appprojs'],
    properties: { spec, status: OPEN },
    required: ['spec'],
  })
}
