import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AskedRun,
  Remembering,
  type RememberingOptions,
} from '../../../../harness/outcomes/remembering.js'
import { loadScenario } from '../../../../harness/scenario/load.js'
import { EXPECTED } from '../../../support/outcomes.js'

const homes: string[] = []
let home: string
let path: string

const HOUR_MS = 3_600_000
const TAKEN = '2026-01-31T08:00:00Z'

const scenario = (more = '') => `
import { defineScenario } from 'rehearse'
import { titled } from './lib/titled.js'
import labels from './labels.json'
export default defineScenario({
  name: 'mine', title: titled('Mine'), summary: labels.summary, source: { document: 'Runbook', section: '1' },
  world: { nodes: ['node-a'], namespaces: [], setup: [], ${more} },
  protects: { pods: [], keys: [] }, goals: {}, incidents: [], fixes: [],
})
`

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-remembering-'))
  homes.push(home)
  path = write('mine.scenario.ts', scenario())
  write('lib/titled.ts', 'export const titled = (text: string): string => text.toUpperCase()\n')
  write('labels.json', '{ "summary": "One of mine." }\n')
  write('fixtures/mine/chart/values.yaml', 'replicas: 1\n')
})
afterAll(() => {
  for (const each of homes) rmSync(each, { recursive: true })
})

function write(name: string, text: string): string {
  const full = join(home, name)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
  return full
}

const ASKED: AskedRun = { seed: 1, profile: {}, fixes: null, detail: 'shown', longestWaitMs: null }

const on = (changes: Partial<RememberingOptions> = {}): Remembering =>
  new Remembering({
    folder: join(home, 'cache'),
    code: 'c0de',
    databases: { '17': '17 123' },
    wallMs: Date.parse(TAKEN) + 10 * HOUR_MS,
    ...changes,
  })

/** Load and remember; returns why it is not. */
async function keep(remembering = on(), outcome = EXPECTED): Promise<string | null> {
  const loaded = await loadScenario(path, {}, undefined, true)
  return remembering.keep(path, ASKED, loaded, remembering.inputsOf(path, loaded), outcome)
}

describe('an outcome', () => {
  it('is recalled while everything is as it was', async () => {
    expect(await keep()).toBeNull()
    expect(on().recall(path, ASKED)?.outcome).toEqual(EXPECTED)
  })

  it.each<readonly [string, () => void]>([
    ['the scenario', () => write('mine.scenario.ts', `${scenario()}// changed\n`)],
    ['a module it imports', () => write('lib/titled.ts', 'export const titled = (text: string) => text\n')],
    [
      'a file that takes the place of a module',
      () => write('lib/titled.js', 'export const titled = String\n'),
    ],
    ['JSON it imports', () => write('labels.json', '{ "summary": "Another." }\n')],
    ['a byte of an artefact', () => write('fixtures/mine/chart/values.yaml', 'replicas: 2\n')],
    ['a further artefact', () => write('fixtures/mine/extra.yaml', '')],
    ['one artefact less', () => rmSync(join(home, 'fixtures/mine/chart'), { recursive: true })],
  ])('is not recalled after a change of %s', async (_what, change) => {
    await keep()
    change()
    expect(on().recall(path, ASKED)).toBeUndefined()
  })

  it.each<readonly [string, Partial<AskedRun>]>([
    ['seed', { seed: 2 }],
    ['version', { profile: { eso: '0.10.7' } }],
    ['choice of fixes', { fixes: ['mend'] }],
    ['detail', { detail: 'all' }],
    ['longest wait', { longestWaitMs: 20_000 }],
  ])('is not recalled for another %s', async (_what, asked) => {
    await keep()
    expect(on().recall(path, { ...ASKED, ...asked })).toBeUndefined()
  })

  it.each<readonly [string, Partial<RememberingOptions>]>([
    ['by other code', { code: 'c0de2' }],
    ['with another PostgreSQL', { databases: { '17': '17 124' } }],
    ['with one PostgreSQL more', { databases: { '17': '17 123', '18': '18 9' } }],
    ['by code without a digest', { code: undefined }],
    ['without a cache', { folder: undefined }],
  ])('is not recalled %s', async (_what, options) => {
    await keep()
    expect(on(options).recall(path, ASKED)).toBeUndefined()
  })

  it('does not depend on the order and number of the same fixes', async () => {
    const loaded = await loadScenario(path, {}, undefined, true)
    const asked = { ...ASKED, fixes: ['b', 'a'] }
    on().keep(path, asked, loaded, on().inputsOf(path, loaded), EXPECTED)
    expect(on().recall(path, { ...ASKED, fixes: ['a', 'b', 'a'] })).toBeDefined()
  })

  it('about a dump is recalled while it tells the right age', async () => {
    write('fixtures/mine/dump.yaml', 'kind: List\n')
    path = write('mine.scenario.ts', scenario(`snapshot: { files: ['dump.yaml'], takenAt: '${TAKEN}' }`))
    expect(await keep()).toBeNull()
    const at = (hours: number) => on({ wallMs: Date.parse(TAKEN) + hours * HOUR_MS }).recall(path, ASKED)
    expect([at(10.9) !== undefined, at(11) !== undefined]).toEqual([true, false])
  })
})

