import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import { runTemplateChange, SET_FLAGS, withPodSpec } from './set-template.js'

const { selector: _, ...FLAGS } = SET_FLAGS

/** `kubectl set serviceaccount`. Source: kubectl v0.32.0 pkg/cmd/set/set_serviceaccount.go. */
export const setServiceAccount: Command = {
  flags: { ...FLAGS, selector: { type: 'string' } },
  *run(invocation) {
    const { args } = invocation
    const serviceAccountName = args.at(-1)
    if (serviceAccountName === undefined) throw new KubectlError('serviceaccount is required')
    return yield* runTemplateChange(invocation, {
      resources: args.slice(0, -1),
      operation: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName',
      always: true,
      change: (target) => withPodSpec(target, (spec) => ({ ...spec, serviceAccountName })),
    })
  },
}
