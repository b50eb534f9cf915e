import { describe, expect, it } from 'vitest'
import { runSequence } from '../../../../harness/runner/sequence.js'
import { StepError } from '../../../../harness/runner/step-error.js'
import type { Step } from '../../../../harness/scenario/scenario.js'
import { InvariantViolation, LimitReached } from '../../../../twins/kernel/errors.js'
import { createFakeTwin, type FakeTwinOptions, fakeState } from '../../../support/fake-twin.js'

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'test', name: 'db' } }
const REF = { group: '', resource: 'secrets', namespace: 'test', name: 'db' }

const step = (name: string, options: Partial<Step> = {}): Step => ({
  name,
  command: { argv: [name] },
  ...options,
})

const COMMANDS: NonNullable<FakeTwinOptions['commands']> = {
  quick: { takesMs: 1000, stdout: 'done\n' },
  slow: { takesMs: 300_000 },
  fails: { takesMs: 1000, code: 1, stderr: 'Error: no\n' },
  forever: { takesMs: null },
  patient: { takesMs: 60_000, ends: 'background' },
  drops: { takesMs: 10_000, writes: [{ afterMs: 2000, key: 'secrets/test/db', object: null }] },
  refreshed: {
    takesMs: 1000,
    writes: [{ afterMs: 60_000, key: 'secrets/test/new', object: SECRET, background: true }],
  },
  later: { takesMs: 1000, writes: [{ afterMs: 5000, key: 'secrets/test/new', object: SECRET }] },
}

function run(steps: readonly Step[], options: FakeTwinOptions = {}) {
  const twin = createFakeTwin({ commands: COMMANDS, ...options })
  return runSequence(twin, fakeState({ 'secrets/test/db': SECRET }), 'fix:mend', steps)
}

/** `name@started-ended=code` of every step. */
async function shape(steps: readonly Step[], options: FakeTwinOptions = {}) {
  const { steps: outcomes } = await run(steps, options)
  return outcomes.map((outcome) =>
    outcome.ran
      ? `${outcome.name}@${outcome.startedAtMs}-${outcome.endedAtMs}=${outcome.exitCode}`
      : `${outcome.name} did not run`,
  )
}

