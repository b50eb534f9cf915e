/** The gates every fix is asked: one line each. Their order in reports is `ALL_GATES`. */
import type { Gate } from './gate.js'
import { goal } from './goal.js'
import { keysPresent } from './keys-present.js'
import { opaqueKinds } from './opaque-kinds.js'
import { protectedData } from './protected-data.js'
import { protectedPods } from './protected-pods.js'
import { settled } from './settled.js'
import { steps } from './steps.js'
import { survivesDrain } from './survives-drain.js'
import { survivesRestart } from './survives-restart.js'
import { survivesTime } from './survives-time.js'
import { zeroDiff } from './zero-diff.js'

export const ALL_GATES: readonly Gate[] = [
  steps,
  settled,
  zeroDiff,
  goal,
  protectedPods,
  keysPresent,
  opaqueKinds,
  protectedData,
  survivesRestart,
  survivesDrain,
  survivesTime,
]
