import { isObject, type Json, type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../../../client/objects.js'
import { createTwoWayMergePatch } from '../../../machinery/strategic-merge/index.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { type CommandError, isCommandError, KubectlError, throwCollected } from '../errors.js'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unmodelled,
} from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'
import { dryRunOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, attempt, collect, type Found } from '../sources.js'

/** Flags the `kubectl set` commands share. */
export const SET_FLAGS: FlagSpecs = {
  ...PRINT_FLAGS,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag('kubectl-set'),
  all: { type: 'bool' },
  local: unmodelled('bool'),
}

/** A change to the pod template of workloads. */
export interface TemplateChange {
  /** The arguments that name the workloads. */
  readonly resources: readonly string[]
  /** The changed workload; throws `KubectlError` when it cannot be changed. */
  readonly change: (target: Found) => JsonObject
  /** Upstream's words, e.g. `image updated`. */
  readonly operation: string
  /** What stands before a refusal of the patch. */
  readonly failure: string
  /** Send and print also what changes nothing. */
  readonly always?: boolean
}

/**
 * Changes each workload by a strategic merge patch and prints what was changed; what stays as it is is not mentioned.
 * Source: kubectl v0.32.0 pkg/cmd/set/helper.go (CalculatePatches), set_image.go (Run), set_env.go (RunEnv).
 */
export function* runTemplateChange(invocation: Invocation, how: TemplateChange): Proc<number> {
  const { flags } = invocation
  const dryRun = dryRunOf(invocation)
  const printer = resultPrinter(invocation)
  const selection = selectionOf(invocation, { args: how.resources, typeAlone: flags.on('all') })
  const { found, error } = yield* collect(invocation, yield* select(invocation, selection), { latest: true })
  const errors: CommandError[] = error === undefined ? [] : [error]
  for (const target of found) {
    const changed = yield* attempt(errors, changeOne(invocation, target, how))
    if (changed !== undefined) yield* printer.print(changed, operationText(how.operation, dryRun))
  }
  throwCollected(errors)
  return 0
}

function* changeOne(
  invocation: Invocation,
  target: Found,
  how: TemplateChange,
): Proc<JsonObject | undefined> {
  const { mapping, object } = target
  const dryRun = dryRunOf(invocation)
  const changed = how.change(target)
  if (jsonEqual(changed, object) && how.always !== true) return undefined
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
    throw new KubectlError(`${how.failure} ${error.message}`)
  }
}

/** Refuses a command line that selects in two ways or nothing. */
export function checkSetSelection({ flags }: Invocation, resources: readonly string[]): void {
  if (flags.on('all') && flags.text('selector') !== '') {
    throw new KubectlError('cannot set --all and --selector at the same time')
  }
  if (resources.length === 0 && flags.list('filename').length === 0) {
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    )
  }
}

/**
 * The workload with another pod spec. Throws for a kind that has none.
 * Source: kubectl v0.32.0 pkg/polymorphichelpers/updatepodspec.go.
 */
export function withPodSpec(
  { mapping, object, name }: Found,
  change: (spec: JsonObject) => JsonObject,
): JsonObject {
  const path = podSpecPath(mapping.kind)
  if (path === undefined) {
    throw new KubectlError(
      `${mapping.resource}/${name} the object is not a pod or does not have a pod template: ${mapping.kind}`,
    )
  }
  return withValueAt(object, path, change(objectAt(object, ...path)))
}

/** A pod spec with its containers changed; init containers are containers too. */
export function withContainers(spec: JsonObject, change: (container: JsonObject) => JsonObject): JsonObject {
  const update = (containers: readonly Json[]): readonly Json[] =>
    containers.map((each) => (isObject(each) ? change(each) : each))
  const init = arrayAt(spec, 'initContainers')
  return {
    ...spec,
    containers: update(arrayAt(spec, 'containers')),
    ...(init.length === 0 ? {} : { initContainers: update(init) }),
  }
}

/** Names of all containers of a pod spec, those of init containers first. */
export function containerNames(spec: JsonObject): readonly string[] {
  return ['initContainers', 'containers'].flatMap((field) =>
    arrayAt(spec, field).map((each) => textAt(each, 'name')),
  )
}

/** Whether `-c` means a container: a name in which `*` stands for anything. */
export function selectsContainer(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(name)
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
