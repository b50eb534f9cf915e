import type { JsonObject } from '../../../../kernel/json.js'
import { objectAt, textAt } from '../../../client/objects.js'
import { isQuantity } from '../../../schema/quantity.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import {
  containerNames,
  runTemplateChange,
  SET_FLAGS,
  selectsContainer,
  withContainers,
  withPodSpec,
} from './set-template.js'

/** `kubectl set resources`. Source: kubectl v0.32.0 pkg/cmd/set/set_resources.go. */
export const setResources: Command = {
  flags: {
    ...SET_FLAGS,
    containers: { type: 'string', short: 'c', default: '*' },
    limits: { type: 'string' },
    requests: { type: 'string' },
  },
  *run(invocation) {
    const { args, flags } = invocation
    if (flags.on('all') && flags.text('selector') !== '') {
      throw new KubectlError('cannot set --all and --selector at the same time')
    }
    const limits = resourceList(flags.text('limits'))
    const requests = resourceList(flags.text('requests'))
    if (limits === undefined && requests === undefined) {
      throw new KubectlError(
        'you must specify an update to requests or limits (in the form of --requests/--limits)',
      )
    }
    const pattern = flags.text('containers')
    return yield* runTemplateChange(invocation, {
      resources: args,
      operation: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template',
      change: (target) =>
        withPodSpec(target, (spec) => {
          if (!containerNames(spec).some((name) => selectsContainer(pattern, name))) {
            throw new KubectlError(`error: unable to find container named ${pattern}`)
          }
          return withContainers(spec, (container) =>
            selectsContainer(pattern, textAt(container, 'name'))
              ? withResources(container, limits, requests)
              : container,
          )
        }),
    })
  },
}

function withResources(
  container: JsonObject,
  limits: JsonObject | undefined,
  requests: JsonObject | undefined,
): JsonObject {
  const resources = objectAt(container, 'resources')
  return {
    ...container,
    resources: {
      ...resources,
      ...(limits === undefined ? {} : { limits: { ...objectAt(resources, 'limits'), ...limits } }),
      ...(requests === undefined ? {} : { requests: { ...objectAt(resources, 'requests'), ...requests } }),
    },
  }
}

/** `cpu=100m,memory=64Mi`. Source: kubectl v0.32.0 pkg/generate/versioned/run.go (populateResourceListV1). */
function resourceList(text: string): JsonObject | undefined {
  if (text === '') return undefined
  const pairs = text.split(',').map((statement) => {
    const [name = '', value, ...rest] = statement.split('=')
    if (value === undefined || rest.length > 0) {
      throw new KubectlError(`Invalid argument syntax ${statement}, expected <resource>=<value>`)
    }
    if (!isQuantity(value)) {
      throw new KubectlError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      )
    }
    return [name, value] as const
  })
  return Object.fromEntries(pairs)
}
