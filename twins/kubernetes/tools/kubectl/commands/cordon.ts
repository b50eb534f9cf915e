import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import { valueAt } from '../../../client/objects.js'
import { goQuote } from '../../../schema/go-text.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { isCommandError, KubectlError, usageError } from '../errors.js'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../flag-sets.js'
import { dryRunOf, operationText } from '../options.js'
import { select } from '../resources.js'
import { addressOf, type Found, visit } from '../sources.js'

/** `kubectl cordon`. Source: kubectl v0.32.0 pkg/cmd/drain/drain.go (RunCordonOrUncordon). */
export const cordon: Command = cordonCommand('cordon')

/** `kubectl uncordon`. */
export const uncordon: Command = cordonCommand('uncordon')

function cordonCommand(word: 'cordon' | 'uncordon'): Command {
  return {
    flags: { ...SELECTOR_FLAG, ...DRY_RUN_FLAG },
    *run(invocation) {
      const { args, flags, path } = invocation
      const labelSelector = flags.text('selector')
      if (args.length === 0 && labelSelector === '') {
        throw usageError(path, `USAGE: ${word} NODE [flags]`)
      }
      if (args.length > 0 && labelSelector !== '') {
        throw new KubectlError('error: cannot specify both a node name and a --selector option')
      }
      const named = args.map((name) => (name.includes('/') ? name : `node/${name}`))
      const selection = labelSelector === '' ? { args: named } : { args: ['nodes'], labelSelector }
      yield* visit(invocation, yield* select(invocation, selection), {}, function* (target) {
        yield* setSchedulable(invocation, target as Found, word === 'uncordon')
      })
      return 0
    },
  }
}

/** Makes a node schedulable or not and says so; a refusal is printed, and the command goes on. */
export function* setSchedulable(invocation: Invocation, target: Found, schedulable: boolean): Proc<void> {
  const { object, name } = target
  const dryRun = dryRunOf(invocation)
  const word = schedulable ? 'uncordon' : 'cordon'
  if ((valueAt(object, 'spec', 'unschedulable') !== true) === schedulable) {
    yield* print(`node/${name} ${operationText(`already ${word}ed`, dryRun)}`)
    return
  }
  // Absent means false: a patch from true to false removes the field.
  const body: JsonObject = { spec: { unschedulable: schedulable ? null : true } }
  if (dryRun !== 'client') {
    const dry = dryRun === 'server' ? { dryRun: true } : {}
    try {
      yield* send(invocation, { verb: 'patch', ...addressOf(target), patchType: 'strategic', body, ...dry })
    } catch (error) {
      if (!isCommandError(error)) throw error
      yield* printError(`error: unable to ${word} node ${goQuote(name)}: ${error.message}`)
      return
    }
  }
  yield* print(`node/${name} ${operationText(`${word}ed`, dryRun)}`)
}
