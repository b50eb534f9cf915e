import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findBinaries, installedMajors } from '../../twins/postgres/server/binaries.js'
import { Cluster } from '../../twins/postgres/server/cluster.js'
import { homeFolder, newRunFolder, removeRun } from '../../twins/postgres/server/places.js'
import { templateFolder } from '../../twins/postgres/server/template.js'
import { SqlWorld, testEngine } from '../support/postgres.js'
import { PSQL_CASES, PSQL_SERVER, type PsqlCase, type PsqlGolden } from '../support/psql-cases.js'
import { ROOT } from '../support/sources.js'

/**
 * The built-in psql against what psql 15.18 (Debian) printed with the same server, version 15. With REHEARSE_RECORD=psql and that
 * psql installed the answers are recorded anew.
 */
const GOLDEN = join(ROOT, 'test/golden/psql/psql-15.json')
const MAJOR = '15'
const recording = process.env['REHEARSE_RECORD'] === 'psql'
const installed = installedMajors([MAJOR]).length > 0
const HOST = '127.0.0.1'

const engine = testEngine()
afterAll(() => engine.close())

async function record(): Promise<Record<string, PsqlGolden>> {
  const found: Record<string, PsqlGolden> = {}
  const binaries = findBinaries(MAJOR)
  const folder = newRunFolder(homeFolder())
  const from = await templateFolder(binaries)
  for (const each of PSQL_CASES) {
    const tcpPort = await freePort()
    const cluster = await Cluster.start({
      binaries,
      folder: join(folder, `psql-${each.name}`),
      from,
      tcpPort,
    })
    for (const { database, statement } of PSQL_SERVER) await apply(cluster, database, [statement])
    await apply(cluster, 'app', each.before ?? [])
    found[each.name] = runReal(each, tcpPort)
    await cluster.remove()
  }
  removeRun(folder)
  return found
}

async function apply(cluster: Cluster, database: string, statements: readonly string[]): Promise<void> {
  const connection = await cluster.connect({ user: 'postgres', database })
  for (const statement of statements) await connection.run(statement)
  await connection.close()
}

function runReal(each: PsqlCase, port: number): PsqlGolden {
  const cwd = mkdtempSync(join(tmpdir(), 'rehearse-psql-'))
  for (const [name, text] of Object.entries(each.files ?? {})) writeFileSync(join(cwd, name), text)
  const argv = each.argv.map((word) => word.replaceAll('5432', String(port)))
  const env = { PATH: process.env['PATH'], PGPORT: String(port), ...environment(each) }
  const { status, stdout, stderr } = spawnSync('/usr/bin/setsid', ['-w', 'psql', ...argv], {
    cwd,
    env,
    input: each.stdin ?? '',
    encoding: 'utf8',
  })
  rmSync(cwd, { recursive: true })
  const shown = (text: string) =>
    text.replaceAll(String(port), '5432').replaceAll('/usr/lib/postgresql/15/bin/psql', 'psql')
  return { code: status ?? -1, stdout: shown(stdout), stderr: shown(stderr) }
}

function environment(each: PsqlCase): Record<string, string> {
  return { PGHOST: HOST, PGUSER: 'app', PGPASSWORD: 'pw', PGDATABASE: 'app', USER: 'root', ...each.env }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, HOST, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

if (recording) {
  execFileSync('psql', ['--version'])
  writeFileSync(GOLDEN, `${JSON.stringify(await record(), null, 2)}\n`)
}

describe.skipIf(!installed || !existsSync(GOLDEN))('psql prints what psql 15.18 prints', () => {
  const golden = existsSync(GOLDEN)
    ? (JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, PsqlGolden>)
    : {}

  it.each(PSQL_CASES.map((each) => [each.name, each] as const))('%s', async (name, each) => {
    const before = (each.before ?? []).map((statement) => ({ database: 'app', statement }))
    // What stands before runs in one session, so that SET ROLE holds.
    const bootstrap = [
      ...PSQL_SERVER,
      ...(before.length === 0
        ? []
        : [{ database: 'app', statement: before.map(({ statement }) => statement).join('; ') }]),
    ]
    const servers = [{ name: 'main', version: MAJOR, bootstrap, hosts: { [HOST]: '' } }]
    const world = SqlWorld.create(engine, servers, { files: each.files ?? {} })
    const { exit } = await world.tool(['psql', ...each.argv], {
      env: environment(each),
      stdin: each.stdin ?? '',
    })
    const { code, stdout, stderr } = exit
    expect({ code, stdout, stderr }).toEqual(golden[name])
  })
})
