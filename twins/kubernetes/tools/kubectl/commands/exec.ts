import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { type ExecResult, execInContainer } from '../../../kubelet/exec.js'
import { fromStatus } from '../../../status-error.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { FILE_FLAGS } from '../flag-sets.js'
import { write } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { collect } from '../sources.js'
import { chooseActivePod } from './logs-pod.js'
import { podOfWorkload } from './pod-of-workload.js'

/** `kubectl exec`. There is never a terminal. Source: kubectl v0.32.0 pkg/cmd/exec/exec.go. */
export const exec: Command = {
  flags: {
    ...FILE_FLAGS,
    container: { type: 'string', short: 'c' },
    'pod-running-timeout': { type: 'duration', default: 60_000 },
    quiet: { type: 'bool', short: 'q' },
    stdin: { type: 'bool', short: 'i' },
    tty: { type: 'bool', short: 't' },
  },

  *run(invocation) {
    const { flags, tool } = invocation
    const command = commandOf(invocation)
    const pod = yield* podOf(invocation)
    const phase = textAt(pod, 'status', 'phase')
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    }
    const container = flags.text('container') || (yield* defaultContainer(invocation, pod))
    if (flags.on('tty') && flags.on('stdin') && !flags.on('quiet')) {
      yield* printError('Unable to use a TTY - input is not a terminal or the right kind of file')
    }
    const result = yield* execInContainer({
      namespace: textAt(metadataOf(pod), 'namespace'),
      pod: textAt(metadataOf(pod), 'name'),
      container,
      command,
      stdin: flags.on('stdin') ? tool.stdin : '',
    })
    return yield* finish(result)
  },
}

function commandOf({ args, dash, flags, path }: Invocation): readonly string[] {
  const named = (args.length > 0 && dash !== 0) || flags.list('filename').length > 0
  if (dash === undefined && (args.length > 1 || (args.length > 0 && flags.list('filename').length > 0))) {
    throw usageError(
      path,
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    )
  }
  if (!named) throw new KubectlError('pod, type/name or --filename must be specified')
  const command = dash === undefined ? [] : args.slice(dash)
  if (command.length === 0) throw new KubectlError('you must specify at least one command for the container')
  return command
}

function* podOf(invocation: Invocation): Proc<JsonObject> {
  const { args, dash } = invocation
  const [name] = dash === 0 ? [] : args
  const named = name === undefined ? [] : [name.includes('/') ? name : `pods/${name}`]
  const selected = yield* select(invocation, selectionOf(invocation, { args: named }))
  const { found, error } = yield* collect(invocation, selected)
  if (error !== undefined) throw error
  const [target, ...others] = found
  if (target === undefined || others.length > 0) {
    throw new KubectlError('cannot exec into multiple objects at a time')
  }
  if (target.mapping.kind === 'Pod') return target.object
  return yield* podOfWorkload(invocation, target, {
    doing: 'attach to',
    choose: chooseActivePod,
    announces: false,
  })
}

/** Source: kubectl v0.32.0 pkg/cmd/util/podcmd/podcmd.go (FindOrDefaultContainerByName). */
function* defaultContainer({ flags }: Invocation, pod: JsonObject): Proc<string> {
  const names = (field: string) =>
    arrayAt(pod, 'spec', field)
      .filter(isObject)
      .map((container) => textAt(container, 'name'))
  const main = names('containers')
  const init = names('initContainers')
  const annotations = objectAt(metadataOf(pod), 'annotations')
  const preferred = textAt(annotations, 'kubectl.kubernetes.io/default-container')
  if (preferred !== '' && [...main, ...init].includes(preferred)) return preferred
  const [first = ''] = main
  if (!flags.on('quiet') && main.length + init.length > 1) {
    const all = [...main, ...init.map((name) => `${name} (init)`)].join(', ')
    yield* printError(`Defaulted container "${first}" out of: ${all}`)
  }
  return first
}

/**
 * What the command wrote, and its exit code. Source: client-go v0.32.0 tools/remotecommand/v4.go (errorDecoderV4),
 * kubectl v0.32.0 pkg/cmd/util/helpers.go (checkErr).
 */
function* finish(result: ExecResult): Proc<number> {
  if (result.kind === 'refused') {
    if (typeof result.body === 'string') {
      throw new KubectlError(`unable to upgrade connection: ${result.body}`)
    }
    throw fromStatus(result.body)
  }
  const { exit, status } = result
  yield* write(exit.stdout)
  if (exit.stderr !== '') yield { kind: 'print', stream: 'stderr', text: exit.stderr }
  if (status['status'] === 'Success') return 0
  if (status['reason'] !== 'NonZeroExitCode') throw new KubectlError(textAt(status, 'message'))
  yield* printError(`command terminated with exit code ${exit.code}`)
  return exit.code
}
