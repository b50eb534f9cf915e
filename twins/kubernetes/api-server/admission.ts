import type { AdmissionHook, AdmissionReview, Component } from '../../contract/component.js'
import type { JsonObject } from '../../kernel/json.js'
import { StatusError } from '../status-error.js'
import type { RequestContext } from './request-context.js'

const hooksCache = new WeakMap<readonly Component[], ReadonlyMap<string, readonly AdmissionHook[]>>()

/**
 * Asks the admission hooks of all components. Hooks see main resources only, as webhooks whose rules name no subresource.
 * Throws 403 with the first refusal, in the text of a validating webhook. Source: kubernetes/apiserver v0.36.3
 * pkg/admission/plugin/webhook/errors/statuserror.go (ToStatusErr); reason and code are controller-runtime's
 * (pkg/webhook/admission/validator.go: Denied).
 */
export function admit(
  context: RequestContext,
  operation: AdmissionReview['operation'],
  object: JsonObject | undefined,
  oldObject: JsonObject | undefined,
): void {
  const { assembly, resource, request } = context
  if (request.subresource !== undefined) return
  const hooks = hooksOf(assembly.components).get(`${resource.resource}.${resource.group}`)
  if (hooks === undefined) return
  for (const hook of hooks) {
    if (!hook.operations.includes(operation)) continue
    const message = hook.review({ operation, object, oldObject, profile: assembly.profile })
    if (message !== undefined) throw denied(hook.name, message)
  }
}

function hooksOf(components: readonly Component[]): ReadonlyMap<string, readonly AdmissionHook[]> {
  const known = hooksCache.get(components)
  if (known !== undefined) return known
  const hooks = new Map<string, readonly AdmissionHook[]>()
  for (const hook of components.flatMap((component) => component.admission ?? [])) {
    const key = `${hook.resource}.${hook.group}`
    hooks.set(key, [...(hooks.get(key) ?? []), hook])
  }
  hooksCache.set(components, hooks)
  return hooks
}

function denied(name: string, message: string): StatusError {
  return new StatusError({
    httpCode: 403,
    reason: 'Forbidden',
    message: `admission webhook ${JSON.stringify(name)} denied the request: ${message}`,
  })
}
