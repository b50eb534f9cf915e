import { RehearseError } from '../../../../kernel/errors.js'
import type { JsonObject } from '../../../../kernel/json.js'
import { parseLabelSelector } from '../../../machinery/selectors.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import { CREATE_OBJECT_FLAGS, createObject, nameArgument, newMetadata } from './create-object.js'

/** `kubectl create poddisruptionbudget`. Source: kubectl v0.32.0 pkg/cmd/create/create_pdb.go. */
export const createPodDisruptionBudget: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    'max-unavailable': { type: 'string' },
    'min-available': { type: 'string' },
    selector: { type: 'string' },
  },
  *run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const selector = flags.text('selector')
    const min = flags.text('min-available')
    const max = flags.text('max-unavailable')
    if (selector === '') throw new KubectlError('a selector must be specified')
    if (min === '' && max === '')
      throw new KubectlError('one of min-available or max-unavailable must be specified')
    if (min !== '' && max !== '') {
      throw new KubectlError('min-available and max-unavailable cannot be both specified')
    }
    const object = {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: newMetadata(invocation, name, true),
      spec: {
        ...(min === '' ? {} : { minAvailable: amount(min, 'min-available') }),
        selector: labelSelector(selector),
        ...(max === '' ? {} : { maxUnavailable: amount(max, 'max-unavailable') }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    }
    const resource = { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' }
    return yield* createObject(invocation, resource, object, 'failed to create poddisruptionbudgets:')
  },
}

function amount(text: string, flag: string): number | string {
  if (!/^[0-9]+%?$/.test(text)) throw new KubectlError(`invalid format specified for ${flag}`)
  return text.endsWith('%') ? text : Number(text)
}

/** Source: apimachinery v0.32.0 pkg/apis/meta/v1/helpers.go (ParseToLabelSelector). */
function labelSelector(text: string): JsonObject {
  try {
    parseLabelSelector(text)
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw new KubectlError(`couldn't parse the selector string "${text}": ${error.message}`)
  }
  const pairs = text.split(',').map((part) => /^\s*([^=!<>\s]+)\s*==?\s*([^=\s]*)\s*$/.exec(part))
  if (pairs.every((pair) => pair !== null)) {
    return { matchLabels: Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', pair[2] ?? ''])) }
  }
  throw new KubectlError(`unsupported selector "${text}": only equality-based requirements`)
}
