import { type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import { createTwoWayMergePatch } from '../../../machinery/strategic-merge/index.js'
import { goQuote } from '../../../schema/go-text.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { type CommandError, isCommandError, KubectlError, throwCollected } from '../errors.js'
import { groupResourceOf, isBuiltIn } from '../mappings.js'
import { resultPrinter } from '../printers/print-result.js'
import { addressOf, attempt, collect, type Found } from '../sources.js'
import { nothingFound, selectWorkloads } from './rollout-flags.js'

/** A change `restart`, `pause` and `resume` make to workloads. */
export interface RolloutChange {
  /** The changed object, or why it cannot be changed. */
  readonly change: (target: Found) => JsonObject | string
  /** Upstream's word, e.g. `restarted`. */
  readonly operation: string
  /** What to do when the change is none: the error text, or the word to print. */
  readonly unchanged: (name: string) => { readonly error: string } | { readonly operation: string }
}

/**
 * Computes the strategic merge patch of a change for each workload and sends it.
 * Source: kubectl v0.32.0 pkg/cmd/rollout/rollout_restart.go (RunRestart), rollout_pause.go, rollout_resume.go,
 * pkg/cmd/set/helper.go (CalculatePatches).
 */
export function* runRolloutChange(invocation: Invocation, how: RolloutChange): Proc<number> {
  const printer = resultPrinter(invocation)
  const selected = yield* selectWorkloads(invocation)
  const { found, error } = yield* collect(invocation, selected, { latest: true })
  const errors: CommandError[] = error === undefined ? [] : [error]
  if (found.length === 0 && error === undefined) {
    yield* printError(nothingFound(invocation))
    return 0
  }
  for (const target of found) {
    yield* attempt(
      errors,
      (function* () {
        const { object, operation } = yield* changeOne(invocation, target, how)
        yield* printer.print(object, operation)
      })(),
    )
  }
  throwCollected(errors)
  return 0
}

function* changeOne(
  invocation: Invocation,
  target: Found,
  how: RolloutChange,
): Proc<{ readonly object: JsonObject; readonly operation: string }> {
  const { mapping, name, object } = target
  const changed = isBuiltIn(mapping) ? how.change(target) : `${how.operation} is not supported`
  if (typeof changed === 'string') {
    throw new KubectlError(`error: ${groupResourceOf(mapping)} ${goQuote(name)} ${changed}`)
  }
  if (jsonEqual(changed, object)) {
    const unchanged = how.unchanged(name)
    if ('error' in unchanged) throw new KubectlError(unchanged.error)
    return { object, operation: unchanged.operation }
  }
  const patch = createTwoWayMergePatch(mapping.kind, object, changed, mapping.group)
  return { object: yield* sendPatch(invocation, target, patch), operation: how.operation }
}

function* sendPatch(invocation: Invocation, target: Found, body: JsonObject): Proc<JsonObject> {
  try {
    return yield* send(invocation, {
      verb: 'patch',
      ...addressOf(target),
      patchType: 'strategic',
      body,
      fieldManager: invocation.flags.text('field-manager'),
    })
  } catch (error) {
    if (!isCommandError(error)) throw error
    throw new KubectlError(`failed to patch: ${error.message}`)
  }
}
