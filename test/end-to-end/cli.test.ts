import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../harness/cli/exit-codes.js'
import { scenarioName, shippedScenarios } from '../../harness/scenario/load.js'
import { ROOT } from '../support/sources.js'
import { MAIN, rehearse, requireBuild } from './run-cli.js'

const SHIPPED = shippedScenarios().map(scenarioName)
const ESCAPE = String.fromCharCode(27)
/** A line of a stack trace. */
const STACK = /^\s+at .*[:(]/m

/** A folder of a user outside of the package, with a scenario in TypeScript. */
let home: string
const MINE = './replace-config.scenario.ts'

beforeAll(() => {
  requireBuild()
  home = mkdtempSync(join(tmpdir(), 'rehearse-cli-'))
  cpSync(join(ROOT, 'test/golden/user-scenario'), home, { recursive: true })
})
afterAll(() => rmSync(home, { recursive: true }))

describe('help', () => {
  it.each([[['--help']], [['run', '--help']], [['list', '--help']]])(
    '%j teaches by example and lists the exit codes',
    (args) => {
      const { status, stdout, stderr } = rehearse(args)
      expect(status).toBe(0)
      expect(stderr).toBe('')
      expect(stdout).toContain('rehearse run secret-deletion-doom-loop')
      for (const code of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ {2}${code} +\\S`, 'm'))
    },
  )

  it('names only scenarios that there are', () => {
    const { stdout } = rehearse(['--help'])
    const named = [...stdout.matchAll(/rehearse run ([a-z][a-z-]*)/g)].map((match) => match[1])
    expect(SHIPPED).toEqual(expect.arrayContaining(named))
  })

  it('prints the version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(rehearse(['--version']).stdout).toBe(`${version}\n`)
  })
})

describe('what-if', () => {
  const ask = (...command: readonly string[]) =>
    rehearse(['what-if', 'secret-deletion-doom-loop', ...command])

  it('shows what a command sets off, and ends with 1 when a gate fails', () => {
    const { status, stdout, stderr } = ask(
      '--',
      ...'kubectl delete externalsecret tracecat-core-credentials -n tracecat'.split(' '),
    )
    expect(stderr).toBe('')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /\+0:00\.\d +garbage-collector +deleted Secret tracecat\/tracecat-core-credentials/,
    )
    expect(stdout).toContain('gate survives-restart: fail')
  })

  it('ends with 0 when nothing is harmed, in the world after an incident too', () => {
    const words = 'kubectl get secrets -n tracecat'.split(' ')
    expect(ask('--', ...words).status).toBe(0)
    const { status, stdout } = ask('--after', 'quiet', '--json', '--', ...words)
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail', startsAfter: 'quiet' })
  })

  it('refuses an incident that there is not', () => {
    const { status, stderr } = ask('--after', 'flood', '--', 'kubectl', 'get', 'pods')
    expect(status).toBe(2)
    expect(stderr).toContain('has no incident flood')
  })
})

describe('list', () => {
  it('names every scenario and its fixes', () => {
    const { status, stdout } = rehearse(['list'])
    expect(status).toBe(0)
    for (const name of SHIPPED) expect(stdout).toMatch(new RegExp(`^${name}$`, 'm'))
    expect(stdout).toMatch(/\(\d+ incidents?, \d+ fix(es)?\)/)
  })

  it('is data with --json', () => {
    const list = JSON.parse(rehearse(['list', '--json']).stdout) as readonly { readonly name: string }[]
    expect(list.map(({ name }) => name)).toEqual(SHIPPED)
    expect(list[0]).toEqual({
      name: SHIPPED[0],
      title: expect.any(String),
      incidents: expect.any(Array),
      fixes: expect.any(Array),
      explorations: expect.any(Array),
    })
  })
})

describe('a wrong command line', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['an unknown command', ['rnu'], /unknown command 'rnu'[\s\S]*Did you mean run/],
    ['an unknown flag', ['run', '--jsno'], /unknown option '--jsno'[\s\S]*Did you mean --json/],
    ['a flag without its value', ['run', '--seed'], /argument missing/],
    ['a seed that is no number', ['run', '--seed', 'one'], /cannot read --seed one\n {2}Give a whole number/],
    ['a seed that is negative', ['run', '--seed=-1'], /cannot read --seed -1/],
    ['a version without its component', ['run', '--profile', '0.10.7'], /Write --profile component=version/],
    [
      'an unknown component',
      ['run', '--profile', 'esso=0.10.7'],
      /^rehearse: unknown profile esso\n {2}Use one of: /,
    ],
    ['a version that is not supported', ['run', '--profile', 'helm=1.0'], /^rehearse: .*1\.0/],
    ['an unknown fix', ['run', SHIPPED[0]!, '--fix', 'nope'], /has no fix nope\n {2}Use one of: /],
    ['an unknown scenario', ['run', 'nope'], new RegExp(`no scenario nope\\n[^\\n]*${SHIPPED[0]}`)],
    ['a path without a file', ['run', './nope.scenario.ts'], /no scenario \.\/nope\.scenario\.ts/],
  ])('%s ends with 2 and says what would be right', (_what, args, message) => {
    const { status, stdout, stderr } = rehearse(args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(STACK)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  it('shows the help when nothing is asked', () => {
    const { status, stderr } = rehearse([])
    expect(status).toBe(2)
    expect(stderr).toContain('Usage: rehearse')
  })
})

/** Folder in test/golden/bad-input -> where the mistake stands, and what is said of it. */
const BAD_INPUT: Readonly<Record<string, readonly [file: string, line: number, says: string]>> = {
  'chart-not-rendered': ['', 13, 'setup command 2: no recorded render of chart app 0.1.0 in charts/app'],
  'malformed-manifest': ['manifests/objects.yaml', 5, 'Flow sequence'],
  'setup-fails': [
    '',
    11,
    'setup command 1: kubectl apply -f manifests/absent.yaml ended with exit code 1: error:',
  ],
  'syntax-error': ['', 25, 'Unexpected token'],
  throws: ['', 4, "Cannot read properties of undefined (reading 'split')"],
  'unknown-kind': ['manifests/objects.yaml', 7, 'no matches for kind "Widget" in version "example.com/v1"'],
  'unknown-tool': ['', 25, 'step plan: no built-in tool "terraform"'],
  'unmodelled-flag': ['', 25, 'step watch: not modelled: kubectl get --watch'],
  'wrong-member': ['', 25, 'fixes[0].steps[1].onFailur: Unrecognized key: "onFailur"'],
}

describe('bad input', () => {
  it('has a case for each recorded one', () => {
    expect(readdirSync(join(ROOT, 'test/golden/bad-input')).sort()).toEqual(Object.keys(BAD_INPUT).sort())
  })

  it.each(Object.entries(BAD_INPUT))('%s: one error with file and line', (name, [file, line, says]) => {
    const folder = `test/golden/bad-input/${name}`
    const scenario = `${folder}/${name}.scenario.ts`
    const where = file === '' ? scenario : `${folder}/fixtures/${name}/${file}`
    const { status, stdout, stderr } = rehearse(['run', scenario])
    const [first = '', ...remedy] = stderr.trimEnd().split('\n')
    expect(first.slice(0, `rehearse: ${where}:${line}: ${says}`.length)).toBe(
      `rehearse: ${where}:${line}: ${says}`,
    )
    expect(remedy.length).toBeGreaterThan(0)
    for (const text of remedy) expect(text).toMatch(/^ {2}\S/)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  it.each(['wrong-member', 'unmodelled-flag'])('%s: a stack only with --stack', (name) => {
    const path = `test/golden/bad-input/${name}/${name}.scenario.ts`
    expect(rehearse(['run', path]).stderr).not.toMatch(STACK)
    const { status, stderr } = rehearse(['run', path, '--stack'])
    expect(stderr).toMatch(STACK)
    expect(status).toBe(2)
  })
})

describe('a scenario of a user, outside of the package', () => {
  it('ends with 0 when everything is as expected', () => {
    const { status, stdout, stderr } = rehearse(['run', MINE], { cwd: home })
    expect(stderr).toBe('')
    expect(stdout).toContain('2 of 2 verdicts as expected (1 pass, 1 fail), 1 of 1 incident replayed')
    expect(status).toBe(0)
  })

  it('ends with 1 when a verdict differs', () => {
    const text = readFileSync(join(home, MINE), 'utf8').replace('is being terminated', 'was painted green')
    writeFileSync(
      join(home, 'differs.scenario.ts'),
      text.replace("name: 'replace-config'", "name: 'differs', fixtures: 'fixtures/replace-config'"),
    )
    const { status, stdout } = rehearse(['run', './differs.scenario.ts', '--quiet'], { cwd: home })
    expect(stdout).toContain(
      'differs: restart-too: differs: gate protected-pods fails without "was painted green"',
    )
    expect(status).toBe(1)
  })

  it('ends with 3 when something could not be judged', () => {
    const text = readFileSync(join(home, MINE), 'utf8').replace(
      "selector: 'app=shop'",
      "selector: 'app=shpo'",
    )
    writeFileSync(
      join(home, 'unsure.scenario.ts'),
      text.replace("name: 'replace-config'", "name: 'unsure', fixtures: 'fixtures/replace-config'"),
    )
    const { status, stdout } = rehearse(['run', './unsure.scenario.ts', '--fix', 'apply-it'], { cwd: home })
    expect(stdout).toContain('gate protected-pods is inconclusive: no pod has app=shpo in namespace shop')
    expect(status).toBe(3)
  })

  it('ends with 4 when the system refuses, e.g. to read a folder as a file', () => {
    mkdirSync(join(home, 'folder.scenario.ts'))
    const { status, stderr } = rehearse(['run', './folder.scenario.ts'], { cwd: home })
    expect(stderr).toMatch(/^rehearse: EISDIR/)
    expect(stderr).not.toMatch(STACK)
    expect(status).toBe(4)
  })

  it('judges only the fixes asked for', () => {
    const { stdout } = rehearse(['run', MINE, '--fix', 'apply-it', '--json'], { cwd: home })
    const { scenarios } = JSON.parse(stdout) as {
      scenarios: readonly { fixes: readonly { name: string }[] }[]
    }
    expect(scenarios[0]!.fixes.map((fix) => fix.name)).toEqual(['apply-it'])
  })

  it('gives the same bytes again, and another seed the same digests', () => {
    const run = (...flags: readonly string[]) =>
      rehearse(['run', MINE, '--json', ...flags], { cwd: home }).stdout
    const first = run()
    expect(run()).toBe(first)
    const other = run('--seed', '2')
    const digests = (text: string) => [...text.matchAll(/"digest": "(\w+)"/g)].map((match) => match[1])
    expect(other).not.toBe(first)
    expect(digests(other)).toEqual(digests(first))
    expect(digests(first)).toHaveLength(3)
  })
})

describe('output', () => {
  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
    ['without a terminal', [], {}],
    ['in continuous integration', [], { CI: '1' }],
    ['with NO_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }],
    ['as JSON', ['--json'], { FORCE_COLOR: '1' }],
  ])('has no escape codes %s', (_what, flags, env) => {
    const { stdout, stderr } = rehearse(['run', MINE, ...flags], { cwd: home, env })
    expect(stdout.length).toBeGreaterThan(0)
    expect(stdout + stderr).not.toContain(ESCAPE)
  })

  it('has colours when they are forced', () => {
    expect(rehearse(['run', MINE], { cwd: home, env: { FORCE_COLOR: '1' } }).stdout).toContain(`${ESCAPE}[`)
  })

  it('has no line longer than the width of a log', () => {
    const { stdout } = rehearse(['run', MINE, '--verbose'], { cwd: home })
    expect(stdout.split('\n').filter((line) => line.length > 110)).toEqual([])
  })

  it('may be cut off by its reader', () => {
    const command = '"$0" "$1" run "$2" --json | head -1; exit $PIPESTATUS'
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, MAIN, MINE], {
      cwd: home,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toBe('{\n')
    expect(status).toBe(0)
  })
})

describe('an interrupt', () => {
  /** As many fixes as keep the run going until the signal comes. */
  const FIXES = 5000

  it('ends a run with 130', async () => {
    const text = readFileSync(join(home, MINE), 'utf8')
      .replace("name: 'replace-config'", "name: 'long', fixtures: 'fixtures/replace-config'")
      .replace(/fixes: \[[\s\S]*\n {2}\],/, `fixes: FIXES,`)
    const fixes = `const FIXES = Array.from({ length: ${FIXES} }, (_, index) => ({
  name: \`apply-\${index}\`, title: 'Apply', from: { derived: 'x' }, goal: 'replaced', startsAfter: 'healthy',
  steps: [apply('config')],
}))
process.stdout.write('loaded\\n')
`
    writeFileSync(join(home, 'long.scenario.ts'), text.replace('export default', `${fixes}\nexport default`))
    const child = spawn(process.execPath, [MAIN, 'run', './long.scenario.ts', '--quiet'], { cwd: home })
    const ended = new Promise<readonly [number | null, string | null]>((done) =>
      child.on('exit', (code, signal) => done([code, signal])),
    )
    child.stdout.once('data', () => child.kill('SIGINT'))
    expect(await ended).toEqual([130, null])
  })
})
