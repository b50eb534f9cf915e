import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SERVER_ENVIRONMENT, unprivilegedAccount } from './account.js'
import type { Binaries } from './binaries.js'
import { Connection, type ConnectOptions } from './connection.js'
import { makeSearchableFolder, makeServerFolder } from './places.js'
import { messageOf, ServerError } from './server-error.js'
import { HBA_SCRAM, HBA_TRUST, SUPERUSER } from './template.js'
import { bestWatchdog, guardedCommand, startSidecar, type Watchdog } from './watchdog.js'

const run = promisify(execFile)

const START_LIMIT_MS = 30_000
const POLL_MS = 4
const STOP_LIMIT_MS = 10_000
const SOCKET_PORT = 5432

export interface ClusterOptions {
  readonly binaries: Binaries
  /** Where it lives: `data/`, the socket and the log. Removed with {@link Cluster.remove}. */
  readonly folder: string
  /** A data directory to start from: a template, or one that {@link Cluster.copyTo} has made. */
  readonly from: string
  /** Listen on 127.0.0.1 as well, with SCRAM. Default: only on a unix socket. */
  readonly tcpPort?: number
  readonly watchdog?: Watchdog
}

/** One running PostgreSQL server. */
export class Cluster {
  readonly folder: string
  readonly data: string
  /** Of the socket's name, and of TCP where it listens there. */
  readonly port: number
  readonly #child: ChildProcess
  readonly #sidecar: ChildProcess | undefined
  readonly #exited: Promise<void>
  #running = true

  private constructor(
    { folder, tcpPort }: ClusterOptions,
    child: ChildProcess,
    sidecar: ChildProcess | undefined,
  ) {
    this.folder = folder
    this.port = tcpPort ?? SOCKET_PORT
    this.data = join(folder, 'data')
    this.#child = child
    this.#sidecar = sidecar
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => {
        this.#running = false
        resolve()
      })
    })
  }

  /** Start a server and wait until it takes connections. Throws {@link ServerError} `postgres-start-failed`. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const { folder } = options
    const watchdog = options.watchdog ?? bestWatchdog()
    makeSearchableFolder(folder)
    makeServerFolder(join(folder, 'socket'))
    await copyFolder(options.from, join(folder, 'data'))
    const child = spawnServer(options, watchdog)
    const sidecar = watchdog === 'sidecar' && child.pid !== undefined ? startSidecar(child.pid) : undefined
    const cluster = new Cluster(options, child, sidecar)
    await cluster.#ready()
    return cluster
  }

  get running(): boolean {
    return this.#running
  }

  /** The folder of the unix socket, as clients take it for a host. */
  get socket(): string {
    return join(this.folder, 'socket')
  }

  /** Open a connection over the unix socket without a password check. */
  connect(options: ConnectOptions): Promise<Connection> {
    return Connection.open(this.socket, this.port, options)
  }

  /**
   * Open a connection as a client in the network would: with a password, by SCRAM. The postmaster reads its rules again before it
   * takes the next connection (src/backend/postmaster/postmaster.c, ServerLoop), so nothing has to be waited for.
   */
  async login(options: ConnectOptions & { readonly password: string }): Promise<Connection> {
    this.#authenticate(HBA_SCRAM)
    try {
      return await Connection.open(this.socket, this.port, options)
    } finally {
      this.#authenticate(HBA_TRUST)
    }
  }

  /** Copy the data directory as it is now; nobody may be writing. Starting from it is a crash recovery of nothing. */
  async copyTo(target: string): Promise<void> {
    const connection = await this.connect({ user: SUPERUSER, database: 'template1' })
    try {
      await connection.run('CHECKPOINT')
    } finally {
      await connection.close()
    }
    await copyFolder(this.data, target)
    rmSync(join(target, 'postmaster.pid'), { force: true })
    rmSync(join(target, 'postmaster.opts'), { force: true })
  }

  /** Stop the server at once and remove its folder: nothing in it is wanted any more. */
  async remove(): Promise<void> {
    if (this.#running) this.#child.kill('SIGQUIT')
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS)
    await this.#exited
    clearTimeout(late)
    this.#sidecar?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  }

  /** What can still be done while the process exits. */
  removeNow(): void {
    this.#child.kill('SIGQUIT')
    this.#sidecar?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  }

  #authenticate(rules: string): void {
    writeFileSync(join(this.data, 'pg_hba.conf'), rules)
    this.#child.kill('SIGHUP')
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS
    for (;;) {
      if (!this.#running || Date.now() > deadline) throw this.#startFailed()
      try {
        await (await this.connect({ user: SUPERUSER, database: 'template1' })).close()
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    }
  }

  #startFailed(): ServerError {
    this.#child.kill('SIGKILL')
    const log = readFileSync(join(this.folder, 'log'), 'utf8').trim().split('\n').slice(-5).join('; ')
    return new ServerError(`PostgreSQL does not start: ${log || 'it says nothing'}`, {
      code: 'postgres-start-failed',
      subject: this.data,
      remedy:
        'Correct what the server names. A missing library means that its user cannot read the binaries.',
    })
  }
}

function spawnServer(options: ClusterOptions, watchdog: Watchdog): ChildProcess {
  const { binaries, folder, tcpPort } = options
  const settings = [
    `listen_addresses=${tcpPort === undefined ? '' : '127.0.0.1'}`,
    `port=${tcpPort ?? SOCKET_PORT}`,
    `unix_socket_directories=${join(folder, 'socket')}`,
  ]
  const args = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])]
  const guarded = guardedCommand(watchdog, binaries.postgres, args)
  const log = openSync(join(folder, 'log'), 'a')
  try {
    const child = spawn(guarded.command, guarded.args, {
      ...unprivilegedAccount(),
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', log, log],
      cwd: '/',
    })
    child.unref()
    child.on('error', () => {})
    return child
  } finally {
    closeSync(log)
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  try {
    await run('cp', ['-a', from, to])
  } catch (error) {
    throw new ServerError(`cannot copy a data directory: ${messageOf(error)}`, {
      code: 'postgres-copy-failed',
      subject: to,
      remedy: 'Make room: each server takes some 40 MB.',
      cause: error,
    })
  }
  const account = unprivilegedAccount()
  if (account !== undefined) chownSync(to, account.uid, account.gid)
}
