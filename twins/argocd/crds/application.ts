import type { JsonObject } from '../../kernel/json.js'
import { APPLICATION } from '../names.js'
import { crd, FLAG, list, OPEN, object, openObject, STRING_MAP, TEXT, TEXTS, TIME, WHOLE } from './schema.js'

const parameter = object({ name: TEXT, value: TEXT, forceString: FLAG })
const helm = openObject({
  releaseName: TEXT,
  namespace: TEXT,
  values: TEXT,
  valuesObject: OPEN,
  valueFiles: TEXTS,
  ignoreMissingValueFiles: FLAG,
  parameters: list(parameter),
  fileParameters: list(object({ name: TEXT, path: TEXT })),
  skipCrds: FLAG,
  skipTests: FLAG,
  version: TEXT,
})
const directory = openObject({ recurse: FLAG, include: TEXT, exclude: TEXT })

/** `spec.source`, one of `spec.sources`. */
export const source = openObject(
  {
    repoURL: TEXT,
    path: TEXT,
    targetRevision: TEXT,
    chart: TEXT,
    ref: TEXT,
    name: TEXT,
    helm,
    directory,
    kustomize: OPEN,
    plugin: OPEN,
  },
  { required: ['repoURL'] },
)

const retry = object({
  limit: WHOLE,
  refresh: FLAG,
  backoff: object({ duration: TEXT, factor: WHOLE, maxDuration: TEXT }),
})

const syncPolicy = openObject({
  automated: object({ prune: FLAG, selfHeal: FLAG, allowEmpty: FLAG, enabled: FLAG }),
  syncOptions: TEXTS,
  retry,
  managedNamespaceMetadata: object({ labels: STRING_MAP, annotations: STRING_MAP }),
})

const ignoreDifference = object(
  {
    group: TEXT,
    kind: TEXT,
    name: TEXT,
    namespace: TEXT,
    jsonPointers: TEXTS,
    jqPathExpressions: TEXTS,
    managedFieldsManagers: TEXTS,
  },
  { required: ['kind'] },
)

/** `spec` of an Application. */
const applicationSpec = openObject(
  {
    project: TEXT,
    source,
    sources: list(source),
    destination: object({ server: TEXT, name: TEXT, namespace: TEXT }),
    syncPolicy,
    ignoreDifferences: list(ignoreDifference),
    revisionHistoryLimit: WHOLE,
    info: list(object({ name: TEXT, value: TEXT }, { required: ['name', 'value'] })),
  },
  { required: ['destination', 'project'] },
)

const strategy = openObject({ apply: object({ force: FLAG }), hook: object({ force: FLAG }) })
const sync = openObject({
  revision: TEXT,
  revisions: TEXTS,
  source,
  sources: list(source),
  prune: FLAG,
  dryRun: FLAG,
  syncOptions: TEXTS,
  syncStrategy: strategy,
  resources: list(
    object({ group: TEXT, kind: TEXT, name: TEXT, namespace: TEXT }, { required: ['kind', 'name'] }),
  ),
  autoHealAttemptsCount: WHOLE,
})
const operation = openObject({ sync, retry, initiatedBy: object({ automated: FLAG, username: TEXT }) })

const status = openObject({
  reconciledAt: TIME,
  sync: openObject(
    { status: TEXT, revision: TEXT, revisions: TEXTS, comparedTo: OPEN },
    { required: ['status'] },
  ),
  health: openObject({ status: TEXT, message: TEXT, lastTransitionTime: TIME }),
  conditions: list(
    object({ type: TEXT, message: TEXT, lastTransitionTime: TIME }, { required: ['message', 'type'] }),
  ),
  resources: list(OPEN),
  history: list(OPEN),
  operationState: openObject(
    { operation, phase: TEXT, message: TEXT, startedAt: TIME, finishedAt: TIME },
    { required: ['operation', 'phase', 'startedAt'] },
  ),
})

/** Applications, without a status subresource: a patch may write `status`. argo-cd v3.5.1 manifests/crds/application-crd.yaml. */
export function applicationCrd(): JsonObject {
  const columns = [
    { name: 'Sync Status', type: 'string', jsonPath: '.status.sync.status' },
    { name: 'Health Status', type: 'string', jsonPath: '.status.health.status' },
    { name: 'Revision', type: 'string', jsonPath: '.status.sync.revision', priority: 10 },
    { name: 'Project', type: 'string', jsonPath: '.spec.project', priority: 10 },
  ]
  return crd({
    kind: APPLICATION,
    shortNames: ['app', 'apps'],
    properties: { spec: applicationSpec, operation, status },
    required: ['spec'],
    columns,
  })
}
