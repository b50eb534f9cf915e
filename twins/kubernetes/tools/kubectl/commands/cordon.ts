import type { JsonObject } from '../../../../kernel/json.js'
import { print } from '../../../../kernel/requests.js'
import { valueAt } from '../../../client/objects.js'
import { send } from '../client.js'
import type { Command } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../flag-sets.js'
import { dryRunOf, operationText } from '../options.js'
import { select } from '../resources.js'
import { addressOf, type Found, visit } from '../sources.js'

/** `kubectl cordon`. Source: kubectl v0.32.0 pkg/cmd/drain/drain.go (RunCordonOrUncordon). */
export const cordon: Command = cordonCommand('cordon')

/** `kubectl uncordon`. */
export const uncordon: Command = cordonCommand('uncordon')

function cordonCommand(word: 'cordon' | 'uncordon'): Command {
  const unschedulable = word === 'cordon'
  return {
    flags: { ...SELECTOR_FLAG, ...DRY_RUN_FLAG },
    *run(invocation) {
      const { args, flags, path } = invocation
      const dryRun = dryRunOf(invocation)
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
        const { object, name } = target as Found
        if ((valueAt(object, 'spec', 'unschedulable') === true) === unschedulable) {
          yield* print(`node/${name} ${operationText(`already ${word}ed`, dryRun)}`)
          return
        }
        // Absent means false: a patch from true to false removes the field.
        const body: JsonObject = { spec: { unschedulable: unschedulable ? true : null } }
        if (dryRun !== 'client') {
          const dry = dryRun === 'server' ? { dryRun: true } : {}
          yield* send(invocation, {
            verb: 'patch',
            ...addressOf(target),
            patchType: 'strategic',
            body,
            ...dry,
          })
        }
        yield* print(`node/${name} ${operationText(`${word}ed`, dryRun)}`)
      })
      return 0
    },
  }
}