describe('why an outcome is not remembered', () => {
  it.each<readonly [string, string, RegExp]>([
    [
      'it reads files',
      `import { readFileSync } from 'node:fs'\nexport const a = readFileSync`,
      /imports node:fs$/,
    ],
    [
      'it reads the environment',
      'export const a = process.env',
      /mine\.scenario\.ts uses process \(line \d+\)$/,
    ],
    ['it asks for the time', 'export const a = Date.now()', /uses Date/],
    ['it draws a number', 'export const a = Math.random()', /uses \.random/],
    ['it loads what nobody can name', 'export const a = (name: string) => import(name)', /uses import\(\)/],
    ['it depends on the locale', 'export const a = (1).toLocaleString()', /uses \.toLocaleString/],
    ['it imports a package', `import { z } from 'dependency'\nexport const a = z`, /imports dependency$/],
    [
      'it imports CommonJS',
      `import a from './a.cjs'\nexport { a }`,
      /a\.cjs is loaded without being looked at$/,
    ],
  ])('%s', async (_what, text, why) => {
    write('a.cjs', 'module.exports = Date.now()\n')
    write('node_modules/dependency/index.js', 'exports.z = 1\n')
    path = write('mine.scenario.ts', `${text}\n${scenario()}`)
    expect(await keep()).toMatch(why)
    expect(on().recall(path, ASKED)).toBeUndefined()
  })

  it('a module that it imports does one of these', async () => {
    write('lib/titled.ts', `export const titled = (text: string) => text + process.pid\n`)
    expect(await keep()).toMatch(/lib\/titled\.ts uses process \(line 1\)$/)
  })

  it('types, its own names and what the language brings are none of these', async () => {
    path = write(
      'mine.scenario.ts',
      `import type { Stats } from 'node:fs'
       type Name = Date | Stats | undefined
       const process = { env: new Map<string, Name>() }
       export const a = [Math.max(1, 2), process.env, JSON.stringify({ Date: 1 })]
       ${scenario()}`,
    )
    expect(await keep()).toBeNull()
  })

  it.each<readonly [string, Partial<RememberingOptions>, RegExp]>([
    ['nothing is to be remembered', { folder: undefined }, /^REHEARSE_CACHE or REHEARSE_REMEMBER says so$/],
    ['the code was not built', { code: undefined }, /^this code was not built/],
    ['the cache cannot be written', { folder: '/dev/null/cache' }, /ENOTDIR/],
  ])('%s', async (_what, options, why) => {
    expect(await keep(on(options))).toMatch(why)
  })

  it('a gate could not look', async () => {
    const [fix] = EXPECTED.fixes
    const gate = { gate: 'goal', verdict: 'inconclusive', compared: 0, evidence: [], note: 'x' } as const
    const outcome = { ...EXPECTED, fixes: [{ ...fix!, gates: [gate] }] }
    expect(await keep(on(), outcome)).toBe('gate goal could not look')
  })
})
