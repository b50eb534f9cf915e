import type { CommandGroup } from '../command.js'
import { rolloutHistory } from './rollout-history.js'
import { rolloutPause, rolloutResume } from './rollout-pause.js'
import { rolloutRestart } from './rollout-restart.js'
import { rolloutStatus } from './rollout-status.js'
import { rolloutUndo } from './rollout-undo.js'

/** `kubectl rollout`. Source: kubectl v0.32.0 pkg/cmd/rollout. */
export const rollout: CommandGroup = {
  subcommands: {
    history: rolloutHistory,
    pause: rolloutPause,
    restart: rolloutRestart,
    resume: rolloutResume,
    status: rolloutStatus,
    undo: rolloutUndo,
  },
}
