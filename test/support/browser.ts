import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

/** The Chromium of this machine; undefined: there is none. */
export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
)

/** How a page is looked at. */
export interface Look {
  readonly dark?: boolean
  readonly print?: boolean
  /** Default true. */
  readonly scripts?: boolean
  /** Default 1400 × 1000. */
  readonly width?: number
  readonly height?: number
}

interface Waiting {
  readonly done: (result: never) => void
  readonly failed: (error: Error) => void
}

/** A headless Chromium with one page, steered over the DevTools protocol as a user would: by keys and by clicks. */
export class Browser {
  readonly #process: ChildProcess
  readonly #home: string
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiting>()
  readonly #events = new Map<string, () => void>()
  #last = 0

  private constructor(process: ChildProcess, home: string, socket: WebSocket) {
    this.#process = process
    this.#home = home
    this.#socket = socket
    socket.on('message', (data) => this.#receive(String(data)))
  }

  static async start(): Promise<Browser> {
    const home = mkdtempSync(join(tmpdir(), 'rehearse-browser-'))
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run']
    const where = [`--user-data-dir=${home}`, '--remote-debugging-port=0', 'about:blank']
    const process = spawn(CHROMIUM!, [...flags, ...where], { stdio: 'ignore' })
    const portFile = join(home, 'DevToolsActivePort')
    const port = await until(() =>
      existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n')[0] : '',
    )
    const pages = await until(async () => {
      const found = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[]
      return found.find((target) => target.type === 'page')
    })
    const socket = new WebSocket(pages.webSocketDebuggerUrl)
    await new Promise((done, failed) => socket.once('open', done).once('error', failed))
    const browser = new Browser(process, home, socket)
    await browser.send('Page.enable')
    return browser
  }

  /** Open a page and wait until it has loaded. */
  async open(url: string, look: Look = {}): Promise<void> {
    const { dark = false, print = false, scripts = true, width = 1400, height = 1000 } = look
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]
    await this.send('Emulation.setEmulatedMedia', { media: print ? 'print' : 'screen', features })
    await this.send('Emulation.setScriptExecutionDisabled', { value: !scripts })
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false }
    await this.send('Emulation.setDeviceMetricsOverride', metrics)
    // Another fragment of the same file would be no new page.
    for (const next of ['about:blank', url]) {
      const loaded = new Promise<void>((done) => this.#events.set('Page.loadEventFired', done))
      await this.send('Page.navigate', { url: next })
      await loaded
    }
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<Evaluated>('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
    return result.value as T
  }

  /** The text of the first element that a selector finds. */
  text(selector: string): Promise<string> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`)
  }

  /** The document as it is now, also where scripts may not run. */
  async outerHtml(): Promise<string> {
    const { root } = await this.send<{ root: { nodeId: number } }>('DOM.getDocument')
    const { outerHTML } = await this.send<{ outerHTML: string }>('DOM.getOuterHTML', { nodeId: root.nodeId })
    return outerHTML
  }

  /** Press a key: `ArrowRight`, `v`, `Shift+ArrowRight`. */
  async press(name: string): Promise<void> {
    const key = name.replace(/^Shift\+/, '')
    const modifiers = key === name ? 0 : 8
    const text = key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}
    const event = {
      key,
      code: key,
      modifiers,
      // Of a sign that is no letter and no digit the code would be that of another key.
      windowsVirtualKeyCode: CODES[key] ?? (/^[a-z0-9]$/.test(key) ? key.toUpperCase().charCodeAt(0) : 0),
    }
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event, ...text })
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }

  /** A picture of what is visible, or of the element that a selector finds, as PNG. */
  async screenshot(selector?: string): Promise<Buffer> {
    const clip =
      selector === undefined ? {} : { clip: await this.#clipOf(selector), captureBeyondViewport: true }
    const { data } = await this.send<{ data: string }>('Page.captureScreenshot', { format: 'png', ...clip })
    return Buffer.from(data, 'base64')
  }

  async close(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done))
    await this.send('Browser.close')
    this.#socket.close()
    await ended
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }

  async #clipOf(selector: string): Promise<object> {
    const box = `(() => { const b = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
      return { x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height, scale: 1 } })()`
    return this.evaluate(box)
  }

  /** One command of the protocol. */
  send<T = object>(method: string, params: object = {}): Promise<T> {
    this.#last += 1
    const id = this.#last
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done: done as (result: never) => void, failed })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  #receive(data: string): void {
    const { id, method, result, error } = JSON.parse(data) as Message
    if (id === undefined) {
      this.#events.get(method ?? '')?.()
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.done(result as never)
    else waiting?.failed(new Error(error.message))
  }
}

interface Target {
  readonly type: string
  readonly webSocketDebuggerUrl: string
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Evaluated {
  readonly result: { readonly value: unknown }
  readonly exceptionDetails?: unknown
}

const CODES: Readonly<Record<string, number>> = {
  ArrowLeft: 37,
  ArrowRight: 39,
  End: 35,
  Enter: 13,
  Escape: 27,
  Home: 36,
  Tab: 9,
}

/** Asks until there is an answer. */
async function until<T>(ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    await new Promise((done) => setTimeout(done, 50))
  }
}
