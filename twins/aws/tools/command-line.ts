import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Files } from '../../kernel/files.js'
import type { JsonObject } from '../../kernel/json.js'
import { noRegion, unknownOptions, usageError } from './cli-error.js'
import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS, OTHER_COMMANDS } from './commands.js'
import { type Arity, looksLikeOption, type ScannedOptions, scanOptions } from './option-tokens.js'
import { readParameters } from './parameters.js'
import { parseQuery, type Query } from './query.js'

/** A command line, understood. */
export interface Invocation {
  readonly spec: CommandSpec
  readonly input: JsonObject
  readonly region: string
  readonly output: 'json' | 'text'
  readonly query: Query | undefined
  readonly paginate: boolean
}

/** Reads `aws secretsmanager …`. Throws `CliError` for what aws-cli refuses and `NotModelled` for what the twin lacks. */
export function parseCommandLine(args: ToolArgs, files: Files): Invocation {
  const scanned = scanOptions(args.argv.slice(1), GLOBAL_ARITY)
  checkGlobals(scanned)
  const { first: service, rest: words } = takeCommand(scanned.rest, 'command')
  if (service !== 'secretsmanager') throw commandNotModelled(`aws ${service}`)
  const { first: name, rest } = takeCommand(words, 'operation')
  const spec = commandOf(name)
  const query = scanned.values.get('--query')?.[0]
  const options = scanCommand(name, spec, rest)
  return {
    spec,
    query: query === undefined ? undefined : parseQuery(query),
    output: outputOf(args, scanned),
    paginate: !scanned.values.has('--no-paginate'),
    input: readParameters(spec, options, { files, cwd: args.cwd, stdin: args.stdin }),
    region: regionOf(args, scanned),
  }
}

const GLOBAL_ARITY: Readonly<Record<string, Arity>> = Object.fromEntries(
  Object.entries(GLOBAL_OPTIONS).map(([option, spec]) => [option, spec.takesValue ? 'one' : 'none']),
)

const REMEDY = 'Run this step with the real binary: --clients real.'

function checkGlobals(scanned: ScannedOptions): void {
  for (const [option, values] of scanned.values) {
    const spec = GLOBAL_OPTIONS[option]!
    const value = values[0]
    if (spec.choices !== undefined && value !== undefined && !spec.choices.includes(value)) {
      throw usageError(`argument ${option}: Found invalid choice '${value}'\n`)
    }
    if (spec.use === 'refused') throw new NotModelled(`aws ${option}`, REMEDY)
  }
}

function takeCommand(words: readonly string[], argument: string) {
  const index = words.findIndex((word) => !looksLikeOption(word))
  if (index < 0) throw usageError(`the following arguments are required: ${argument}`)
  return { first: words[index]!, rest: [...words.slice(0, index), ...words.slice(index + 1)] }
}

function commandOf(name: string): CommandSpec {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!
  if (OTHER_COMMANDS.includes(name)) throw commandNotModelled(`aws secretsmanager ${name}`)
  throw usageError(`argument operation: Found invalid choice '${name}'\n`)
}

function commandNotModelled(command: string): NotModelled {
  return new NotModelled(command, REMEDY)
}

/** The options of the operation; words that belong to none are `Unknown options`. */
function scanCommand(name: string, spec: CommandSpec, words: readonly string[]): ScannedOptions {
  const scanned = scanOptions(words, arityOf(spec))
  for (const option of spec.notModelled) {
    if (scanned.values.has(option)) throw commandNotModelled(`aws secretsmanager ${name} ${option}`)
  }
  if (scanned.rest.includes('help')) throw commandNotModelled(`aws secretsmanager ${name} help`)
  const missing = Object.entries(spec.options)
    .filter(([option, { required }]) => required && !scanned.values.has(option))
    .map(([option]) => option)
  if (missing.length > 0) throw usageError(`the following arguments are required: ${missing.join(', ')}`)
  if (scanned.rest.length > 0) throw unknownOptions(scanned.rest)
  return scanned
}

function arityOf(spec: CommandSpec): Readonly<Record<string, Arity>> {
  const known = Object.entries(spec.options).flatMap(([option, { type }]): [string, Arity][] => {
    if (type === 'flag')
      return [
        [option, 'none'],
        [`--no-${option.slice(2)}`, 'none'],
      ]
    return [[option, type === 'text' || type === 'integer' ? 'one' : 'many']]
  })
  return Object.fromEntries([...known, ...spec.notModelled.map((option) => [option, 'many'] as const)])
}

/** aws-cli 2.36.7 awscli/botocore/configprovider.py: the option, AWS_REGION, AWS_DEFAULT_REGION. */
function regionOf(args: ToolArgs, scanned: ScannedOptions): string {
  const region =
    scanned.values.get('--region')?.[0] ?? args.env['AWS_REGION'] ?? args.env['AWS_DEFAULT_REGION'] ?? ''
  if (region !== '') return region
  const profile = scanned.values.get('--profile')?.[0] ?? args.env['AWS_PROFILE']
  if (profile === undefined) throw noRegion()
  throw new NotModelled(
    `the region of AWS profile ${profile}`,
    'Give --region, or set AWS_REGION for the step.',
  )
}

function outputOf(args: ToolArgs, scanned: ScannedOptions): 'json' | 'text' {
  const output = scanned.values.get('--output')?.[0] ?? args.env['AWS_DEFAULT_OUTPUT'] ?? 'json'
  if (output === 'json' || output === 'text') return output
  throw new NotModelled(`aws --output ${output}`, 'Use --output json or --output text.')
}
