import type { JsonObject } from '../../../../kernel/json.js'
import { objectAt } from '../../../client/objects.js'
import type { Command } from '../command.js'
import { fieldManagerFlag, PRINT_FLAGS } from '../flag-sets.js'
import type { Found } from '../sources.js'
import { runRolloutChange } from './rollout-change.js'
import { ROLLOUT_FLAGS } from './rollout-flags.js'

/** `kubectl rollout pause`. Source: kubectl v0.32.0 pkg/polymorphichelpers/objectpauser.go. */
export const rolloutPause: Command = pauseCommand(true)

/** `kubectl rollout resume`. Source: kubectl v0.32.0 pkg/polymorphichelpers/objectresumer.go. */
export const rolloutResume: Command = pauseCommand(false)

function pauseCommand(paused: boolean): Command {
  return {
    flags: { ...PRINT_FLAGS, ...ROLLOUT_FLAGS, ...fieldManagerFlag('kubectl-rollout') },
    *run(invocation) {
      return yield* runRolloutChange(invocation, {
        change: (target) => withPaused(target, paused),
        operation: paused ? 'paused' : 'resumed',
        unchanged: () => ({ operation: paused ? 'already paused' : 'already resumed' }),
      })
    },
  }
}

function withPaused({ mapping, object }: Found, paused: boolean): JsonObject | string {
  if (mapping.kind !== 'Deployment' || mapping.group !== 'apps') {
    return paused ? 'pausing is not supported' : 'resuming is not supported'
  }
  const spec = objectAt(object, 'spec')
  if ((spec['paused'] === true) === paused) return paused ? 'is already paused' : 'is not paused'
  const { paused: _, ...others } = spec
  return { ...object, spec: paused ? { ...spec, paused } : others }
}
