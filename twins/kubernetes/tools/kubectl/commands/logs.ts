import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { containerLog } from '../container-logs.js'
import {
  type CommandError,
  isCommandError,
  isNotFoundError,
  KubectlError,
  throwCollected,
  usageError,
} from '../errors.js'
import { SELECTOR_FLAG, unmodelled } from '../flag-sets.js'
import { write } from '../printers/print-result.js'
import { select } from '../resources.js'
import { collect } from '../sources.js'
import { choosePod } from './logs-pod.js'
import { podOfWorkload } from './pod-of-workload.js'

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"
/** Lines shown of each container when pods are chosen by a selector. */
const SELECTOR_TAIL = 10

/** `kubectl logs`; following is not modelled. Source: kubectl v0.32.0 pkg/cmd/logs/logs.go, polymorphichelpers/logsforobject.go. */
export const logs: Command = {
  flags: {
    ...SELECTOR_FLAG,
    'all-containers': { type: 'bool' },
    'all-pods': unmodelled('bool'),
    container: { type: 'string', short: 'c' },
    follow: unmodelled('bool', 'f'),
    'ignore-errors': { type: 'bool' },
    'insecure-skip-tls-verify-backend': { type: 'bool' },
    'limit-bytes': { type: 'int', default: 0 },
    'max-log-requests': { type: 'int', default: 5 },
    'pod-running-timeout': { type: 'duration', default: 20_000 },
    prefix: { type: 'bool' },
    previous: { type: 'bool', short: 'p' },
    since: unmodelled('duration'),
    'since-time': unmodelled('string'),
    tail: { type: 'int', default: -1 },
    timestamps: unmodelled('bool'),
  },

  *run(invocation) {
    const container = containerArgument(invocation)
    const pods = yield* podsOf(invocation)
    const errors: CommandError[] = []
    for (const pod of pods) {
      for (const name of yield* containersOf(invocation, pod, container)) {
        yield* printLog(invocation, pod, name, errors)
        throwCollected(errors)
      }
    }
    return 0
  },
}

/** Checks the arguments; the container is the flag or the second argument. */
function containerArgument({ args, flags, path }: Invocation): string {
  const selector = flags.text('selector')
  if (args.length > 2 || (args.length === 0 && selector === '')) throw usageError(path, USAGE)
  if (args.length === 1 && selector !== '') {
    throw usageError(path, 'only a selector (-l) or a POD name is allowed')
  }
  const container = args[1] ?? flags.text('container')
  if (flags.on('all-containers') && container !== '') {
    throw new KubectlError(`--all-containers=true should not be specified with container name ${container}`)
  }
  if (flags.given('container') && args.length === 2) {
    throw new KubectlError('only one of -c or an inline [CONTAINER] arg is allowed')
  }
  if (flags.number('limit-bytes') < 0) throw new KubectlError('--limit-bytes must be greater than 0')
  if (flags.number('tail') < -1) throw new KubectlError('--tail must be greater than or equal to -1')
  return container
}

function* podsOf(invocation: Invocation): Proc<readonly JsonObject[]> {
  const { args, flags, namespace } = invocation
  const [argument] = args
  const selection =
    argument === undefined
      ? { args: ['pods'], labelSelector: flags.text('selector') }
      : { args: argument.includes('/') ? [argument] : ['pods', argument] }
  const { found, error } = yield* collect(invocation, yield* select(invocation, selection))
  if (error !== undefined) {
    if (!isNotFoundError(error)) throw error
    throw new KubectlError(`error from server (NotFound): ${error.message} in namespace "${namespace}"`)
  }
  if (argument === undefined) {
    if (found.length === 0) yield* printError(`No resources found in ${namespace} namespace.`)
    return found.map(({ object }) => object)
  }
  const [target] = found
  if (target === undefined) throw new KubectlError('expected a resource')
  if (target.mapping.kind === 'Pod' && target.mapping.group === '') return [target.object]
  return [
    yield* podOfWorkload(invocation, target, {
      doing: 'get the logs from',
      choose: choosePod,
      announces: true,
    }),
  ]
}

function* containersOf({ flags }: Invocation, pod: JsonObject, container: string): Proc<readonly string[]> {
  const podName = textAt(metadataOf(pod), 'name')
  const init = namesAt(pod, 'initContainers')
  const main = namesAt(pod, 'containers')
  if (flags.on('all-containers')) return [...init, ...main]
  const all = [...main, ...init]
  const preferred = textAt(
    objectAt(metadataOf(pod), 'annotations'),
    'kubectl.kubernetes.io/default-container',
  )
  if (container === '' && preferred !== '' && !all.includes(preferred)) {
    yield* printError(`Default container name "${preferred}" not found in pod ${podName}`)
  }
  if (container === '' && all.includes(preferred)) return [preferred]
  if (container !== '') {
    if (all.includes(container)) return [container]
    throw new KubectlError(`container ${container} is not valid for pod ${podName}`)
  }
  const [first = ''] = main
  if (all.length > 1) {
    const names = [...main, ...init.map((name) => `${name} (init)`)].join(', ')
    yield* printError(`Defaulted container "${first}" out of: ${names}`)
  }
  return [first]
}

function namesAt(pod: JsonObject, field: string): readonly string[] {
  return arrayAt(pod, 'spec', field).map((container) => textAt(container, 'name'))
}

function* printLog(
  { flags }: Invocation,
  pod: JsonObject,
  container: string,
  errors: CommandError[],
): Proc<void> {
  const bySelector = flags.text('selector') !== '' && !flags.given('tail')
  const tail = bySelector ? SELECTOR_TAIL : flags.number('tail')
  try {
    const log = yield* containerLog(pod, container, flags.on('previous'))
    const text = limited(lastLines(log, tail), flags.number('limit-bytes'))
    const prefix = `[pod/${textAt(metadataOf(pod), 'name')}/${container}] `
    yield* write(flags.on('prefix') ? text.replace(/^(?=.)/gm, prefix) : text)
  } catch (error) {
    if (!isCommandError(error)) throw error
    if (flags.on('ignore-errors')) yield* write(`error: ${error.message}\n`)
    else errors.push(error)
  }
}

function lastLines(log: string, count: number): string {
  if (count < 0) return log
  const lines = log.split(/(?<=\n)/)
  return count === 0 ? '' : lines.slice(-count).join('')
}

/** Upstream counts bytes; logs of containers here are counted in characters. */
function limited(text: string, limit: number): string {
  return limit > 0 ? text.slice(0, limit) : text
}
