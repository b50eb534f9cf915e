import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ExploreArguments, exploreCommand } from '../../harness/cli/commands/explore.js'
import { type FuzzArguments, fuzzCommand } from '../../harness/cli/commands/fuzz.js'
import { mergeCommand } from '../../harness/cli/commands/merge.js'
import { replayCommand } from '../../harness/cli/commands/replay.js'
import { embeddedWith, loadNamed } from '../../harness/cli/embedded.js'
import { EXIT } from '../../harness/cli/exit-codes.js'
import { groundOf, groundWithin } from '../../harness/explorer/explore.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { followLoosely, tryReplay } from '../../harness/explorer/sample.js'
import type { RecordedChoice } from '../../harness/explorer/schedule.js'
import { parseSchedule } from '../../harness/explorer/schedule-file.js'
import type { Situation } from '../../harness/explorer/situation.js'
import { subjectOf } from '../../harness/explorer/subject.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import type { World } from '../../twins/kernel/index.js'

vi.setConfig({ testTimeout: 300_000 })

const FLAGSHIP = 'secret-deletion-doom-loop'
const USER = 'test/golden/user-scenario/replace-config.scenario.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rehearse-commands-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** A terminal that keeps what is written; `askedUntil`: so often a search is told to go on. */
function context(askedUntil = Number.POSITIVE_INFINITY) {
  let written = ''
  let asked = 0
  let now = 0
  return {
    terminal: {
      write: (text: string) => {
        written += text
      },
      writeError: () => undefined,
      progress: () => undefined,
      color: false,
      width: 200,
    },
    // Every look at the clock takes a second.
    wallMs: () => (now += 1000),
    interrupted: () => ++asked > askedUntil,
    written: () => written,
  }
}

async function explored(name: string, flags: Partial<ExploreArguments>, at = context()) {
  const code = await exploreCommand(name, { directory, seed: '1', small: true, ...flags }, at)
  return { code, text: at.written() }
}

/** The outcomes of a printed report. */
function explorationsIn(json: string): readonly ExplorationOutcome[] {
  return (JSON.parse(json) as { readonly explorations: readonly ExplorationOutcome[] }).explorations
}

async function outcomesOf(name: string, flags: Partial<ExploreArguments>, at = context()) {
  const { code, text } = await explored(name, { ...flags, json: true }, at)
  const [outcome] = explorationsIn(text)
  return { code, outcome: outcome! }
}

/** Follows a printed command. */
async function follow(command: string, flags: { readonly json?: boolean; readonly quiet?: boolean }) {
  const [program, name, path] = command.split(' ')
  expect([program, name]).toEqual(['rehearse', 'replay'])
  const { terminal, written } = context()
  return { code: await replayCommand(path!, flags, terminal), text: written() }
}

function replaysIn(text: string): readonly string[] {
  return [...text.matchAll(/^ +(rehearse replay .*)$/gm)].map((match) => match[1]!)
}

/** Replays of one kind of fault among the printed ones. */
function replaysWith(text: string, fault: RegExp): readonly string[] {
  return replaysIn(text).filter((command) => {
    const path = command.split(' ')[2]!
    return parseSchedule(readFileSync(path, 'utf8'), path).choices.some(({ take }) => fault.test(take))
  })
}

describe('a printed replay of the flagship gives the same log, byte for byte', () => {
  const late = { stalls: '1', controllers: 'externalsecret', gaps: 'at-once' }
  it.each([
    ['a late controller', { fix: ['zero-gap-handoff'], ...late }, /^fault stall/],
    ['a killed command', { exploration: ['retain-only'], steps: '1', crashes: '1' }, /^fault kill/],
  ] as const)('%s', async (_what, flags, fault) => {
    // Interrupted after some paths: what was found until then is shown, and can be replayed.
    const { text } = await explored(FLAGSHIP, flags, context(60))
    const [command] = replaysWith(text, fault)
    const logs: string[] = []
    for (let time = 0; time < 2; time++) {
      const { code, text: told } = await follow(command!, { json: true })
      expect(code).toBe(EXIT.asExpected)
      logs.push((JSON.parse(told) as { readonly log: string }).log)
    }
    expect(logs[1]).toBe(logs[0])
    const { text: last } = await follow(command!, { quiet: true })
    expect(last).toMatch(/byte for byte as recorded/)
  })
})

describe('a search that is ended early', () => {
  const flags = { exploration: ['retain-only'] }

  it.each([
    ['by its time budget', { timeBudget: '12s' }, context()],
    ['by the user', {}, context(12)],
  ] as const)('%s keeps what it has found, and says that it is not all', async (_how, more, at) => {
    const { outcome: whole } = await outcomesOf(FLAGSHIP, flags)
    const { code, outcome } = await outcomesOf(FLAGSHIP, { ...flags, ...more }, at)
    expect(whole.coverage.reached).toEqual([])
    expect(outcome.coverage.reached).toEqual(['stopped'])
    expect(outcome.coverage.executions).toBeGreaterThan(0)
    expect(outcome.coverage.executions).toBeLessThan(whole.coverage.executions)
    const digests = whole.ends.map(({ digest }) => digest)
    expect(outcome.ends.length).toBeGreaterThan(0)
    expect(outcome.ends.every(({ digest }) => digests.includes(digest))).toBe(true)
    expect(outcome.status).not.toBe('as-expected')
    expect(code).not.toBe(EXIT.asExpected)
  })

  it('is told so in the report', async () => {
    const { text } = await explored(FLAGSHIP, flags, context(12))
    expect(text).toContain('no: cut off by stopped')
  })
})

