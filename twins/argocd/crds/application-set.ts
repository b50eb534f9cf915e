import type { JsonObject } from '../../kernel/json.js'
import { APPLICATION_SET } from '../names.js'
import { crd, FLAG, list, OPEN, object, openObject, TEXT, TEXTS, TIME, WHOLE } from './schema.js'

const matchExpression = object({ key: TEXT, operator: TEXT, values: TEXTS })
const strategy = openObject({
  type: TEXT,
  deletionOrder: TEXT,
  rollingSync: object({
    steps: list(
      object({ matchExpressions: list(matchExpression), maxUpdate: { 'x-kubernetes-int-or-string': true } }),
    ),
  }),
})
const generator = openObject({
  list: openObject({ elements: list({ 'x-kubernetes-preserve-unknown-fields': true }), elementsYaml: TEXT }),
  git: openObject({
    repoURL: TEXT,
    revision: TEXT,
    requeueAfterSeconds: WHOLE,
    directories: list(object({ path: TEXT, exclude: FLAG }, { required: ['path'] })),
    files: list(OPEN),
  }),
})

/** argo-cd v3.5.1 manifests/crds/applicationset-crd.yaml. What template expressions stand for is not typed. */
export function applicationSetCrd(): JsonObject {
  const condition = object(
    { type: TEXT, status: TEXT, reason: TEXT, message: TEXT, lastTransitionTime: TIME },
    { required: ['message', 'reason', 'status', 'type'] },
  )
  const applicationStatus = openObject({
    application: TEXT,
    status: TEXT,
    message: TEXT,
    step: TEXT,
    lastTransitionTime: TIME,
  })
  const spec = openObject(
    {
      generators: list(generator),
      goTemplate: FLAG,
      goTemplateOptions: TEXTS,
      template: object({ metadata: OPEN, spec: OPEN }, { required: ['metadata', 'spec'] }),
      templatePatch: TEXT,
      strategy,
      syncPolicy: object({ applicationsSync: TEXT, preserveResourcesOnDeletion: FLAG }),
      preservedFields: object({ annotations: TEXTS, labels: TEXTS }),
      ignoreApplicationDifferences: list(
        object({ name: TEXT, jsonPointers: TEXTS, jqPathExpressions: TEXTS }),
      ),
    },
    { required: ['generators', 'template'] },
  )
  const status = openObject({
    conditions: list(condition),
    applicationStatus: list(applicationStatus),
    resources: list(OPEN),
  })
  return crd({
    kind: APPLICATION_SET,
    shortNames: ['appset', 'appsets'],
    properties: { spec, status },
    required: ['spec'],
    statusSubresource: true,
  })
}
