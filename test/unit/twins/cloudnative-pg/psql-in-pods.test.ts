import { afterAll, describe, expect, it } from 'vitest'
import { SqlWorld, testEngine } from '../../../support/postgres.js'

const engine = testEngine()
afterAll(() => engine.close())

const FULL = 'c-rw.db.svc.cluster.local'
const world = SqlWorld.create(engine, [
  {
    name: 'db/c',
    hosts: { [FULL]: '10.96.0.5', 'db.example': '203.0.113.7' },
    bootstrap: [{ database: 'postgres', statement: "CREATE ROLE app LOGIN PASSWORD 'right'" }],
  },
])

async function connect(host: string, namespace: string | undefined, password = 'right') {
  const argv = ['psql', '-At', '-h', host, '-U', 'app', 'postgres', '-c', 'SELECT 1']
  const where = namespace === undefined ? {} : { namespace }
  const { exit } = await world.tool(argv, { env: { PGPASSWORD: password }, ...where })
  return exit.code === 0 ? exit.stdout.trim() : exit.stderr.split('\n')[0]
}

describe('psql in a pod', () => {
  it.each([
    ['c-rw', 'db'],
    ['c-rw.db', 'other'],
    ['c-rw.db.svc', 'other'],
    [FULL, 'other'],
    [FULL, undefined],
    ['db.example', undefined],
  ])('finds %s from namespace %s', async (host, namespace) => {
    expect(await connect(host, namespace)).toBe('1')
  })

  it.each([
    ['c-rw', 'other'],
    ['c-rw', undefined],
  ])('does not find %s from namespace %s, and says the name it was given', async (host, namespace) => {
    expect(await connect(host, namespace)).toBe(
      'psql: error: could not translate host name "c-rw" to address: Name or service not known',
    )
  })

  it('names the host it was given in an error of the server', async () => {
    expect(await connect('c-rw', 'db', 'wrong')).toBe(
      'psql: error: connection to server at "c-rw" (10.96.0.5), port 5432 failed: FATAL:  password authentication failed for user "app"',
    )
  })
})
