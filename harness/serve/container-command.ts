import type { ServedWorld } from '../../twins/embedded/served-world.js'
import { findProcess, launch } from '../../twins/kernel/boot.js'
import { NotModelled } from '../../twins/kernel/errors.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { Exit } from '../../twins/kernel/process.js'
import { run } from '../../twins/kernel/scheduler.js'
import type { World } from '../../twins/kernel/world.js'
import type { ExecRequest } from '../../twins/kubernetes/http/contract.js'
import {
  EXEC_PROGRAM,
  type ExecInContainer,
  type ExecResult,
  StatusError,
  textAt,
} from '../../twins/kubernetes/index.js'

/** A refusal of a command before it runs: HTTP status, and a v1 Status or the kubelet's text. */
export interface ExecRefusal {
  readonly code: number
  readonly body: JsonObject | string
}

/** How far a command is: what it has printed, and its end. */
export interface CommandProgress {
  readonly stdout: string
  readonly stderr: string
  readonly ended: { readonly exit: Exit; readonly status: JsonObject } | null
}

/** Virtual time after which a command that has not failed is taken to be one that runs. */
const TRIAL_MS = 5000

/**
 * Whether the command would be refused now: tried in a fork of the world, which is thrown away. A command that is not modelled is
 * refused as well, and does not stop the clock of the world.
 */
export function refusalOf(served: ServedWorld, exec: ExecRequest): ExecRefusal | undefined {
  const pid = pidOf(served.world)
  const launched = launchIn(served, served.world, pid, exec, '')
  try {
    const { world } = run(served.system, launched, {
      until: (now) => findProcess(now, pid)?.exit !== null,
      deadlineMs: launched.now + TRIAL_MS,
      background: true,
    })
    const process = findProcess(world, pid)
    if (process?.exit == null || textAt(process.report, 'kind') !== 'refused') return undefined
    const { code, body } = process.report as unknown as Extract<ExecResult, { kind: 'refused' }>
    return { code, body }
  } catch (error) {
    if (error instanceof NotModelled) return { code: 501, body: notModelled(error) }
    throw error
  }
}

/** A Status, because clients take a text with a colon for one in YAML. */
function notModelled({ message, remedy }: NotModelled): JsonObject {
  const text = `${message}. ${remedy ?? ''}`.trim()
  return new StatusError({ httpCode: 501, reason: '', message: text }).status
}

/** Start the command as a process of the world. Returns its pid. */
export function startCommand(served: ServedWorld, exec: ExecRequest, stdin: string): string {
  const pid = pidOf(served.world)
  served.replace(launchIn(served, served.world, pid, exec, stdin))
  return pid
}

/** What a started command has come to so far. */
export function progressOf(world: World, pid: string): CommandProgress | undefined {
  const process = findProcess(world, pid)
  if (process === undefined) return undefined
  const { stdout, stderr, exit } = process
  if (exit === null) return { stdout, stderr, ended: null }
  const report = (process.report ?? {}) as JsonObject
  const refused: JsonObject = { metadata: {}, status: 'Failure', message: String(report['body'] ?? '') }
  return { stdout, stderr, ended: { exit, status: (report['status'] ?? refused) as JsonObject } }
}

/** No two commands start at the same length of the log. */
function pidOf(world: World): string {
  return `exec/${world.seq + 1}`
}

function launchIn(served: ServedWorld, world: World, pid: string, exec: ExecRequest, stdin: string): World {
  const { namespace, pod, container, command } = exec
  const request: ExecInContainer = { namespace, pod, container, command, stdin }
  return launch(served.system, world, pid, EXEC_PROGRAM, { ...request })
}
