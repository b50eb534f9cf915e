import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tellGithub } from '../../../../harness/cli/github.js'
import { MIXED } from '../../../support/outcomes.js'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-github-'))
  writeFileSync(join(home, 'a.scenario.ts'), "\n\n  fixes: [{ name: 'wait-for-it' }],\n")
  writeFileSync(join(home, 'summary.md'), 'what other steps said\n')
})
afterAll(() => rmSync(home, { recursive: true }))

it('appends to the summary and annotates the line on which a part is declared, relative to the repository', () => {
  const summary = join(home, 'summary.md')
  const paths = [join(home, 'a.scenario.ts')]
  const told = tellGithub({ outcomes: [MIXED], paths, comparison: undefined, folder: home, summary })
  expect(told).toContain('::error file=a.scenario.ts,line=3,title=rehearse doom%3A fix wait-for-it')
  expect(readFileSync(summary, 'utf8')).toMatch(/^what other steps said\n## ❌ /)
})

it('writes no summary where there is none', () => {
  const paths = [join(home, 'a.scenario.ts')]
  const run = { outcomes: [], paths, comparison: undefined, folder: home, summary: undefined }
  expect(tellGithub(run)).toBe('')
})
