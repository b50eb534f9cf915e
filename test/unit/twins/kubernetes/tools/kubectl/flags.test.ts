import { describe, expect, it } from 'vitest'
import { NotModelled } from '../../../../../../twins/kernel/errors.js'
import { type FlagSpecs, parseFlags } from '../../../../../../twins/kubernetes/tools/kubectl/flags.js'

const SPECS: FlagSpecs = {
  namespace: { type: 'string', short: 'n' },
  'all-namespaces': { type: 'bool', short: 'A' },
  output: { type: 'string', short: 'o' },
  replicas: { type: 'int' },
  timeout: { type: 'duration' },
  filename: { type: 'strings', short: 'f' },
  'from-literal': { type: 'array' },
  'dry-run': { type: 'string', default: 'none', alone: 'unchanged' },
  wait: { type: 'bool', default: true },
  watch: { type: 'bool', short: 'w', modelled: false },
}

function parse(...argv: readonly string[]) {
  const { values, args } = parseFlags('kubectl get', SPECS, argv)
  return { args, ...Object.fromEntries(values) }
}

describe('the grammar of flags', () => {
  it.each([
    [['pods', '-n', 'a', 'x'], { args: ['pods', 'x'], namespace: 'a' }],
    [['-n=a', 'pods'], { args: ['pods'], namespace: 'a' }],
    [['-na', 'pods'], { args: ['pods'], namespace: 'a' }],
    [['--namespace=a=b'], { args: [], namespace: 'a=b' }],
    [['--namespace', 'a'], { args: [], namespace: 'a' }],
    [['--namespace='], { args: [], namespace: '' }],
    [['-Aoyaml'], { args: [], 'all-namespaces': true, output: 'yaml' }],
    [['-Ao', 'yaml'], { args: [], 'all-namespaces': true, output: 'yaml' }],
    [['-o', 'a', '-o', 'b'], { args: [], output: 'b' }],
    [['-f', 'a,b', '-f', '-'], { args: [], filename: ['a', 'b', '-'] }],
    [['-f', '"a,b",c'], { args: [], filename: ['a,b', 'c'] }],
    [['--from-literal=a=b,c', '--from-literal=d=e'], { args: [], 'from-literal': ['a=b,c', 'd=e'] }],
    [['--dry-run', 'client'], { args: ['client'], 'dry-run': 'unchanged' }],
    [['--dry_run=server'], { args: [], 'dry-run': 'server' }],
    [['--wait', 'false'], { args: ['false'], wait: true }],
    [['--wait=0'], { args: [], wait: false }],
    [['--replicas=-1'], { args: [], replicas: -1 }],
    [['--replicas', '0x10'], { args: [], replicas: 16 }],
    [['--timeout=1m30s'], { args: [], timeout: 90_000 }],
    [['-', '--', '-n', 'x'], { args: ['-', '-n', 'x'] }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv)).toEqual(expected)
  })

  it.each([
    [['--foo'], 'unknown flag: --foo'],
    [['--foo=1'], 'unknown flag: --foo'],
    [['-Z'], "unknown shorthand flag: 'Z' in -Z"],
    [['-AZ'], "unknown shorthand flag: 'Z' in -Z"],
    [['--output'], 'flag needs an argument: --output'],
    [['-o'], "flag needs an argument: 'o' in -o"],
    [['-Ao'], "flag needs an argument: 'o' in -o"],
    [['--=x'], 'bad flag syntax: --=x'],
    [['---x'], 'bad flag syntax: ---x'],
    [
      ['--replicas=x'],
      'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      ['-A=x'],
      'invalid argument "x" for "-A, --all-namespaces" flag: strconv.ParseBool: parsing "x": invalid syntax',
    ],
    [['--timeout=3'], 'invalid argument "3" for "--timeout" flag: time: missing unit in duration "3"'],
  ])('%j is refused', (argv, message) => {
    expect(() => parse(...argv)).toThrow(`${message}\nSee 'kubectl get --help' for usage.`)
  })

  it('names a flag that kubectl has and we do not', () => {
    expect(() => parse('-w')).toThrow(NotModelled)
    expect(() => parse('--watch')).toThrow('not modelled: kubectl get --watch')
    expect(() => parse('-h')).toThrow('not modelled: kubectl get --help')
  })
})
