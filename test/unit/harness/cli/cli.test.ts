import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../../../harness/cli/exit-codes.js'
import { reportError } from '../../../../harness/cli/report-error.js'
import { processTerminal } from '../../../../harness/cli/terminal.js'
import { readProfile, readSeed } from '../../../../harness/cli/values.js'
import { ScenarioError } from '../../../../harness/scenario/errors.js'
import { InvariantViolation, LimitReached, NotModelled } from '../../../../twins/kernel/errors.js'

describe('exitCodeOf', () => {
  it.each([
    [[], 0],
    [['as-expected', 'as-expected'], 0],
    [['as-expected', 'inconclusive'], 3],
    [['inconclusive', 'differs', 'as-expected'], 1],
  ] as const)('%j is %d', (statuses, code) => {
    expect(exitCodeOf(statuses)).toBe(code)
  })
})

describe('reportError', () => {
  const systemError = Object.assign(new Error('EACCES: permission denied'), { syscall: 'open' })
  const cases: readonly (readonly [string, unknown, number, string])[] = [
    [
      'bad input',
      new ScenarioError('a.ts:3: wrong', { code: 'x', remedy: 'Correct it.\nThen again.' }),
      2,
      'rehearse: a.ts:3: wrong\n  Correct it.\n  Then again.\n',
    ],
    [
      'something not modelled',
      new NotModelled('helm x', 'Use y.'),
      2,
      'rehearse: not modelled: helm x\n  Use y.\n',
    ],
    [
      'a limit',
      new LimitReached('rounds', 3, 'Raise it.'),
      2,
      'rehearse: limit rounds reached (3)\n  Raise it.\n',
    ],
    ['the system', systemError, 4, 'rehearse: EACCES: permission denied\n'],
    [
      'a defect that was noticed',
      new InvariantViolation('no table'),
      4,
      'rehearse: no table\n  This is a defect in Rehearse. Please report it with the scenario and the seed.\n',
    ],
    [
      'a defect that was not',
      new TypeError('x is undefined'),
      4,
      'rehearse: x is undefined\n  This is a defect in Rehearse. Please report it with the output of --stack.\n',
    ],
    [
      'something that is no error',
      'oops',
      4,
      expect.stringMatching(/^rehearse: oops\n/) as unknown as string,
    ],
  ]

  it.each(cases)('%s', (_what, error, code, text) => {
    const written: string[] = []
    expect(reportError(error, (part) => written.push(part), false)).toBe(code)
    expect(written.join('')).toEqual(text)
  })

  it('adds the stack, and those of its causes, when asked', () => {
    const written: string[] = []
    const error = new ScenarioError('outer', { code: 'x', cause: new TypeError('inner') })
    reportError(error, (part) => written.push(part), true)
    expect(written.join('')).toMatch(/outer\n {4}at [\s\S]*caused by TypeError: inner\n {4}at /)
  })
})

describe('readProfile', () => {
  it('reads versions; the last of one component wins', () => {
    expect(readProfile(['eso=0.10.7', 'argo-cd=2.1', 'eso=2.9.0'])).toEqual({
      eso: '2.9.0',
      'argo-cd': '2.1',
    })
  })

  it.each(['eso', 'eso=', '=1', 'ESO=1', 'eso = 1'])('refuses %j', (text) => {
    expect(() => readProfile([text])).toThrow(`cannot read --profile ${text}`)
  })
})

describe('readSeed', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    [String(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, seed) => {
    expect(readSeed(text)).toBe(seed)
  })

  it.each(['', '-1', '1.5', '1e3', 'x', '9007199254740992'])('refuses %j', (text) => {
    expect(() => readSeed(text)).toThrow(`cannot read --seed ${text}`)
  })
})

describe('processTerminal', () => {
  it.each([
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '' }, true],
  ])('colours under %j: %s', (environment, color) => {
    expect(processTerminal(environment as NodeJS.ProcessEnv).color).toBe(color)
  })

  it('is wide enough for a report', () => {
    expect(processTerminal({}).width).toBeGreaterThanOrEqual(60)
  })
})
