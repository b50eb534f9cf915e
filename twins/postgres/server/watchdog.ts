import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** util-linux; only Linux has the call behind it. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv']

/**
 * How a server ends when this process is killed and can do nothing any more.
 * `death-signal`: the kernel tells it (prctl PR_SET_PDEATHSIG, through setpriv). `sidecar`: a shell waits for its standard
 * input to close, which happens when this process is gone.
 */
export type Watchdog = 'death-signal' | 'sidecar'

/** What this machine can do. */
export function bestWatchdog(): Watchdog {
  return setpriv() === undefined ? 'sidecar' : 'death-signal'
}

/** The command line that starts a server so that it ends with us. */
export function guardedCommand(watchdog: Watchdog, command: string, args: readonly string[]) {
  const guard = watchdog === 'death-signal' ? setpriv() : undefined
  if (guard === undefined) return { command, args }
  return { command: guard, args: ['--pdeathsig', 'QUIT', command, ...args] }
}

/** Start the sidecar of a server. It ends with the server's folder or with us, whichever is first. */
export function startSidecar(pid: number): ChildProcess {
  const sidecar = spawn('/bin/sh', ['-c', 'read -r line; kill -QUIT "$0" 2>/dev/null', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In its own group: an interrupt from the terminal must not end it before us.
    detached: true,
    cwd: '/',
  })
  sidecar.unref()
  return sidecar
}

function setpriv(): string | undefined {
  return process.platform === 'linux' ? SETPRIV.find((path) => existsSync(path)) : undefined
}
