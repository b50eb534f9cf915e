import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import type { ExecRequest } from '../../twins/kubernetes/http/contract.js'
import type { Clock } from './clock.js'
import { progressOf, startCommand } from './container-command.js'
import { CHANNEL, channelMessage, chooseProtocol } from './exec-channels.js'
import type { WallClock } from './wall-clock.js'

/** A client that cannot say that its input is over has said it after so long without any, in wall ms. */
const INPUT_PAUSE_MS = 300

/** Largest input of a command. */
const MAX_INPUT_BYTES = 1024 * 1024

export interface ExecOptions {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly exec: ExecRequest
  readonly served: ServedWorld
  readonly clock: Clock
  readonly wall: WallClock
  readonly onEnd: () => void
}

const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: MAX_INPUT_BYTES,
  handleProtocols: (offered) => chooseProtocol(offered) ?? false,
})

/**
 * Speaks the channel protocol with a client and runs its command as a process of the world. The input is read to its end
 * before the command starts. Returns how to break it off.
 */
export function acceptExec(options: ExecOptions): () => void {
  const offered = (options.request.headers['sec-websocket-protocol'] ?? '').split(/ *, */)
  if (chooseProtocol(offered) === undefined) {
    options.socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    options.wall.soon(options.onEnd)
    return () => {}
  }
  let session: ExecSession | undefined
  sockets.handleUpgrade(options.request, options.socket, options.head, (socket) => {
    session = new ExecSession(socket, options)
  })
  return () => session?.close()
}

class ExecSession {
  readonly #socket: WebSocket
  readonly #options: ExecOptions
  #input = ''
  #pid: string | undefined
  #sent = { stdout: 0, stderr: 0 }
  #stopListening = () => {}
  #cancelPause = () => {}

  constructor(socket: WebSocket, options: ExecOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('message', (data) => this.#receive(data))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      this.#stopListening()
      this.#cancelPause()
      options.onEnd()
    })
    if (!options.exec.stdin) this.#start()
    else if (socket.protocol !== 'v5.channel.k8s.io') this.#awaitPause()
  }

  close(): void {
    this.#socket.close()
  }

  #receive(data: RawData): void {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)
    const [channel, closed] = bytes
    if (channel === CHANNEL.close && closed === CHANNEL.stdin) this.#start()
    if (channel !== CHANNEL.stdin || this.#pid !== undefined) return
    this.#input += bytes.toString('utf8', 1)
    if (this.#input.length > MAX_INPUT_BYTES) this.#socket.close(1009)
    else if (this.#socket.protocol !== 'v5.channel.k8s.io') this.#awaitPause()
  }

  #awaitPause(): void {
    this.#cancelPause()
    this.#cancelPause = this.#options.wall.after(INPUT_PAUSE_MS, () => this.#start())
  }

  #start(): void {
    if (this.#pid !== undefined) return
    const { served, clock, exec } = this.#options
    clock.catchUp()
    this.#pid = startCommand(served, exec, this.#input)
    this.#stopListening = served.onChange(() => this.#show())
    this.#show()
  }

  /** Sends what the command has printed since, and how it ended. */
  #show(): void {
    const progress = progressOf(this.#options.served.world, this.#pid ?? '')
    if (progress === undefined) return
    this.#print('stdout', progress.stdout)
    this.#print('stderr', progress.stderr)
    if (progress.ended !== null) this.#finish(JSON.stringify(progress.ended.status))
  }

  #print(name: 'stdout' | 'stderr', text: string): void {
    const fresh = text.slice(this.#sent[name])
    if (fresh === '') return
    this.#sent[name] = text.length
    // A terminal has one output.
    const channel = this.#options.exec.tty ? CHANNEL.stdout : CHANNEL[name]
    this.#socket.send(channelMessage(channel, fresh))
  }

  #finish(status: string): void {
    this.#stopListening()
    this.#socket.send(channelMessage(CHANNEL.error, status))
    this.#socket.close(1000)
  }
}
