import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Writable } from 'node:stream'

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

/**
 * Ends what still uses a folder and removes it, again until nothing is left: a copy may be under way. Whoever names the folder in its
 * command line is a server of ours, since its name is used once.
 */
const CLEAN_UP = `
read -r line
tries=0
while [ -e "$0" ] && [ $tries -lt 100 ]; do
  for file in "$0"/*/data/postmaster.pid; do
    pid=; [ -f "$file" ] && read -r pid < "$file"
    [ -n "$pid" ] && { [ ! -e /proc/self ] || grep -qaF "$0" "/proc/$pid/cmdline"; } && kill -QUIT "$pid"
  done
  for process in /proc/[0-9]*; do
    pid=\${process#/proc/}
    [ "$pid" != "$$" ] && grep -qaF "$0/" "$process/cmdline" && kill -QUIT "$pid"
  done
  rm -rf "$0"
  [ -e "$0" ] && sleep 0.1
  tries=$((tries + 1))
done 2>/dev/null`

/** Start the janitor of a folder of servers: it removes the folder when this process is gone, however it went. */
export function startJanitor(folder: string): void {
  const janitor = spawn('/bin/sh', ['-c', CLEAN_UP, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  janitor.unref()
  const { stdin } = janitor as { readonly stdin: Writable & { unref?(): void } }
  stdin.unref?.()
}

function setpriv(): string | undefined {
  return process.platform === 'linux' ? SETPRIV.find((path) => existsSync(path)) : undefined
}
