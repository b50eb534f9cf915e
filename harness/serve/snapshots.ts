import { RehearseError } from '../../twins/kernel/errors.js'
import { compareKeys } from '../../twins/kernel/json.js'
import type { World } from '../../twins/kernel/world.js'

export interface SnapshotInfo {
  readonly name: string
  /** Virtual time at which it was taken. */
  readonly nowMs: number
  readonly revision: number
}

/** Most snapshots a server keeps; each holds what has changed since it was taken. */
const MOST = 100

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** Named worlds. They share what they have in common, so taking one costs nothing. */
export class Snapshots {
  readonly #worlds = new Map<string, World>()

  /** Keep a world under a name; an older one of that name is replaced. */
  take(name: string, world: World): SnapshotInfo {
    if (!NAME.test(name)) {
      throw new RehearseError(`${JSON.stringify(name)} is no name for a snapshot`, {
        code: 'snapshot-name',
        subject: name,
        remedy: 'Use up to 63 letters, digits, dots, underscores and hyphens.',
      })
    }
    if (!this.#worlds.has(name) && this.#worlds.size >= MOST) {
      throw new RehearseError(`there are ${MOST} snapshots already`, {
        code: 'snapshots-full',
        subject: name,
        remedy: 'Take it under a name that exists: that snapshot is replaced.',
      })
    }
    this.#worlds.set(name, world)
    return infoOf(name, world)
  }

  get(name: string): World {
    const world = this.#worlds.get(name)
    if (world !== undefined) return world
    const names = this.list().map((snapshot) => snapshot.name)
    throw new RehearseError(`no snapshot ${name}`, {
      code: 'snapshot-unknown',
      subject: name,
      remedy:
        names.length === 0
          ? 'There is none yet: take one with `rehearse snapshot <name>`.'
          : `Use one of: ${names.join(', ')}.`,
    })
  }

  list(): readonly SnapshotInfo[] {
    return [...this.#worlds]
      .map(([name, world]) => infoOf(name, world))
      .sort((x, y) => compareKeys(x.name, y.name))
  }
}

function infoOf(name: string, world: World): SnapshotInfo {
  return { name, nowMs: world.now, revision: world.revision }
}
