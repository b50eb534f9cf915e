import { type Bounds, UNBOUNDED } from '../explorer/budget.js'
import { formatCommand } from '../scenario/command.js'
import type { Versions } from '../scenario/scenario.js'

/** What was asked for, so that the command line can be asked for the same. */
export interface Asked {
  readonly nameOrPath: string
  readonly profile: Versions
  readonly seed: number
  readonly small: boolean
}

/** The part of a scenario an outcome is of; neither: all of it. */
export interface Part {
  readonly fix?: string
  readonly exploration?: string
  readonly bounds?: Partial<Bounds>
}

const COMMANDS = new WeakMap<object, string>()

/** Remember the command that shows more of an outcome. Returns the outcome. */
export function noteCommand<T extends object>(outcome: T, asked: Asked, part: Part): T {
  COMMANDS.set(outcome, formatCommand({ argv: argvOf(asked, part) }))
  return outcome
}

/** The command that shows more of an outcome; undefined for one that was not made by this module's helpers. */
export function nextCommand(outcome: object): string | undefined {
  return COMMANDS.get(outcome)
}

function argvOf({ nameOrPath, profile, seed, small }: Asked, { fix, exploration, bounds }: Part) {
  const versions = Object.entries(profile).flatMap(([name, version]) => ['--profile', `${name}=${version}`])
  const common = [...versions, ...(seed === 1 ? [] : ['--seed', String(seed)])]
  if (exploration === undefined)
    return [
      'rehearse',
      'run',
      nameOrPath,
      ...(fix === undefined ? [] : ['--fix', fix]),
      ...common,
      '--verbose',
    ]
  const size = small ? ['--small'] : []
  return [
    'rehearse',
    'explore',
    nameOrPath,
    '--exploration',
    exploration,
    ...size,
    ...boundFlags(bounds ?? {}),
    ...common,
  ]
}

function boundFlags(bounds: Partial<Bounds>): readonly string[] {
  return Object.entries(bounds).flatMap(([name, value]) => {
    const text = value === UNBOUNDED ? 'all' : Array.isArray(value) ? value.join(',') : String(value)
    return [`--${name}`, text]
  })
}
