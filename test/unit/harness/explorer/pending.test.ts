import { describe, expect, it } from 'vitest'
import {
  bootWorld,
  call,
  type JsonObject,
  launch,
  type Port,
  type Proc,
} from '../../../../twins/kernel/index.js'
import { EffectPending } from '../../../../twins/kernel/pending.js'
import { searchToys } from '../../../support/explore-toys.js'
import { STORE, toySystem } from '../../../support/toy.js'

/**
 * An engine outside the world: what it answers depends on the state of its database and on the command, takes time, and is
 * remembered. The database's state is an id in the world, as with a real server behind a step.
 */
class Engine {
  readonly #memo = new Map<string, string>()
  readonly executed: string[] = []

  port(): Port {
    return {
      name: 'engine',
      latencyMs: 10,
      describe: (payload) => `SQL ${payload['command']}`,
      handle: (tx, payload) => {
        const before = String(tx.get<JsonObject>(STORE, 'database')?.['value'] ?? 'empty')
        const key = `${before} <- ${payload['command']}`
        const after = this.#memo.get(key)
        if (after === undefined)
          throw new EffectPending({ key, describe: key, execute: () => this.#execute(key) })
        tx.put(STORE, 'database', { value: after })
        return after
      },
    }
  }

  async #execute(key: string): Promise<string> {
    this.executed.push(key)
    // Later ones end sooner: results must not depend on the order in which effects complete.
    await new Promise((done) => setTimeout(done, Math.max(0, 8 - this.executed.length)))
    const [before = '', command = ''] = key.split(' <- ')
    this.#memo.set(key, command === 'read' ? before : `${before}+${command}`)
    return this.#memo.get(key)!
  }
}

function* client(args: JsonObject): Proc<number> {
  for (const command of args['commands'] as readonly string[]) yield* call('engine', { command })
  return 0
}

function worldWith(engine: Engine, commands: readonly (readonly string[])[]) {
  const system = toySystem({
    ports: new Map([['engine', engine.port()]]),
    programs: new Map([['client', client]]),
    controllers: new Map(),
    monitors: [],
  })
  let world = bootWorld(system, 1)
  commands.forEach((list, index) => {
    world = launch(system, world, `c${index}`, 'client', { commands: list })
  })
  return { system, world }
}

describe('effects of an engine outside', () => {
  it('are executed once for each distinct state and command, whatever the number of paths', async () => {
    const engine = new Engine()
    const { system, world } = worldWith(engine, [['a'], ['b'], ['read', 'read']])
    const result = await searchToys(system, world, { merge: false })
    expect(result.executions).toBe(12)
    expect(new Set(engine.executed).size).toBe(engine.executed.length)
    // empty, +a, +b, +a+b, +b+a; a and b from where they are not yet, reads from everywhere.
    expect([...engine.executed].sort()).toEqual(
      [
        'empty <- a',
        'empty <- b',
        'empty <- read',
        'empty+a <- b',
        'empty+a <- read',
        'empty+a+b <- read',
        'empty+b <- a',
        'empty+b <- read',
        'empty+b+a <- read',
      ].sort(),
    )
  })

  it('give the same ends and ways when everything was remembered before', async () => {
    const engine = new Engine()
    const { system, world } = worldWith(engine, [['a'], ['b']])
    const first = await searchToys(system, world)
    const executed = engine.executed.length
    const second = await searchToys(system, world)
    expect(engine.executed).toHaveLength(executed)
    expect(second.ways).toEqual(first.ways)
  })
})