it('merged parts say what the whole says: fragile sequences and how to replay them', async () => {
  const flags = { small: false, fix: ['apply-it'], crashes: '1' }
  const { outcome: whole } = await outcomesOf(USER, flags)
  expect(whole.fragile.length).toBeGreaterThan(0)
  const files: string[] = []
  for (const part of ['1/2', '2/2']) {
    const { outcome } = await outcomesOf(USER, { ...flags, shard: part })
    expect(outcome.fragile).toEqual([])
    files.push(join(directory, `part-${part[0]}.json`))
    writeFileSync(files.at(-1)!, JSON.stringify([outcome]))
  }
  const asJson = context()
  await mergeCommand(files, { scenario: USER, directory, json: true }, asJson.terminal)
  const [merged] = explorationsIn(asJson.written())
  // Parts repeat what they share: only the work differs.
  expect({ ...merged!, coverage: null }).toEqual({ ...whole, coverage: null })
  const asText = context()
  await mergeCommand(files, { scenario: USER, directory }, asText.terminal)
  const { text } = await explored(USER, flags)
  expect(replaysIn(asText.written())).toEqual(replaysIn(text))
})

interface Fuzzed {
  readonly runs: number
  readonly known: boolean
  readonly failure: readonly RecordedChoice[]
  readonly evidence: string
  readonly replay: string
}

async function fuzzed(name: string, flags: FuzzArguments) {
  const at = context()
  const code = await fuzzCommand(name, { ...flags, directory, json: true }, at)
  const [outcome] = JSON.parse(at.written()) as readonly Fuzzed[]
  return { code, ...outcome! }
}

function begunIn(choices: readonly RecordedChoice[]): readonly string[] {
  return choices.flatMap(({ take }) => /^start (\S+)/.exec(take)?.[1] ?? [])
}

/** The search that a schedule was kept of, and whether an end of it fails a gate of `only`; without: any gate. */
async function keptSearch(only?: readonly string[]) {
  const path = join(directory, readdirSync(directory)[0]!)
  const schedule = parseSchedule(readFileSync(path, 'utf8'), path)
  const loaded = await loadNamed(FLAGSHIP, { small: schedule.small })
  const shared = embeddedWith(loaded, schedule.seed)
  const { scenario } = loaded
  const subject = subjectOf(scenario, schedule.of)
  const ground = groundWithin(
    await groundOf({ ...shared, ...subject, scenario, prepare: prepareEmbedded(shared) }),
    schedule.bounds,
  )
  const fails = async (end: Situation<World> | null | undefined) => {
    const { verdicts } = end ? await ground.ends.judge(end) : { verdicts: [] }
    const failing = verdicts.flatMap(({ gates }) => gates.filter(({ verdict }) => verdict === 'fail'))
    return failing.some(({ gate }) => only === undefined || only.includes(gate))
  }
  return { ground, fails }
}

describe('fuzz', () => {
  const flags: FuzzArguments = {
    fix: ['keep-on-live-object'],
    anyOrder: true,
    crashes: '0',
    delays: '0',
    runs: '30',
    directory: '',
    seed: '1',
  }

  it('finds the order that loses the Secret, 1-minimal, keeps it and tries it first the next time', async () => {
    const first = await fuzzed(FLAGSHIP, flags)
    expect(first).toMatchObject({ code: EXIT.differs, known: false })
    expect(first.runs).toBeGreaterThan(0)
    expect(first.runs).toBeLessThanOrEqual(Number(flags.runs))
    const begun = begunIn(first.failure)
    expect(begun.indexOf('drop')).toBeLessThan(begun.indexOf('keep'))
    const { ground, fails } = await keptSearch()
    expect(await fails(await tryReplay(ground, first.failure))).toBe(true)
    for (const left of first.failure) {
      const path = await followLoosely(
        ground,
        first.failure.filter((choice) => choice !== left),
      )
      expect(await fails(path?.end)).toBe(false)
    }
    expect((await follow(first.replay, {})).code).toBe(EXIT.asExpected)
    expect(await fuzzed(FLAGSHIP, flags)).toEqual({ ...first, known: true, runs: 0 })
  })

  it('samples the alphabet of an exploration: of a sequence that does harm nothing can be left out', async () => {
    const asked: FuzzArguments = {
      exploration: ['hand-over'],
      small: true,
      delays: '0',
      runs: '30',
      directory: '',
      seed: '1',
    }
    const first = await fuzzed(FLAGSHIP, asked)
    expect(first).toMatchObject({ code: EXIT.differs, known: false })
    // The one command that is needed to lose the Secret, out of six.
    expect(begunIn(first.failure)).toEqual(['drop'])
    expect(first.evidence).toContain('keys-present')
    const { ground, fails } = await keptSearch(['keys-present'])
    expect(await fails(await tryReplay(ground, first.failure))).toBe(true)
    expect(await fails((await followLoosely(ground, []))?.end)).toBe(false)
    expect((await follow(first.replay, {})).code).toBe(EXIT.asExpected)
    expect(await fuzzed(FLAGSHIP, asked)).toEqual({ ...first, known: true, runs: 0 })
  })

  it('refuses a number of paths that is none', async () => {
    const given = { ...flags, directory, runs: 'many' }
    await expect(fuzzCommand(FLAGSHIP, given, context())).rejects.toThrow('cannot read --runs many')
  })
})
