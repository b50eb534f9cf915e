import { imageExecName, imageProgramName } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import type { Exit, Proc, Process, Program } from '../../kernel/process.js'
import { call, inspect, join, report, spawn } from '../../kernel/requests.js'
import { asJson, PROCESSES } from '../../kernel/tables.js'
import type { Transaction } from '../../kernel/transaction.js'
import { validateContainer } from '../api-server/subresources/validate-container.js'
import { arrayAt, findObject, textAt } from '../client/objects.js'
import { latencies } from '../controllers/latencies.js'
import { CANNOT_START } from '../programs/cannot-start.js'
import { badRequest, internalError, notFound, StatusError } from '../status-error.js'
import { isRunning, KUBELET_MEMORY, type PodRecord } from './records.js'

/** A command to run in a container. `container` may be '' when the pod has only one. */
export interface ExecInContainer {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly command: readonly string[]
  /** Everything the command can read from standard input. */
  readonly stdin: string
}

/** What came of a command. */
export type ExecResult =
  /**
   * Refused before anything ran. `body` is what the HTTP answer holds: a v1 Status of the API server, or the kubelet's
   * text, which kubectl prints after `error: unable to upgrade connection: `.
   */
  | { readonly kind: 'refused'; readonly code: number; readonly body: JsonObject | string }
  /** It ran, or the runtime could not start it; `status` is what the error channel of the stream carries at the end. */
  | { readonly kind: 'ended'; readonly exit: Exit; readonly status: JsonObject }

/**
 * The program that runs a command in a container on behalf of someone outside the world. Its arguments are
 * {@link ExecInContainer}; when it ends, its report is an {@link ExecResult}, its output and exit code the command's.
 */
export const EXEC_PROGRAM = 'kubelet.exec'

const EXEC = 'cri.exec'

/** Starting a command: which program runs it, and with which arguments. */
export const execPort: Port = {
  name: EXEC,
  latencyMs: latencies.execMs,
  handle: (transaction, payload) => asJson(findTarget(transaction, payload)),
  describe: (payload) => `${textAt(payload, 'namespace')}/${textAt(payload, 'pod')}`,
}

export const execProgram: Program = function* (args): Proc<number> {
  const result = yield* execInContainer(args as unknown as ExecInContainer)
  yield* report(asJson(result))
  if (result.kind === 'refused') return 1
  for (const stream of ['stdout', 'stderr'] as const) {
    if (result.exit[stream] !== '') yield { kind: 'print', stream, text: result.exit[stream] }
  }
  return result.exit.code
}

/**
 * Runs a command in a container as a child of this process and waits for its end. `name` is unique among the children.
 * Throws `NotModelled` when the container's image has no `exec` program.
 * Sources: kubernetes v1.36 pkg/registry/core/pod/strategy.go (ExecLocation), pkg/kubelet/kubelet_pods.go (GetExec),
 * kubelet/pkg/cri/streaming/remotecommand/exec.go (ServeExec).
 */
export function* execInContainer(request: ExecInContainer, name = 'exec'): Proc<ExecResult> {
  const target = (yield* call(EXEC, asJson(request))) as unknown as Target
  if (target.kind === 'refused') return target
  const pid = yield* spawn(name, target.program, target.args)
  const exit = yield* join(pid)
  const ended = yield* inspect(pid)
  const reason = textAt(ended?.report, CANNOT_START)
  const status = reason === '' ? exitStatus(request.command, exit.code) : startFailure(reason, target.id)
  return { kind: 'ended', exit, status }
}

type Target =
  | Extract<ExecResult, { kind: 'refused' }>
  | { readonly kind: 'found'; readonly program: string; readonly args: JsonObject; readonly id: string }

function findTarget(transaction: Transaction, payload: JsonObject): Target {
  const [namespace, name] = [textAt(payload, 'namespace'), textAt(payload, 'pod')]
  const pod = findObject(transaction, '', 'pods', namespace, name)
  try {
    if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name)
    const container = validateContainer(pod, textAt(payload, 'container'))
    if (textAt(pod, 'spec', 'nodeName') === '') throw badRequest(`pod ${name} does not have a host assigned`)
    return targetIn(transaction, payload, container)
  } catch (error) {
    if (error instanceof StatusError) return { kind: 'refused', code: error.httpCode, body: error.status }
    throw error
  }
}

function targetIn(transaction: Transaction, payload: JsonObject, container: string): Target {
  const key = `${textAt(payload, 'namespace')}/${textAt(payload, 'pod')}`
  const state = transaction.get<PodRecord>(KUBELET_MEMORY, key)?.containers[container]
  const pid = state !== undefined && isRunning(state) ? state.pid : null
  const process = pid === null ? undefined : transaction.get<Process>(PROCESSES, pid)
  if (process === undefined || process.exit !== null) {
    return { kind: 'refused', code: 500, body: `container not found (${JSON.stringify(container)})` }
  }
  const program = imageExecName(process.program.slice(imageProgramName('').length))
  const command = arrayAt(payload, 'command')
  if (!transaction.system.programs.has(program)) {
    throw new NotModelled(
      `running ${command.join(' ')} in container ${container} of pod ${key} (image ${textAt(process.args, 'image')})`,
      'Give the program of this image an `exec`.',
    )
  }
  const args = { ...process.args, command, args: [], stdin: textAt(payload, 'stdin') }
  const id = transaction.mint('kubelet', 'exec', pid as string, (digits) => digits)
  return { kind: 'found', program, args, id }
}

/**
 * Texts: kubernetes v1.36 kubelet/pkg/cri/streaming/remotecommand/exec.go, containerd v2
 * internal/cri/server/container_execsync.go.
 */
function exitStatus(command: readonly string[], code: number): JsonObject {
  const head: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {} }
  if (code === 0) return { ...head, status: 'Success' }
  const why = `error executing command [${command.join(' ')}], exit code ${code}`
  return {
    ...head,
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${why}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}

/** Texts: containerd v2 internal/cri/server/container_execsync.go, runc v1.2 libcontainer/process_linux.go. */
function startFailure(reason: string, id: string): JsonObject {
  const runtime = `OCI runtime exec failed: exec failed: unable to start container process: ${reason}: unknown`
  const why = `failed to exec in container: failed to start exec ${JSON.stringify(id)}: ${runtime}`
  return internalError(`error executing command in container: ${why}`).status
}
