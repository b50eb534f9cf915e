import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstDifference } from '../support/documentation.js'
import { ROOT } from '../support/sources.js'
import { MAIN, rehearse, requireBuild } from './run-cli.js'

const HAND_OVER = 'test/golden/runbooks/hand-over.md'
const SCENARIO = ['--scenario', 'secret-deletion-doom-loop']
/** A search that two cores share with others. */
const LONG_MS = 180_000

beforeAll(requireBuild)

describe('rehearse runbook parse', () => {
  it('shows what was understood, with lines', () => {
    const { status, stdout } = rehearse(['runbook', 'parse', HAND_OVER])
    expect(status).toBe(0)
    expect(stdout).toContain('line 18 · keep · change')
    expect(stdout).toContain('line 33 · get-2 · looks: changes nothing')
    expect(stdout).toContain('not run: | grep -v Running')
    expect(stdout).toContain('3 changes, 0 waits, 2 observations, 0 left out')
  })

  it('fails with file, line and remedy', () => {
    const path = 'test/golden/runbooks/errors/for.md'
    const { status, stderr } = rehearse(['runbook', 'parse', path])
    expect(status).toBe(2)
    expect(stderr).toContain(`${path}:3: a loop (for) is not part of the grammar of runbooks`)
    expect(stderr).toContain('no-rehearse')
  })

  it('takes --bind', () => {
    const path = 'test/golden/runbooks/errors/unbound-angle.md'
    expect(rehearse(['runbook', 'parse', path, '--bind', 'pod=web-0']).stdout).toContain(
      'kubectl delete pod web-0',
    )
  })
})

describe('rehearse runbook check', () => {
  it.each([
    ['no world', [], 'either --world FOLDER'],
    ['two worlds', [...SCENARIO, '--world', '.'], 'either --world FOLDER'],
    ['an unknown goal', [...SCENARIO, '--goal', 'nothing'], 'Use one of: helm, terraform, terraform-renamed'],
    ['an unknown incident', [...SCENARIO, '--after', 'nothing'], 'Use one of: deletes-again'],
    ['a wrong binding', [...SCENARIO, '--bind', 'x'], '--bind name=value'],
    ['an unknown report', [...SCENARIO, '--output', 'x.pdf'], '.md or .json'],
    ['a bound that is none', [...SCENARIO, '--crashes', '2'], 'from 0 to 1'],
  ])('refuses %s', (_says, flags, remedy) => {
    const { status, stderr } = rehearse(['runbook', 'check', HAND_OVER, ...flags])
    expect(status).toBe(2)
    expect(stderr).toContain(remedy)
  })

  it('names a command that is not modelled', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rehearse-runbook-'))
    writeFileSync(join(folder, 'x.md'), '```sh\nkubectl get pods\nterraform apply\n```\n')
    const { status, stderr } = rehearse(['runbook', 'check', join(folder, 'x.md'), ...SCENARIO])
    rmSync(folder, { recursive: true, force: true })
    expect(status).toBe(2)
    expect(stderr).toContain('x.md:3: step apply: ')
  })

  it(
    'ends when its time is up, with what it has found',
    () => {
      const { status, stdout } = rehearse([
        'runbook',
        'check',
        HAND_OVER,
        ...SCENARIO,
        '--time-budget',
        '1ms',
      ])
      expect(stdout).toContain('cut off by stopped')
      expect(stdout).toContain('AS WRITTEN · ✗ harmful')
      expect(status).toBe(1)
    },
    LONG_MS,
  )
})

/** The page: a runbook in a block of four backticks, and what is typed, with its output. */
describe('docs/runbooks.md', () => {
  const page = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8')
  const [, runbook = ''] = /^````markdown\n([\s\S]*?)^````$/m.exec(page) ?? []
  const rest = page.replace(/^````[\s\S]*?^````$/m, '')
  const sessions = [...rest.matchAll(/^```console\n\$ npx rehearse (.*)\n([\s\S]*?)\n```$/gm)]
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-runbook-'))
  writeFileSync(join(folder, 'hand-over.md'), runbook)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has sessions', () => {
    expect(sessions.length).toBe(2)
  })

  it.each(sessions.map(([, command = '', shown = '']) => [command, shown] as const))(
    'rehearse %s',
    (command, shown) => {
      const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' }
      const ended = spawnSync(process.execPath, [MAIN, ...command.split(' ')], {
        cwd: folder,
        env,
        encoding: 'utf8',
      })
      const output = `${ended.stdout}${ended.stderr}`.trimEnd().split('\n')
      expect(firstDifference(shown.split('\n'), output), output.join('\n')).toBeUndefined()
    },
    LONG_MS,
  )
})
