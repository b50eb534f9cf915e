import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'
import { requireBuild } from './run-cli.js'

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

const TESTS = `import { expect, it } from 'vitest'
import { describeRehearsal, rehearsalMatchers, rehearse } from 'rehearse/vitest'

expect.extend(rehearsalMatchers)
describeRehearsal('./replace-config.scenario.ts')

it('the configuration is replaced', async () => {
  const outcome = await rehearse('./replace-config.scenario.ts', { fixes: ['apply-it'] })
  expect(outcome).toBeAsExpected()
  expect(outcome.fixes[0]).toPassGates()
})
`

/** Within the package, so that `rehearse` means it. */
let home: string

beforeAll(() => {
  requireBuild()
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  home = mkdtempSync(join(ROOT, '.cache', 'vitest-'))
  cpSync(join(ROOT, 'test/golden/user-scenario'), home, { recursive: true })
  writeFileSync(join(home, 'shop.test.ts'), TESTS)
  writeFileSync(join(home, 'vitest.config.mjs'), 'export default {}\n')
})
afterAll(() => rmSync(home, { recursive: true }))

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

function runTests() {
  const args = [VITEST, 'run', '--root', home, '--config', 'vitest.config.mjs', '--reporter', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' })
  const report = stdout.slice(stdout.indexOf('{'))
  expect(report, stderr).not.toBe('')
  return (JSON.parse(report) as Report).testResults.flatMap((file) => file.assertionResults)
}

it('a scenario is a suite; what fails shows its evidence and the command that shows more', () => {
  const path = join(home, 'replace-config.scenario.ts')
  const scenario = readFileSync(path, 'utf8')
  // Nobody expects it to fail any more.
  writeFileSync(path, scenario.replace(/\n +expect: \{ fails: .*/, ''))
  const results = runTests()
  expect(results.map(({ fullName, status }) => `${status}: ${fullName}`)).toEqual([
    'passed: ./replace-config.scenario.ts incident missing-file',
    'passed: ./replace-config.scenario.ts fix apply-it',
    'failed: ./replace-config.scenario.ts fix restart-too',
    'passed: the configuration is replaced',
  ])
  const message = results[2]!.failureMessages.join('\n')
  expect(message).toContain('FIX restart-too · FAIL')
  expect(message).toContain('gate protected-pods: fail')
  expect(message).toContain('is being terminated')
  expect(message).toContain('rehearse run ./replace-config.scenario.ts --fix restart-too --verbose')
})