describe('runSequence', () => {
  it('runs steps one after the other and keeps what they print', async () => {
    const result = await run([step('quick'), step('again', { command: { argv: ['quick'] } })])
    expect(result.steps).toEqual([
      {
        name: 'quick',
        command: 'quick',
        ran: true,
        startedAtMs: 0,
        endedAtMs: 1000,
        exitCode: 0,
        stdout: 'done\n',
        stderr: '',
      },
      expect.objectContaining({ name: 'again', startedAtMs: 1000, endedAtMs: 2000 }),
    ])
    expect(result.ending).toEqual({ kind: 'settled', atMs: 2000 })
  })

  it('names processes by sequence and step', async () => {
    const { state } = await run([step('quick')])
    expect(Object.keys(state.exits)).toEqual(['fix:mend/quick'])
  })

  it.each<readonly [string, readonly Step[], readonly string[]]>([
    ['stops when a step fails', [step('fails'), step('quick')], ['fails@0-1000=1', 'quick did not run']],
    [
      'goes on after a failure that is accepted',
      [step('fails', { onFailure: 'continue' }), step('quick')],
      ['fails@0-1000=1', 'quick@1000-2000=0'],
    ],
    [
      'goes on after the exit code it expects',
      [step('fails', { exitCode: 1 }), step('quick')],
      ['fails@0-1000=1', 'quick@1000-2000=0'],
    ],
    [
      'stops when the exit code is another one',
      [step('fails', { exitCode: 2 }), step('quick')],
      ['fails@0-1000=1', 'quick did not run'],
    ],
    [
      'stops at a step that never ends',
      [step('forever'), step('quick')],
      ['forever@0-0=null', 'quick did not run'],
    ],
    [
      'leaves out what would start inside a step that did not run',
      [
        step('fails'),
        step('slow'),
        step('quick', { during: { step: 'slow', when: { kind: 'absent', object: REF } } }),
      ],
      ['fails@0-1000=1', 'slow did not run', 'quick did not run'],
    ],
    [
      'waits for the world between steps',
      [step('later'), step('quick')],
      ['later@0-1000=0', 'quick@5000-6000=0'],
    ],
    [
      'does not wait for refreshes',
      [step('refreshed'), step('quick')],
      ['refreshed@0-1000=0', 'quick@1000-2000=0'],
    ],
    [
      'waits for refreshes where the operator comes back hours later',
      [step('refreshed', { waits: 'settled' }), step('quick')],
      ['refreshed@0-1000=0', 'quick@60000-61000=0'],
    ],
    [
      'does not wait where the operator does not',
      [step('later', { waits: 'no' }), step('quick')],
      ['later@0-1000=0', 'quick@1000-2000=0'],
    ],
    [
      'waits for a command that only a refresh ends',
      [step('patient'), step('quick')],
      ['patient@0-60000=0', 'quick@60000-61000=0'],
    ],
  ])('%s', async (_what, steps, expected) => {
    expect(await shape(steps)).toEqual(expected)
  })

  it.each<readonly [string, Step['during'], readonly string[]]>([
    [
      'when an object is gone',
      { step: 'drops', when: { kind: 'absent', object: REF } },
      ['drops@0-10000=0', 'quick@2000-3000=0'],
    ],
    [
      'at once when the condition holds already',
      { step: 'drops', when: { kind: 'present', object: REF } },
      ['drops@0-10000=0', 'quick@0-1000=0'],
    ],
    [
      'after a time, although nothing happens at that moment',
      { step: 'drops', when: { kind: 'elapsed', ms: 7500 } },
      ['drops@0-10000=0', 'quick@7500-8500=0'],
    ],
    [
      'not at all when the outer step ends before',
      { step: 'drops', when: { kind: 'elapsed', ms: 10_001 } },
      ['drops@0-10000=0', 'quick did not run'],
    ],
    [
      'not at all when the condition never holds',
      { step: 'drops', when: { kind: 'present', object: { ...REF, name: 'other' } } },
      ['drops@0-10000=0', 'quick did not run'],
    ],
  ])('starts a step inside another one %s', async (_what, during, expected) => {
    expect(await shape([step('drops'), step('quick', { during: during! })])).toEqual(expected)
  })

  it('starts steps inside another one by their conditions, not as written', async () => {
    const late = step('late', {
      command: { argv: ['quick'] },
      during: { step: 'drops', when: { kind: 'elapsed', ms: 9000 } },
    })
    const early = step('quick', { during: { step: 'drops', when: { kind: 'absent', object: REF } } })
    expect(await shape([step('drops'), late, early])).toEqual([
      'drops@0-10000=0',
      'quick@2000-3000=0',
      'late@9000-10000=0',
    ])
  })

  it('starts a step inside one that waits for ever', async () => {
    const inside = step('quick', { during: { step: 'forever', when: { kind: 'elapsed', ms: 5000 } } })
    expect(await shape([step('forever', { onFailure: 'continue' }), inside])).toEqual([
      'forever@0-6000=null',
      'quick@5000-6000=0',
    ])
  })

  it.each<readonly [FakeTwinOptions['settles'], object]>([
    ['settled', { kind: 'settled', atMs: 1000 }],
    ['horizon', { kind: 'horizon', atMs: 1000, horizonMs: 7000 }],
    ['diverges', { kind: 'diverges', atMs: 1000, periodMs: 60_000, from: 1, to: 2 }],
    [
      { limitAfter: 0 },
      { kind: 'error', atMs: 1000, code: 'limit-reached', message: 'limit transitions reached (10)' },
    ],
  ])('tells how the world ends: %j', async (settles, ending) => {
    expect((await run([step('quick')], { settles: settles! })).ending).toEqual(ending)
  })

  it('lets the world settle after a failure, also where the step would not have waited', async () => {
    const result = await run([step('fails', { waits: 'no' }), step('quick')], { settles: 'diverges' })
    expect(result.ending.kind).toBe('diverges')
  })

  it('lets the world settle after a last step that does not wait', async () => {
    const result = await run([step('later', { waits: 'no' })])
    expect(result.ending).toEqual({ kind: 'settled', atMs: 5000 })
    expect(result.state.objects['secrets/test/new']).toBeDefined()
  })

  it('says how the world ends without any step', async () => {
    expect((await run([], { settles: 'diverges' })).ending.kind).toBe('diverges')
  })

  it('ends with the limit that was reached, and runs nothing more', async () => {
    const settled = { waits: 'settled' } as const
    const steps = [step('quick', settled), step('slow', settled), step('fails')]
    const result = await run(steps, { settles: { limitAfter: 1 } })
    expect(result.ending).toMatchObject({ kind: 'error', code: 'limit-reached' })
    expect(result.steps.map((outcome) => outcome.ran)).toEqual([true, true, false])
  })

  it('counts a step within which a limit is reached as never ended', async () => {
    const twin = createFakeTwin({ commands: COMMANDS })
    const endless = {
      ...twin,
      advance: () => {
        throw new LimitReached('transitions', 10, 'Raise it.')
      },
    }
    const result = await runSequence(endless, fakeState(), 'fix:mend', [step('quick'), step('slow')])
    expect(result.ending).toMatchObject({ kind: 'error', message: 'limit transitions reached (10)' })
    expect(result.steps.map(({ ran, exitCode }) => [ran, exitCode])).toEqual([
      [true, null],
      [false, null],
    ])
  })

  it('names the step whose command cannot be run', async () => {
    const failure = await run([step('quick'), step('unknown')]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StepError)
    expect(failure).toMatchObject({
      message: 'step unknown: no built-in tool unknown',
      code: 'unknown-tool',
      sequence: 'fix:mend',
      remedy: 'Correct the step.',
    })
  })

  it('passes a defect on as it is', async () => {
    const twin = createFakeTwin({ commands: COMMANDS })
    const defect = new InvariantViolation('broken')
    const broken = {
      ...twin,
      advance: () => {
        throw defect
      },
    }
    await expect(runSequence(broken, fakeState(), 'fix:mend', [step('quick')])).rejects.toBe(defect)
  })
})
