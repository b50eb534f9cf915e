import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeFolder } from '../../twins/postgres/server/places.js'
import { ROOT } from '../support/sources.js'
import { MAIN, requireBuild } from './run-cli.js'

/** A run with databases is killed at several moments: nothing that it has made is left, whatever else runs on this machine. */
const HOME = mkdtempSync(join(tmpdir(), 'rehearse-killed-'))
const linux = process.platform === 'linux'

beforeAll(requireBuild)
afterAll(() => rmSync(HOME, { recursive: true }))

/** Without anything remembered, so that servers are really asked. */
function start(): ChildProcess {
  return spawn(process.execPath, [MAIN, 'run', 'partial-schema-migration', '--fresh', '--quiet'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME, REHEARSE_CACHE: '', REHEARSE_REMEMBER: '0' },
    stdio: 'ignore',
  })
}

/** The folders of servers of a process, by its number in their names. */
const foldersOf = (pid: number) => readdirSync(homeFolder()).filter((name) => name.startsWith(`run-${pid}-`))

interface Found {
  readonly pid: number
  readonly commandLine: string
}

/** Processes whose command line, or that of whose parent, names a folder of this run. */
function processesOf(folder: string): readonly Found[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      commandLine: read(`/proc/${name}/cmdline`),
      stat: read(`/proc/${name}/stat`),
    }))
  const parentOf = (stat: string) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  const own = new Set(all.filter(({ commandLine }) => commandLine.includes(folder)).map(({ pid }) => pid))
  return all.filter(({ pid, stat }) => own.has(pid) || own.has(parentOf(stat)))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Segments of shared memory that a process has: System V ones by their numbers, POSIX ones by their files. */
function sharedMemoryOf({ pid }: Found): readonly string[] {
  const maps = read(`/proc/${pid}/maps`)
  const posix = [...maps.matchAll(/ (\/dev\/shm\/PostgreSQL\.\d+)/g)].map(([, file]) => file!)
  const systemV = [...maps.matchAll(/^\S+ \S+ \S+ \S+ (\d+) +\/SYSV/gm)].map(([, id]) => `segment ${id}`)
  return [...new Set([...posix, ...systemV])]
}

const segments = () =>
  new Set(
    read('/proc/sysvipc/shm')
      .split('\n')
      .slice(1)
      .map((line) => `segment ${line.trim().split(/\s+/)[1]}`),
  )

const isThere = (segment: string) => (segment.startsWith('/') ? existsSync(segment) : segments().has(segment))

const isAlive = ({ pid, commandLine }: Found) =>
  read(`/proc/${pid}/cmdline`) === commandLine &&
  commandLine !== '' &&
  !/^State:\s*Z/m.test(read(`/proc/${pid}/status`))

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const sockets = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('.s.PGSQL'))
    : []

interface Moment {
  readonly name: string
  readonly reached: (folder: string) => boolean
}

const MOMENTS: readonly Moment[] = [
  { name: 'when its folder is there', reached: () => true },
  { name: 'when a server is being made', reached: (folder) => readdirSync(folder).length > 0 },
  { name: 'when a server listens', reached: (folder) => sockets(folder).length > 0 },
  // The postmaster, its janitor and its five helpers, and then the first sessions.
  { name: 'while statements run', reached: (folder) => processesOf(folder).length > 8 },
]

describe.skipIf(!linux)('a run that is killed', () => {
  it.each(
    MOMENTS.flatMap((moment) =>
      (['SIGKILL', 'SIGTERM'] as const).map((signal) => [signal, moment.name, moment] as const),
    ),
  )(
    'by %s %s leaves no process, socket, shared memory or folder',
    async (signal, _name, { reached }) => {
      const child = start()
      const ended = once(child, 'exit')
      const pid = child.pid!
      await until(() => foldersOf(pid).length > 0 || child.exitCode !== null)
      const folder = join(homeFolder(), foldersOf(pid)[0] ?? 'none')
      await until(() => child.exitCode !== null || !existsSync(folder) || reached(folder))
      expect(child.exitCode, 'the run was over before it could be killed').toBeNull()
      const processes = processesOf(folder)
      const memory = processes.flatMap(sharedMemoryOf)
      child.kill(signal)
      await ended
      await until(
        () => foldersOf(pid).length === 0 && !processes.some(isAlive) && processesOf(folder).length === 0,
      )
      await until(() => !memory.some(isThere))
      expect(foldersOf(pid)).toEqual([])
      expect(processesOf(folder)).toEqual([])
      expect(memory.filter(isThere)).toEqual([])
    },
    120_000,
  )
})
