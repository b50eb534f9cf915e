import type { JsonObject } from '../../kernel/json.js'
import { OBJECTS, objectKey, textAt } from '../client/objects.js'
import { forbidden, namespaceNotFound, namespaceTerminating } from '../status-error.js'
import type { RequestContext } from './request-context.js'

/** Source: kubernetes/apiserver v0.36.3 pkg/admission/plugin/namespace/lifecycle/admission.go (NewLifecycle). */
const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

/**
 * Nothing can be created in a namespace that is missing or being terminated. `name` is the object's name or the
 * beginning of its generated one.
 * Throws 404 or 403. Source: as above (Admit).
 */
export function checkNamespace(context: RequestContext, namespace: string, name: string): void {
  if (!context.resource.type.namespaced) return
  const row = context.transaction.get<JsonObject>(OBJECTS, objectKey('', 'namespaces', '', namespace))
  if (row === undefined) throw namespaceNotFound(namespace)
  if (textAt(row, 'status', 'phase') === 'Terminating') {
    throw namespaceTerminating(context.resource, name, namespace)
  }
}

/** Throws 403 for the deletion of a namespace that may not be deleted. Source: as above (Admit). */
export function checkImmortalNamespace(context: RequestContext, name: string): void {
  const { resource } = context
  if (resource.group === '' && resource.resource === 'namespaces' && IMMORTAL.has(name)) {
    throw forbidden(resource, name, 'this namespace may not be deleted')
  }
}
