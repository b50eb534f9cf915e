import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unprivilegedAccount } from './account.js'
import { ServerError } from './server-error.js'

/** Data directories go to memory when it has this much room; Docker gives /dev/shm 64 MB by default. */
const MEMORY_MIN_BYTES = 256 * 1024 * 1024
const SEARCHABLE = 0o711

/**
 * Folders of servers: `<base>/rehearse-postgres-<uid>/` with `templates/` and `binaries/`, kept between runs, and one
 * `run-<pid>-<start>-<random>/` for each pool of servers. The base is /dev/shm when it has 256 MB free, else the folder for
 * temporary files.
 */
export function homeFolder(): string {
  const home = join(baseFolder(), `rehearse-postgres-${process.getuid?.() ?? 0}`)
  mkdirSync(home, { recursive: true, mode: SEARCHABLE })
  const found = lstatSync(home)
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new ServerError(`${home} belongs to somebody else`, {
      code: 'postgres-folder-foreign',
      subject: home,
      remedy: 'Remove it, or set TMPDIR to a folder of your own.',
    })
  }
  return home
}

/** Where folders of servers stand: `/dev/shm` when it has room, else the folder for temporary files. */
export function baseFolder(): string {
  try {
    const memory = statfsSync('/dev/shm')
    if (memory.bavail * memory.bsize > MEMORY_MIN_BYTES) return '/dev/shm'
  } catch {
    // There is no /dev/shm outside of Linux.
  }
  return tmpdir()
}

/** A folder that the servers' user may write to. */
export function makeServerFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const account = unprivilegedAccount()
  if (account !== undefined) chownSync(path, account.uid, account.gid)
  chmodSync(path, 0o700)
  return path
}

/** A folder that the servers' user may look into but not list. */
export function makeSearchableFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: SEARCHABLE })
  chmodSync(path, SEARCHABLE)
  return path
}

/** A new folder for servers of this process. Those that crashed processes have left are removed first. */
export function newRunFolder(home: string): string {
  removeStaleRuns(home)
  const folder = mkdtempSync(join(home, `run-${process.pid}-${startOf(process.pid)}-`))
  chmodSync(folder, SEARCHABLE)
  return folder
}

/** Remove the folders of processes that no longer run, and stop servers that still use them. */
export function removeStaleRuns(home: string): void {
  for (const name of readdirSync(home)) {
    const match = /^run-(\d+)-(\d+)-\w+$/.exec(name)
    if (match === null || isRunning(Number(match[1]), match[2] ?? '')) continue
    removeRun(join(home, name))
  }
}

/** Stop every server below a folder at once, and remove it. */
export function removeRun(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) killServer(join(folder, name, 'data'))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
}

function killServer(data: string): void {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const [pid, folder] = readFileSync(file, 'utf8').split('\n')
  if (folder !== data || !isServerOf(Number(pid), data)) return
  try {
    process.kill(Number(pid), 'SIGQUIT')
  } catch {
    // It ended in between.
  }
}

/** The pid may belong to someone else by now: look at its command line where the system shows it. */
function isServerOf(pid: number, data: string): boolean {
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data)
  } catch {
    return false
  }
}

function isRunning(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Not permitted means it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  // A process that has ended and whose parent has not asked how still has its number.
  return startOf(pid) === start && statOf(pid)[0] !== 'Z'
}

/** Start time of a process in clock ticks since boot, so that a reused pid is told apart; 0 where it is not shown. */
function startOf(pid: number): string {
  return statOf(pid)[19] ?? '0'
}

/** proc(5): the fields of `stat` from the third on, the state; empty where there is no such file. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
