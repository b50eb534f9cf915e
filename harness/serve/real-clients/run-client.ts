import { type ChildProcess, spawn } from 'node:child_process'
import type { Exit } from '../../../twins/kernel/process.js'

export interface ClientCommand {
  readonly binary: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
}

/** Most that is kept of each output of a command, in bytes. */
const MAX_OUTPUT = 32 * 1024 * 1024

/** Numbers of the signals that end processes here: a shell shows 128 and the number as exit code. */
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
}

/** A real binary that runs. */
export interface RunningClient {
  /** Called once, when it has ended and its output was read. */
  readonly ended: Promise<Exit>
  readonly kill: () => void
}

/** Start a real binary with nothing of this process's environment. */
export function runClient(command: ClientCommand): RunningClient {
  const child = spawn(command.binary, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A command that does not read its input breaks the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(command.stdin)
  return { ended: exitOf(child), kill: () => void child.kill('SIGKILL') }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  return new Promise((done) => {
    child.on('error', (error) =>
      done({ code: 126, signal: null, stdout: stdout(), stderr: `${error.message}\n` }),
    )
    child.on('close', (code, signal) => {
      const exitCode = code ?? 128 + (SIGNALS[signal ?? ''] ?? 0)
      done({ code: exitCode, signal: null, stdout: stdout(), stderr: stderr() })
    })
  })
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream?.on('data', (chunk: Buffer) => {
    if (length < MAX_OUTPUT) chunks.push(chunk)
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
