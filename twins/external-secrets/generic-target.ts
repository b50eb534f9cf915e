import { NotModelled } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { textAt } from '../kubernetes/index.js'
import { normalEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { coreRef, type ObjectRef, remove } from './kube.js'
import { CONFIG_MAP, SECRET } from './names.js'

/**
 * Delete what `spec.target.manifest` names, whoever owns it. ConfigMaps and Secrets only.
 * external-secrets v2.9.0 externalsecret_controller_manifest.go (deleteGenericResource).
 */
export function* deleteGenericTarget(es: ExternalSecret, manifest: JsonObject): Proc<void> {
  yield* remove(targetRef(es, manifest))
  const message = `Deleted ${textAt(manifest, 'kind')} ${es.targetName}`
  yield* normalEvent(es.object, { reason: 'Deleted', message })
}

function targetRef(es: ExternalSecret, manifest: JsonObject): ObjectRef {
  const kind = [CONFIG_MAP, SECRET].find((each) => each.kind === textAt(manifest, 'kind'))
  if (kind === undefined || textAt(manifest, 'apiVersion') !== 'v1')
    throw new NotModelled(
      `target.manifest of kind ${textAt(manifest, 'kind')}`,
      'Use a Secret as the target, or a ConfigMap whose deletion alone matters.',
    )
  return coreRef(kind, es.namespace, es.targetName)
}
