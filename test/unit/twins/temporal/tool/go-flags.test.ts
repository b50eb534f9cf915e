import { expect, it } from 'vitest'
import { type GoFlagSpecs, isOn, parseGoFlags } from '../../../../../twins/temporal/tool/go-flags.js'

const SPECS: GoFlagSpecs = {
  host: { type: 'string', short: 'h2', env: 'HOST', default: 'localhost' },
  port: { type: 'int', short: 'p', env: 'PORT', default: '3306' },
  quiet: { type: 'bool', short: 'q', env: 'QUIET' },
}

it.each([
  { argv: [], env: {}, values: { host: 'localhost', port: '3306', quiet: '' }, rest: [] },
  {
    argv: ['--host', 'a', '-p', '1', '-q', 'run', '-x'],
    env: {},
    values: { host: 'a', port: '1', quiet: 'true' },
    rest: ['run', '-x'],
  },
  {
    argv: ['-host=a', '--p=1', '--', '-q'],
    env: {},
    values: { host: 'a', port: '1', quiet: '' },
    rest: ['-q'],
  },
  {
    argv: ['--host', 'a'],
    env: { HOST: 'b', PORT: '2' },
    values: { host: 'a', port: '2', quiet: '' },
    rest: [],
  },
  { argv: [], env: { HOST: '' }, values: { host: '', port: '3306', quiet: '' }, rest: [] },
])('$argv with $env', ({ argv, env, values, rest }) => {
  expect(parseGoFlags(SPECS, argv, env as Record<string, string>)).toEqual({ values, rest })
})

it('reads bools as Go does', () => {
  const on = (argv: readonly string[], env = {}) => isOn(parseGoFlags(SPECS, argv, env), 'quiet')
  expect([on(['-q=false']), on(['-q=T']), on([], { QUIET: '1' }), on([], { QUIET: '' })]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

it.each([
  [['-x'], {}, 'flag provided but not defined: -x'],
  [['-p'], {}, 'flag needs an argument: -p'],
  [['-p', 'many'], {}, 'invalid value "many" for flag -p: parse error'],
  [['-q=maybe'], {}, 'invalid boolean value "maybe" for -q: parse error'],
  [[], { PORT: 'many' }, 'could not parse many as int value for flag port'],
])('%j %j: %s', (argv, env, problem) => {
  expect(() => parseGoFlags(SPECS, argv, env as Record<string, string>)).toThrow(problem)
})
