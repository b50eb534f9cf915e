import type { JsonObject } from '../../../../kernel/json.js'
import { now } from '../../../../kernel/requests.js'
import { objectAt, toTimestamp } from '../../../client/objects.js'
import type { Command } from '../command.js'
import { fieldManagerFlag, PRINT_FLAGS } from '../flag-sets.js'
import type { Found } from '../sources.js'
import { runRolloutChange } from './rollout-change.js'
import { ROLLOUT_FLAGS } from './rollout-flags.js'

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

/**
 * `kubectl rollout restart`: a new annotation in the pod template. The time is in UTC; upstream writes it in the zone
 * of the machine. Source: kubectl v0.32.0 pkg/polymorphichelpers/objectrestarter.go.
 */
export const rolloutRestart: Command = {
  flags: { ...PRINT_FLAGS, ...ROLLOUT_FLAGS, ...fieldManagerFlag('kubectl-rollout') },
  *run(invocation) {
    const restartedAt = toTimestamp(yield* now())
    return yield* runRolloutChange(invocation, {
      change: (target) => restarted(target, restartedAt),
      operation: 'restarted',
      unchanged: (name) => ({
        error:
          `failed to create patch for ${name}: if restart has already been triggered within the past second, ` +
          'please wait before attempting to trigger another',
      }),
    })
  },
}

function restarted({ mapping, object }: Found, restartedAt: string): JsonObject | string {
  const restartable = ['Deployment', 'DaemonSet', 'StatefulSet'].includes(mapping.kind)
  if (!restartable || mapping.group !== 'apps') return 'restarting is not supported'
  const spec = objectAt(object, 'spec')
  if (mapping.kind === 'Deployment' && spec['paused'] === true) {
    return "can't restart paused deployment (run rollout resume first)"
  }
  const template = objectAt(spec, 'template')
  const metadata = objectAt(template, 'metadata')
  const annotations = { ...objectAt(metadata, 'annotations'), [RESTARTED_AT]: restartedAt }
  const newTemplate = { ...template, metadata: { ...metadata, annotations } }
  return { ...object, spec: { ...spec, template: newTemplate } }
}
