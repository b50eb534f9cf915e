import type { Proc } from '../../../../kernel/process.js'
import type { Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { FILE_FLAGS, SELECTOR_FLAG } from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'
import { type Selected, select, selectionOf } from '../resources.js'

/** Flags all `kubectl rollout` commands have. */
export const ROLLOUT_FLAGS: FlagSpecs = { ...FILE_FLAGS, ...SELECTOR_FLAG }

/** The workloads a rollout command is about; a type alone means all of it. */
export function* selectWorkloads(invocation: Invocation): Proc<Selected> {
  if (invocation.args.length === 0 && invocation.flags.list('filename').length === 0) {
    throw new KubectlError('required resource not specified')
  }
  return yield* select(invocation, selectionOf(invocation, { typeAlone: true }))
}

/** What is printed when a selector matches nothing. */
export function nothingFound({ namespace }: Invocation): string {
  return `No resources found in ${namespace} namespace.`
}
