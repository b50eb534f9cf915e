import { RehearseError } from '../../../../kernel/errors.js'
import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import { parseLabelSelector } from '../../../machinery/selectors.js'
import { goQuote } from '../../../schema/go-text.js'
import type { Command, Invocation } from '../command.js'
import { type CommandError, isCommandError, KubectlError, KubectlErrors, usageError } from '../errors.js'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../flag-sets.js'
import { dryRunOf, operationText } from '../options.js'
import { select } from '../resources.js'
import { collect, type Found } from '../sources.js'
import { setSchedulable } from './cordon.js'
import { podName, podsToDrain } from './drain-filters.js'
import { removePods } from './drain-pods.js'

/** `kubectl drain`. Source: kubectl v0.32.0 pkg/cmd/drain/drain.go (RunDrain). */
export const drain: Command = {
  flags: {
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    'chunk-size': { type: 'int', default: 500 },
    'delete-emptydir-data': { type: 'bool' },
    'disable-eviction': { type: 'bool' },
    force: { type: 'bool' },
    'grace-period': { type: 'int', default: -1 },
    'ignore-daemonsets': { type: 'bool' },
    'pod-selector': { type: 'string' },
    'skip-wait-for-delete-timeout': { type: 'int' },
    timeout: { type: 'duration' },
  },

  *run(invocation) {
    const nodes = yield* nodesOf(invocation)
    for (const node of nodes) yield* setSchedulable(invocation, node, false)
    const errors: CommandError[] = []
    const remaining: string[] = []
    for (const { name } of nodes) {
      try {
        yield* drainOne(invocation, name)
        yield* print(`node/${name} ${operationText('drained', dryRunOf(invocation))}`)
      } catch (error) {
        if (!isCommandError(error)) throw error
        yield* printError(
          `error: unable to drain node ${goQuote(name)} due to error: ${error.message}, continuing command...`,
        )
        errors.push(error)
        remaining.push(name)
      }
    }
    if (remaining.length > 0) yield* printError('There are pending nodes to be drained:')
    for (const name of remaining) yield* printError(` ${name}`)
    // Upstream's aggregate is printed without the prefix of other errors, also when it holds one alone.
    if (errors.length > 0) throw new KubectlErrors(errors)
    return 0
  },
}

function* nodesOf(invocation: Invocation): Proc<readonly Found[]> {
  const { args, flags, path } = invocation
  const labelSelector = flags.text('selector')
  if (args.length === 0 && !flags.given('selector')) throw usageError(path, 'USAGE: drain NODE [flags]')
  if (args.length > 0 && labelSelector !== '') {
    throw usageError(path, 'error: cannot specify both a node name and a --selector option')
  }
  checkPodSelector(flags.text('pod-selector'))
  const named = args.map((name) => (name.includes('/') ? name : `node/${name}`))
  const selection = labelSelector === '' ? { args: named } : { args: ['nodes'], labelSelector }
  const { found, error } = yield* collect(invocation, yield* select(invocation, selection))
  if (error !== undefined) throw error
  for (const { mapping } of found) {
    if (mapping.resource === 'nodes' && mapping.group === '') continue
    const resource = `${mapping.group}/${mapping.version}, Resource=${mapping.resource}`
    throw new KubectlError(`error: expected resource of type node, got ${goQuote(resource)}`)
  }
  return found
}

function checkPodSelector(selector: string): void {
  try {
    parseLabelSelector(selector)
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector')
  }
}

/** Takes the pods of one node away. Source: as above (deleteOrEvictPodsSimple). */
function* drainOne(invocation: Invocation, node: string): Proc<void> {
  const { pods, warnings, error } = yield* podsToDrain(invocation, node)
  if (error !== undefined) throw error
  if (warnings !== '') yield* printError(`Warning: ${warnings}`)
  if (dryRunOf(invocation) === 'client') {
    for (const pod of pods) yield* print(`evicting pod ${podName(pod)} (dry run)`)
    return
  }
  try {
    yield* removePods(invocation, pods)
  } catch (failure) {
    if (!isCommandError(failure)) throw failure
    yield* reportPending(invocation, node, failure)
    throw failure
  }
}

function* reportPending(invocation: Invocation, node: string, failure: CommandError): Proc<void> {
  const { pods, error } = yield* podsToDrain(invocation, node)
  if (pods.length > 0) {
    yield* printError(
      `There are pending pods in node ${goQuote(node)} when an error occurred: ${failure.message}`,
    )
  }
  for (const pod of pods) yield* printError(`pod/${podName(pod).split('/')[1] ?? ''}`)
  if (error === undefined) return
  const text = `Following errors occurred while getting the list of pods to delete:\n${error.message}`
  yield { kind: 'print', stream: 'stderr', text }
}
