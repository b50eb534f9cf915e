import type { Process } from '../../../kernel/process.js'
import { PROCESSES } from '../../../kernel/tables.js'
import type { World } from '../../../kernel/world.js'
import type { StreamPart, WorldStream } from '../contract.js'
import { firstBytes, type LogWindow, lastLines } from './log-lines.js'

/**
 * The output of a process as it grows; over when the process is. It begins with the window that was asked for.
 * Source: kubernetes pkg/kubelet/kuberuntime/logs/logs.go (ReadLogs), v1.36.
 */
export class LogStream implements WorldStream {
  readonly #pid: string
  readonly #window: LogWindow
  #begun = false
  #stdout = 0
  #stderr = 0
  #bytesLeft: number

  constructor(pid: string, window: LogWindow) {
    this.#pid = pid
    this.#window = window
    this.#bytesLeft = window.limitBytes ?? Number.POSITIVE_INFINITY
  }

  read(world: World): StreamPart {
    const process = world.get<Process>(PROCESSES, this.#pid)
    if (process === undefined) return { chunks: [], more: false, done: true }
    const text = this.#bounded(this.#unread(process))
    const done = process.exit !== null || this.#bytesLeft <= 0
    return { chunks: text === '' ? [] : [text], more: false, done }
  }

  bookmark(): string {
    return ''
  }

  #unread({ stdout, stderr }: Process): string {
    const text = stdout.slice(this.#stdout) + stderr.slice(this.#stderr)
    this.#stdout = stdout.length
    this.#stderr = stderr.length
    if (this.#begun) return text
    this.#begun = true
    const { tailLines } = this.#window
    return tailLines === undefined ? text : lastLines(text, tailLines)
  }

  #bounded(text: string): string {
    if (this.#bytesLeft === Number.POSITIVE_INFINITY) return text
    const shown = firstBytes(text, Math.max(0, this.#bytesLeft))
    this.#bytesLeft -= new TextEncoder().encode(text).length
    return shown
  }
}
