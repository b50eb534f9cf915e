import { isObject, type Json, type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../../../client/objects.js'
import { createTwoWayMergePatch } from '../../../machinery/strategic-merge/index.js'
import { send } from '../client.js'
import type { Command, CommandGroup, Invocation } from '../command.js'
import { type CommandError, isCommandError, KubectlError, throwCollected } from '../errors.js'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unmodelled,
} from '../flag-sets.js'
import { dryRunOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, attempt, collect, type Found } from '../sources.js'

/** `kubectl set image`. Source: kubectl v0.32.0 pkg/cmd/set/set_image.go. */
const setImage: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag('kubectl-set'),
    all: { type: 'bool' },
    local: unmodelled('bool'),
  },

  *run(invocation) {
    const { flags } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = resultPrinter(invocation)
    const { resources, images } = readImages(invocation)
    const selection = selectionOf(invocation, { args: resources, typeAlone: flags.on('all') })
    const { found, error } = yield* collect(invocation, yield* select(invocation, selection), {
      latest: true,
    })
    const errors: CommandError[] = error === undefined ? [] : [error]
    for (const target of found) {
      const changed = yield* attempt(errors, changeOne(invocation, target, images, dryRun))
      if (changed !== undefined) yield* printer.print(changed, operationText('image updated', dryRun))
    }
    throwCollected(errors)
    return 0
  },
}

/** `kubectl set`; of its subcommands `image` is modelled. */
export const set: CommandGroup = {
  subcommands: {
    image: setImage,
    env: 'not-modelled',
    resources: 'not-modelled',
    selector: 'not-modelled',
    serviceaccount: 'not-modelled',
    sa: { alias: 'serviceaccount' },
    subject: 'not-modelled',
  },
}

function readImages({ args, flags }: Invocation): {
  readonly resources: readonly string[]
  readonly images: ReadonlyMap<string, string>
} {
  const resources = args.filter((arg) => !arg.includes('='))
  const images = new Map<string, string>()
  for (const pair of args.filter((arg) => arg.includes('='))) {
    const equals = pair.indexOf('=')
    images.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  if (flags.on('all') && flags.text('selector') !== '') {
    throw new KubectlError('cannot set --all and --selector at the same time')
  }
  const missing = resources.length === 0 && flags.list('filename').length === 0
  if (missing)
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    )
  if (images.size === 0) throw new KubectlError('at least one image update is required')
  if (images.size > 1 && images.has('*')) {
    throw new KubectlError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    )
  }
  return { resources, images }
}

function* changeOne(
  invocation: Invocation,
  target: Found,
  images: ReadonlyMap<string, string>,
  dryRun: ReturnType<typeof dryRunOf>,
): Proc<JsonObject | undefined> {
  const { mapping, object } = target
  const changed = withImages(target, images)
  if (jsonEqual(changed, object)) return undefined
  if (dryRun === 'client') return changed
  try {
    return yield* send(invocation, {
      verb: 'patch',
      ...addressOf(target),
      patchType: 'strategic',
      body: createTwoWayMergePatch(mapping.kind, object, changed, mapping.group),
      fieldManager: invocation.flags.text('field-manager'),
      ...(dryRun === 'server' ? { dryRun: true } : {}),
    })
  } catch (error) {
    if (!isCommandError(error)) throw error
    throw new KubectlError(`failed to patch image update to pod template: ${error.message}`)
  }
}

/** The workload with new images; every container named must exist. */
function withImages({ mapping, object, name }: Found, images: ReadonlyMap<string, string>): JsonObject {
  const path = podSpecPath(mapping.kind)
  const resource = `${mapping.resource}/${name}`
  if (path === undefined)
    throw new KubectlError(
      `${resource} the object is not a pod or does not have a pod template: ${mapping.kind}`,
    )
  const spec = objectAt(object, ...path)
  const names = ['initContainers', 'containers'].flatMap((field) =>
    arrayAt(spec, field).map((each) => textAt(each, 'name')),
  )
  for (const container of images.keys()) {
    if (container !== '*' && !names.includes(container)) {
      throw new KubectlError(`error: unable to find container named "${container}"`)
    }
  }
  const update = (containers: readonly Json[]): readonly Json[] =>
    containers.map((each) => {
      const image = images.get(textAt(each, 'name')) ?? images.get('*')
      return isObject(each) && image !== undefined ? { ...each, image } : each
    })
  const init = arrayAt(spec, 'initContainers')
  const newSpec = {
    ...spec,
    containers: update(arrayAt(spec, 'containers')),
    ...(init.length === 0 ? {} : { initContainers: update(init) }),
  }
  return withValueAt(object, path, newSpec)
}

function podSpecPath(kind: string): readonly string[] | undefined {
  if (kind === 'Pod') return ['spec']
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec']
  return ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)
    ? ['spec', 'template', 'spec']
    : undefined
}

function withValueAt(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key = '', ...rest] = path
  const inner = rest.length === 0 ? value : withValueAt(objectAt(object, key), rest, value)
  return { ...object, [key]: inner }
}
