import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exploreCommand } from '../../harness/cli/commands/explore.js'
import { initCommand } from '../../harness/cli/commands/init.js'
import { runCommand } from '../../harness/cli/commands/run.js'
import { whatIfCommand } from '../../harness/cli/commands/what-if.js'
import type { Terminal } from '../../harness/cli/terminal.js'
import { canariesIn, canary, plantedDump } from '../support/canaries.js'
import { dumpOf } from '../support/dump.js'

/*
 * Canaries in every place where a dump holds secrets: none of them may be seen in anything that Rehearse writes.
 */

const folder = mkdtempSync(join(tmpdir(), 'rehearse-canaries-'))
const out = join(folder, 'world')
const environment = { PATH: '' }
let said = ''
const terminal: Terminal = {
  write: (text) => {
    said += text
  },
  writeError: (text) => {
    said += text
  },
  progress: (text) => {
    said += text
  },
  color: false,
  width: 400,
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function filesBelow(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const child = join(path, name)
    return statSync(child).isDirectory() ? filesBelow(child) : [child]
  })
}

beforeAll(async () => {
  const password = canary('password')
  for (const { path, text } of await dumpOf('secret-deletion-doom-loop')) put(path, text)
  for (const { path, text } of plantedDump('2026-01-01T01:00:00Z')) put(path, text)
  put('chart/Chart.yaml', 'apiVersion: v2\nname: fresh\nversion: 1.0.0\n')
  put('chart/values.yaml', `auth:\n  password: ${canary('values-default')}\n`)
  put('chart/templates/a.yaml', `{{/* ${password} */}}\n`)
  put('values.yaml', `other: ${password}\nsmtp:\n  password: "${canary('values')}"\n`)
  put(
    'change.md',
    `# Change\n\nThe password was ${password}.\n\n\`\`\`sh\nkubectl delete externalsecret tracecat-postgres-credentials -n tracecat\n\`\`\`\n`,
  )
  const code = await initCommand(
    {
      dump: join(folder, 'dump'),
      chart: [join(folder, 'chart')],
      values: [join(folder, 'values.yaml')],
      runbook: join(folder, 'change.md'),
      name: 'canaries',
      out,
    },
    { terminal, environment },
  )
  expect(code).toBe(0)
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('no canary is to be seen', () => {
  it('and the search for them finds every one that is planted', () => {
    const places = plantedDump('2026-01-01T01:00:00Z').map(({ text }) => canariesIn(text).length)
    expect(places.every((count) => count > 0)).toBe(true)
    expect(canariesIn(Buffer.from(`xy${canary('a')}`).toString('base64'))).not.toEqual([])
  })

  it('in the files of the world', () => {
    const found = filesBelow(out).flatMap((path) =>
      canariesIn(readFileSync(path, 'utf8')).map((seen) => `${path.slice(out.length)}: ${seen}`),
    )
    expect(found).toEqual([])
  })

  it('in what init, what-if, run and explore print and write', async () => {
    const command = ['kubectl', 'get', 'secret,configmap,deployment', '-n', 'default', '-o', 'yaml']
    const context = { terminal, environment, wallMs: Date.parse('2026-02-01T00:00:00Z') }
    for (const flags of [{ verbose: true }, { json: true }])
      await whatIfCommand(command, { world: out, after: 'healthy', seed: '1', ...flags }, context)
    const path = join(out, 'canaries.scenario.ts')
    const reports = ['report.html', 'report.md', 'report.xml', 'report.json'].map((name) =>
      join(folder, name),
    )
    const shared = { seed: '1', clients: 'built-in', speed: '60', fresh: true }
    const cleanUp = { add: () => {}, run: () => {} }
    for (const flags of [{ verbose: true, output: reports }, { json: true }])
      await runCommand([path], { ...shared, ...flags }, { terminal, cleanUp: cleanUp as never, environment })
    await exploreCommand(
      path,
      { fix: ['runbook'], seed: '1', directory: join(folder, 'schedules'), delays: '1' },
      { terminal, wallMs: () => 0, interrupted: () => false },
    )
    const written = reports.map((report) => readFileSync(report, 'utf8'))
    expect([said, ...written].flatMap((text) => canariesIn(text))).toEqual([])
  }, 120_000)
})
