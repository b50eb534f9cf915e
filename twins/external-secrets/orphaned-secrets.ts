import type { Proc } from '../kernel/process.js'
import { metadataOf, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { normalEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { coreRef, listSecrets, remove } from './kube.js'
import { eventTexts } from './messages.js'
import { LABEL_OWNER, SECRET } from './names.js'
import { hashOfOwner } from './object-hash.js'

/**
 * Delete Secrets that carry this ExternalSecret's `created-by` label and are not its target: a target that was renamed,
 * but also any copy made with its labels. `namespace` '': all namespaces, as until v0.10.7.
 * external-secrets v2.9.0 externalsecret_controller.go (deleteOrphanedSecrets).
 */
export function* deleteOrphanedSecrets(
  es: ExternalSecret,
  behaviours: Behaviours,
  namespace: string,
): Proc<void> {
  const selector = `${LABEL_OWNER}=${hashOfOwner(es.namespace, es.name, behaviours)}`
  for (const secret of yield* listSecrets(namespace, selector)) {
    const metadata = metadataOf(secret)
    if (textAt(metadata, 'name') === es.targetName) continue
    yield* remove(coreRef(SECRET, textAt(metadata, 'namespace'), textAt(metadata, 'name')))
    if (behaviours.eventTexts === 'new') yield* normalEvent(es.object, eventTexts(behaviours).deletedOrphaned)
  }
}
