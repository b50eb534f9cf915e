import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../kubernetes/index.js'
import { RESOURCES_FINALIZER } from '../names.js'
import { GenerateError, generateParameters } from './generators.js'
import { renderTemplate } from './template.js'

/** An ApplicationSet with what is read of it again and again. */
export interface ApplicationSet {
  readonly object: JsonObject
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly spec: JsonObject
  readonly status: JsonObject
}

export function readApplicationSet(object: JsonObject): ApplicationSet {
  const metadata = metadataOf(object)
  return {
    object,
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    uid: textAt(metadata, 'uid'),
    spec: objectAt(object, 'spec'),
    status: objectAt(object, 'status'),
  }
}

/**
 * The Applications a set wants, by name. Throws {@link GenerateError}: then nothing is created, updated or deleted.
 * A resources-finalizer is added unless `preserveResourcesOnDeletion`, or the template has finalizers of its own.
 * argo-cd v3.5.1 applicationset/controllers/template/template.go, applicationset/utils/utils.go.
 */
export function* generateApplications({ spec, namespace }: ApplicationSet): Proc<readonly JsonObject[]> {
  if (textAt(spec, 'templatePatch') !== '')
    throw new NotModelled('spec.templatePatch', 'Write it into the template.')
  const preserves = objectAt(spec, 'syncPolicy')['preserveResourcesOnDeletion'] === true
  const applications = (yield* generateParameters(spec)).map((parameters) => {
    const rendered = renderTemplate(objectAt(spec, 'template'), parameters, spec) as JsonObject
    const metadata = metadataOf(rendered)
    const own = arrayAt(metadata, 'finalizers')
    const finalizers = own.length === 0 && !preserves ? [RESOURCES_FINALIZER] : own
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { ...metadata, namespace, ...(finalizers.length === 0 ? {} : { finalizers }) },
      spec: rendered['spec'] as JsonObject,
    } satisfies JsonObject
  })
  const names = applications.map((application) => textAt(metadataOf(application), 'name'))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new GenerateError(`ApplicationSet ${namespace} contains applications with duplicate name: ${twice}`)
  }
  return applications.sort((a, b) => (textAt(metadataOf(a), 'name') < textAt(metadataOf(b), 'name') ? -1 : 1))
}

/** What `syncPolicy.applicationsSync` allows. argo-cd v3.5.1 applicationset/utils/policy.go. */
export function policyOf({ spec }: ApplicationSet): { readonly updates: boolean; readonly deletes: boolean } {
  const policy = textAt(spec, 'syncPolicy', 'applicationsSync')
  return {
    updates: policy !== 'create-only' && policy !== 'create-delete',
    deletes: policy !== 'create-only' && policy !== 'create-update',
  }
}

/** `strategy.type: RollingSync` with steps. */
export function rollingSteps({ spec }: ApplicationSet): readonly JsonObject[] {
  if (textAt(spec, 'strategy', 'type') !== 'RollingSync') return []
  return arrayAt(spec, 'strategy', 'rollingSync', 'steps').filter(isObject)
}
