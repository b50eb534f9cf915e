import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../harness/cli/exit-codes.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { ROOT } from '../support/sources.js'
import { MAIN, rehearse, requireBuild } from './run-cli.js'

const MINE = './replace-config.scenario.ts'
const FLAGSHIP = 'secret-deletion-doom-loop'

/** What a user adds to a scenario to have it searched. */
const EXPLORATIONS = `  explorations: [
    {
      name: 'orders',
      title: 'May the shop be restarted?',
      startsAfter: 'healthy',
      goals: ['replaced'],
      steps: [apply('config'), step('restart', $\`kubectl rollout restart deployment/shop -n \${NAMESPACE}\`)],
      bounds: { steps: 2, gaps: ['at-once', 'quiescent'] },
      expect: {
        shortestSafe: { replaced: [['config']] },
        refuted: [['restart'], ['restart', 'config']],
        sometimes: [{ says: 'the restart succeeds', event: { exit: { step: 'restart', code: 0 } } }],
      },
    },
  ],
})
`

let home: string

beforeAll(() => {
  requireBuild()
  home = mkdtempSync(join(tmpdir(), 'rehearse-explore-'))
  cpSync(join(ROOT, 'test/golden/user-scenario'), home, { recursive: true })
  const path = join(home, MINE)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/\}\)\n$/, () => EXPLORATIONS),
  )
})
afterAll(() => rmSync(home, { recursive: true }))

const run = (...args: readonly string[]) => rehearse(args, { cwd: home })
const outcomesOf = (text: string) =>
  (JSON.parse(text) as { explorations: readonly ExplorationOutcome[] }).explorations

describe('rehearse explore', () => {
  it('answers, and every printed replay can be followed: the same end, twice the same log', () => {
    const { status, stdout, stderr } = run('explore', MINE, '--directory', 's')
    expect(stderr).toBe('')
    expect(stdout).toContain('1 safe for replaced')
    expect(status).toBe(EXIT.asExpected)
    const commands = [...stdout.matchAll(/^ +(rehearse replay .*)$/gm)].map((match) => match[1]!.split(' '))
    expect(commands.length).toBeGreaterThan(0)
    for (const [, ...args] of commands) {
      const first = run(...args, '--json')
      const again = run(...args, '--json')
      expect(first.status).toBe(EXIT.asExpected)
      const logOf = (text: string) => (JSON.parse(text) as { readonly log: string }).log
      expect(logOf(again.stdout)).toBe(logOf(first.stdout))
      expect(run(...args, '--quiet').stdout).toMatch(
        /the same end, log [0-9a-f]{16} byte for byte as recorded/,
      )
    }
  })

  it('replays what happened in the small world there', () => {
    const args = ['explore', FLAGSHIP, '--small', '--exploration', 'late-operator', '--steps', '2']
    const { stdout } = run(...args, '--directory', 's')
    expect(stdout).toContain('after     healthy, in the small world')
    const command = /^ +rehearse (replay .*)$/m.exec(stdout)![1]!
    expect(run(...command.split(' '), '--quiet')).toMatchObject({ status: EXIT.asExpected })
  })

  it('in parts, merged, says what the whole says', () => {
    const whole = outcomesOf(run('explore', MINE, '--delays', '1', '--json').stdout)
    const files = [1, 2, 3].map((part) => {
      const { stdout } = run('explore', MINE, '--delays', '1', '--shard', `${part}/3`, '--json')
      writeFileSync(join(home, `part-${part}.json`), stdout)
      return `part-${part}.json`
    })
    const merged = outcomesOf(run('merge', ...files, '--scenario', MINE, '--directory', 's', '--json').stdout)
    // Parts repeat what they share: only the work differs.
    const found = ({ coverage: _work, ...rest }: ExplorationOutcome) => rest
    expect(merged.map(found)).toEqual(whole.map(found))
  })

  it('keeps what it has found when its time is up, and says that it is not all', () => {
    const { status, stdout } = run(
      'explore',
      FLAGSHIP,
      '--exploration',
      'hand-over',
      '--time-budget',
      '50ms',
      '--json',
    )
    const [outcome] = outcomesOf(stdout)
    expect(outcome!.coverage.reached).toEqual(['stopped'])
    expect(outcome!.coverage.executions).toBeGreaterThan(0)
    expect(outcome!.status).not.toBe('as-expected')
    expect([EXIT.differs, EXIT.inconclusive]).toContain(status)
  })

  it('keeps what it has found when it is interrupted', async () => {
    const { code, stdout } = await interrupted('explore', FLAGSHIP, '--exploration', 'hand-over', '--json')
    expect([EXIT.differs, EXIT.inconclusive]).toContain(code)
    const [outcome] = outcomesOf(stdout)
    expect(outcome!.coverage.reached).toEqual(['stopped'])
    expect(outcome!.coverage.executions).toBeGreaterThan(0)
  })
})

/** Runs a search as on a terminal, and sends SIGINT as soon as it shows how it goes. */
function interrupted(...args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  const asTerminal = ['--import', 'data:text/javascript,process.stderr.isTTY=true']
  const child = spawn(process.execPath, [...asTerminal, MAIN, ...args], { cwd: home })
  let stdout = ''
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString()
  })
  let sent = false
  child.stderr.on('data', (data: Buffer) => {
    if (sent || !data.toString().includes('executions')) return
    sent = true
    child.kill('SIGINT')
  })
  return new Promise((done) => child.on('close', (code) => done({ code, stdout })))
}
