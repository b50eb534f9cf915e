import type { Bounds, Gap } from '../explorer/budget.js'
import { LEFT_LIMIT, UNBOUNDED } from '../explorer/budget.js'
import type { Shard } from '../explorer/shard.js'
import { ScenarioError } from '../scenario/errors.js'

/** Flags that set bounds, as the parser gives them. */
export interface BoundFlags {
  readonly steps?: string
  readonly delays?: string
  readonly crashes?: string
  readonly stalls?: string
  readonly gaps?: string
  readonly states?: string
  readonly controllers?: string
}

const GAPS: readonly Gap[] = ['at-once', 'quiescent', 'settled']

/** The bounds that were given. Throws `usage` for what is no bound. */
export function readBounds(flags: BoundFlags): Partial<Bounds> {
  const { delays, controllers, gaps } = flags
  return {
    ...counted('steps', flags.steps),
    ...(delays === 'all' ? { delays: UNBOUNDED } : counted('delays', delays)),
    ...counted('crashes', flags.crashes),
    ...counted('stalls', flags.stalls),
    ...counted('states', flags.states, Number.MAX_SAFE_INTEGER),
    ...(gaps === undefined ? {} : { gaps: readGaps(gaps) }),
    ...(controllers === undefined
      ? {}
      : { controllers: controllers.split(',').filter((name) => name !== '') }),
  }
}

function counted(name: string, text: string | undefined, most = LEFT_LIMIT): Record<string, number> {
  if (text === undefined) return {}
  const count = Number(text)
  if (/^\d+$/.test(text) && count <= most) return { [name]: count }
  throw usage(
    `--${name} ${text}`,
    `Give a whole number from 0 to ${most}${name === 'delays' ? ', or `all`' : ''}.`,
  )
}

function readGaps(text: string): readonly Gap[] {
  const gaps = text === 'all' ? GAPS : text.split(',')
  const unknown = gaps.find((gap) => !GAPS.includes(gap as Gap))
  if (unknown === undefined) return gaps as readonly Gap[]
  throw usage(`--gaps ${text}`, `Give some of ${GAPS.join(', ')}, joined by commas, or \`all\`.`)
}

/** `2/5`: the second of five parts. Throws `usage` for anything else. */
export function readShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text)
  const [index, of] = [Number(match?.[1]), Number(match?.[2])]
  if (match !== null && index >= 1 && index <= of) return { index, of }
  throw usage(`--shard ${text}`, 'Give the number of the part and how many there are, e.g. 2/5.')
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `90s`, `10m` in ms. Throws `usage` for anything else. */
export function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  if (match !== null) return Number(match[1]) * UNITS[match[2]!]!
  throw usage(`--time-budget ${text}`, 'Give a number and a unit, e.g. 90s or 10m.')
}

function usage(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}
