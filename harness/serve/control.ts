import { RehearseError } from '../../twins/kernel/errors.js'
import type { World } from '../../twins/kernel/world.js'
import type { Clock, ClockStatus, SettledHow } from './clock.js'
import type { SnapshotInfo, Snapshots } from './snapshots.js'

/** Where `rehearse clock`, `snapshot` and `restore` speak to a server, below its address. */
export const CONTROL_PATH = '/rehearse/v1/'

/** Fastest a clock may go: an hour in less than 4 ms. */
export const FASTEST = 1_000_000

/** Longest jump: a year. */
const LONGEST_MS = 366 * 24 * 3_600_000

/** What a server can be told, and what it answers. */
export type ControlRequest =
  | { readonly kind: 'status' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'jump'; readonly ms: number }
  | { readonly kind: 'settle' }
  | { readonly kind: 'snapshots' }
  | { readonly kind: 'snapshot'; readonly name: string }
  | { readonly kind: 'restore'; readonly name: string }

export interface ControlAnswer {
  readonly clock: ClockStatus
  /** Of `settle`. */
  readonly settled?: SettledHow
  /** Of `snapshot`, `snapshots` and `restore`. */
  readonly snapshots?: readonly SnapshotInfo[]
}

/** What control needs of a server. */
export interface Controlled {
  readonly clock: Clock
  readonly snapshots: Snapshots
  readonly world: () => World
  readonly restore: (world: World) => void
}

/** Do what a control request says. Throws `RehearseError` for what cannot be done. */
export async function control(server: Controlled, request: ControlRequest): Promise<ControlAnswer> {
  const { clock } = server
  switch (request.kind) {
    case 'status':
      clock.catchUp()
      return { clock: clock.status() }
    case 'pause':
      clock.pause()
      return { clock: clock.status() }
    case 'resume':
      clock.resume()
      return { clock: clock.status() }
    case 'speed':
      clock.setSpeed(within('speed', request.speed, FASTEST))
      return { clock: clock.status() }
    case 'jump':
      await clock.jump(within('jump', request.ms, LONGEST_MS))
      return { clock: clock.status() }
    case 'settle': {
      const settled = clock.settle()
      return { clock: clock.status(), settled }
    }
    default:
      return controlSnapshots(server, request)
  }
}

function controlSnapshots(
  { clock, snapshots, world, restore }: Controlled,
  request: Extract<ControlRequest, { kind: 'snapshots' | 'snapshot' | 'restore' }>,
): ControlAnswer {
  switch (request.kind) {
    case 'snapshots':
      return { clock: clock.status(), snapshots: snapshots.list() }
    case 'snapshot':
      clock.catchUp()
      return { clock: clock.status(), snapshots: [snapshots.take(request.name, world())] }
    case 'restore': {
      restore(snapshots.get(request.name))
      const taken = snapshots.list().filter((snapshot) => snapshot.name === request.name)
      return { clock: clock.status(), snapshots: taken }
    }
  }
}

function within(what: string, value: number, most: number): number {
  if (Number.isFinite(value) && value > 0 && value <= most) return value
  throw new RehearseError(`a ${what} of ${value} is not possible`, {
    code: `${what}-invalid`,
    subject: what,
    remedy: `Give a number above 0, and ${most} at most.`,
  })
}

const KINDS = new Set<string>([
  'status',
  'pause',
  'resume',
  'speed',
  'jump',
  'settle',
  'snapshots',
  'snapshot',
  'restore',
] satisfies readonly ControlRequest['kind'][])

/** A control request from the text of a body. Throws `control-invalid` for anything else. */
export function readControl(text: string): ControlRequest {
  const value = parse(text)
  const { kind, speed, ms, name } = (value ?? {}) as Record<string, unknown>
  const known =
    typeof kind === 'string' &&
    KINDS.has(kind) &&
    (kind !== 'speed' || typeof speed === 'number') &&
    (kind !== 'jump' || typeof ms === 'number') &&
    (!['snapshot', 'restore'].includes(kind) || typeof name === 'string')
  if (known) return value as ControlRequest
  throw new RehearseError('not a control request', {
    code: 'control-invalid',
    remedy: 'Use `rehearse clock`, `rehearse snapshot` and `rehearse restore` of the same version.',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
