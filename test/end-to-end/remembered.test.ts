import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
import { MAIN, rehearse, requireBuild } from './run-cli.js'

/** A folder of a user with a scenario in TypeScript, and a cache of its own for each test. */
let home: string
let cache: string
let caches = 0

beforeAll(() => {
  requireBuild()
  home = mkdtempSync(join(tmpdir(), 'rehearse-remembered-'))
})
beforeEach(() => {
  caches += 1
  cache = join(home, `cache-${caches}`)
  cpSync(join(ROOT, 'test/golden/user-scenario'), home, { recursive: true })
})
afterAll(() => rmSync(home, { recursive: true }))

const MINE = './replace-config.scenario.ts'
const LINE = /^remembered from an equal run, digest [0-9a-f]{12}; --fresh runs it anew\n/m
const environment = () => ({ REHEARSE_CACHE: cache, REHEARSE_REMEMBER: '1' })
const run = (...args: readonly string[]) =>
  rehearse(['run', MINE, ...args], { cwd: home, env: environment() })
const entries = () => readdirSync(join(cache, 'outcomes'))

describe('a second run of the same', () => {
  it.each([[[]], [['--verbose']], [['--fix', 'restart-too']]])(
    'prints what the first one did, and one line that says so: %j',
    (args) => {
      const first = run(...args)
      const second = run(...args)
      expect(first.stdout).not.toMatch(LINE)
      expect(second.stdout).toMatch(LINE)
      expect(second.stdout.replace(LINE, '')).toBe(first.stdout)
      expect([second.status, second.stderr]).toEqual([first.status, first.stderr])
    },
  )

  it.each([['--json'], ['--quiet']])('says so beside a document: %s', (flag) => {
    const [first, second] = [run(flag), run(flag)]
    expect(second.stdout).toBe(first.stdout)
    expect([first.stderr, second.stderr]).toEqual(['', expect.stringMatching(LINE)])
  })

  it('writes equal reports', () => {
    const files = ['html', 'json', 'md', 'xml'].map((ending) => `report.${ending}`)
    const outputs = files.flatMap((name) => ['--output', name])
    const read = () => files.map((name) => readFileSync(join(home, name), 'utf8'))
    run(...outputs)
    const first = read()
    expect(run(...outputs).stdout).toMatch(LINE)
    expect(read()).toEqual(first)
  })

  it('runs anew with --fresh, and without a cache', () => {
    run()
    expect(run('--fresh').stdout).not.toMatch(LINE)
    const none = rehearse(['run', MINE], { cwd: home, env: { ...environment(), REHEARSE_CACHE: '' } })
    expect(none.stdout).not.toMatch(LINE)
  })

  it('runs anew when an artefact or the scenario has changed', () => {
    run('--quiet')
    const [artefact] = readdirSync(join(home, 'fixtures/replace-config'), { recursive: true })
      .map((name) => join(home, 'fixtures/replace-config', String(name)))
      .filter((path) => path.endsWith('.yaml'))
    for (const path of [artefact!, join(home, MINE)]) {
      const comment = path.endsWith('.ts') ? '// changed\n' : '# changed\n'
      writeFileSync(path, readFileSync(path, 'utf8') + comment)
      expect(run('--quiet').stderr, path).toBe('')
      expect(run('--quiet').stderr, path).toMatch(LINE)
    }
  })

  it('runs anew a scenario that nobody can vouch for, and --verbose says why', () => {
    const path = join(home, MINE)
    writeFileSync(path, `console.error\n${readFileSync(path, 'utf8')}`)
    expect(run('--verbose').stdout).toMatch(
      /^not remembered: replace-config\.scenario\.ts uses console \(line 1\)$/m,
    )
    expect(run().stdout).not.toMatch(LINE)
  })
})

describe('what is kept', () => {
  it('holds no secret', () => {
    const secrets = 'secret-deletion-doom-loop'
    const first = rehearse(['run', secrets, '--json', '--fix', 'create-secret-by-hand'], {
      cwd: home,
      env: environment(),
    })
    expect(first.stderr).toBe('')
    const kept = entries()
      .filter((name) => name.endsWith('.outcome'))
      .map((name) => gunzipSync(readFileSync(join(cache, 'outcomes', name)).subarray(32)).toString('utf8'))
    expect(kept).toHaveLength(1)
    const source = readFileSync(join(ROOT, 'scenarios', `${secrets}.scenario.ts`), 'utf8')
    const values = [...source.matchAll(/'(fake-[^']+)'/g)].map((match) => match[1]!)
    expect(values.length).toBeGreaterThan(3)
    for (const value of values) {
      expect(kept[0]).not.toContain(value)
      expect(kept[0]).not.toContain(Buffer.from(value).toString('base64'))
    }
  })

  it('is not an outcome of a run that ended with an error', () => {
    expect(run('--fix', 'nope').status).toBe(2)
    expect(() => entries()).toThrow(/ENOENT/)
  })

  it('is written by two at once', async () => {
    const ended = await Promise.all([finished(), finished()])
    expect(ended).toEqual([0, 0])
    expect(entries().filter((name) => /\.\d+$/.test(name))).toEqual([])
    expect(run('--quiet').stderr).toMatch(LINE)
  })

  it.skipIf(process.getuid?.() === 0)('needs no folder that can be written to', () => {
    mkdirSync(cache)
    chmodSync(cache, 0o500)
    expect(run('--verbose').stdout).toMatch(/^not remembered: EACCES/m)
  })
})

function finished(): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, 'run', MINE, '--quiet'], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...environment() },
  })
  return new Promise((done) => child.on('exit', done))
}
