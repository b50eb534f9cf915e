import { describe, expect, it } from 'vitest'
import { Clock } from '../../../../harness/serve/clock.js'
import { ServedWorld } from '../../../../twins/embedded/served-world.js'
import { bootWorld, launch, NotModelled, type World } from '../../../../twins/kernel/index.js'
import { put, STORE, toySystem } from '../../../support/toy.js'
import { FakeWall } from '../../../support/wall.js'

function serve(speed: number | 'paused', system = toySystem()) {
  const served = new ServedWorld(system, bootWorld(system, 1))
  const wall = new FakeWall()
  const problems: unknown[] = []
  const clock = new Clock(served, wall, { speed, onProblem: (error) => problems.push(error) })
  return { served, wall, clock, problems }
}

const write = (served: ServedWorld, key: string, value: string) =>
  served.call('store', { verb: 'put', key, value }, 'test')
const read = (world: World, key: string) => world.get<{ value: unknown }>(STORE, key)?.value

describe('a clock that runs', () => {
  it('lets a controller act after its nominal latency', () => {
    const { served, wall } = serve(1)
    write(served, 'src/x', 'a')
    wall.pass(49)
    expect(read(served.world, 'dst/x')).toBeUndefined()
    wall.pass(2)
    expect(read(served.world, 'dst/x')).toBe('a')
  })

  it.each([1, 10, 0.5])('at speed %d brings the world to the present time when it is asked', (speed) => {
    const { served, wall, clock } = serve(speed)
    wall.pass(1000)
    clock.catchUp()
    expect(served.world.now).toBe(1000 * speed)
  })

  it('sleeps until the next thing on the agenda and sets no timer when there is none', () => {
    const { served, wall } = serve(10)
    expect(wall.next).toBeNull()
    write(served, 'tick/quiet', 'still')
    wall.pass(100)
    expect(wall.next).toBe(6001)
    wall.pass(6000)
    expect(served.world.now).toBe(60_010)
  })

  it('changes its speed without a leap', () => {
    const { served, wall, clock } = serve(1)
    wall.pass(1000)
    clock.setSpeed(100)
    wall.pass(10)
    clock.catchUp()
    expect(served.world.now).toBe(2000)
    expect(clock.status()).toMatchObject({ mode: 'running', speed: 100, nowMs: 2000 })
  })

  it('gives requests their turn when the work of one moment is much', () => {
    const { served, wall } = serve(1)
    for (let index = 0; index < 1000; index++) write(served, `src/${index}`, 'a')
    let last = served.world.transitions
    const slices: number[] = []
    served.onChange((world) => {
      slices.push(world.transitions - last)
      last = world.transitions
    })
    wall.pass(200)
    expect(read(served.world, 'dst/999')).toBe('a')
    expect(Math.max(...slices)).toBeLessThanOrEqual(400)
  })

  it('stops, and serves what is there, when the world cannot go on', () => {
    const programs = new Map([
      ...toySystem().programs,
      [
        'broken',
        function* () {
          yield* put('src/begun', 'yes')
          throw new NotModelled('this', 'Leave it.')
        },
      ] as const,
    ])
    const { served, wall, clock, problems } = serve(1, toySystem({ programs }))
    served.replace(launch(served.system, served.world, 'p', 'broken', {}))
    wall.pass(1000)
    expect(clock.status()).toMatchObject({ mode: 'paused', problem: 'not modelled: this' })
    expect(problems).toHaveLength(1)
    write(served, 'src/x', 'a')
    expect(read(served.world, 'src/x')).toBe('a')
  })
})

describe('a clock that watches a client', () => {
  const watching = (makesUp: boolean) => {
    const served = new ServedWorld(toySystem(), bootWorld(toySystem(), 1))
    const wall = new FakeWall()
    const clock = new Clock(served, wall, { speed: 2, attention: { quietMs: 400, makesUp } })
    clock.takeRequest(10)
    const at = (): number => {
      clock.catchUp()
      return served.world.now
    }
    return { wall, at, clock }
  }

  it.each([false, true])('lets no time pass while requests come (makes up: %s)', (makesUp) => {
    const { wall, at, clock } = watching(makesUp)
    wall.pass(399)
    expect(at()).toBe(10)
    clock.takeRequest(10)
    wall.pass(399)
    expect(at()).toBe(20)
  })

  it('goes on from where it stood', () => {
    const { wall, at } = watching(false)
    wall.pass(500)
    expect(at()).toBe(10 + 2 * 100)
  })

  it('makes up for the time in which it stood still', () => {
    const { wall, at } = watching(true)
    wall.pass(500)
    expect(at()).toBe(10 + 2 * 500)
  })
})

describe('a clock that stands still', () => {
  it('lets nothing happen by itself, and goes on where it was', () => {
    const { served, wall, clock } = serve('paused')
    write(served, 'src/x', 'a')
    wall.pass(10_000)
    clock.catchUp()
    expect(served.world.now).toBe(0)
    expect(clock.status()).toMatchObject({ mode: 'paused', nextMs: 50 })
    clock.resume()
    wall.pass(60)
    expect(read(served.world, 'dst/x')).toBe('a')
  })

  it('can be told to let the world settle', () => {
    const { served, clock } = serve('paused')
    write(served, 'src/x', 'timed')
    write(served, 'tick/quiet', 'still')
    expect(clock.settle()).toBe('settled')
    expect(read(served.world, 'dst/x')).toBe('timed')
    expect(clock.status().mode).toBe('paused')
  })

  it('says when the world never comes to rest', () => {
    const { served, clock } = serve('paused')
    write(served, 'tick/loud', 'flip')
    expect(clock.settle()).toBe('diverges')
  })

  it('is stopped for good', () => {
    const { served, wall, clock } = serve(1)
    write(served, 'src/x', 'a')
    clock.stop()
    write(served, 'src/y', 'a')
    expect(wall.next).toBeNull()
  })
})

describe('a jump', () => {
  it.each(['paused', 1] as const)('of a clock at %s lets that much time pass at once', async (speed) => {
    const { served, wall, clock } = serve(speed)
    write(served, 'tick/quiet', 'still')
    await clock.jump(3_600_000)
    expect(served.world.now).toBe(3_600_000)
    expect(clock.status().mode).toBe(speed === 'paused' ? 'paused' : 'running')
    wall.pass(100)
    clock.catchUp()
    expect(served.world.now).toBe(3_600_000 + (speed === 'paused' ? 0 : 100))
  })

  it('lets requests through while it lasts', async () => {
    const { served, wall, clock } = serve('paused')
    for (let index = 0; index < 1000; index++) write(served, `src/${index}`, 'a')
    const jump = clock.jump(60_000)
    write(served, 'src/between', 'a')
    expect(served.world.now).toBeLessThan(60_000)
    for (let turns = 0; turns < 10; turns++) {
      wall.pass(0)
      await Promise.resolve()
    }
    await jump
    expect(read(served.world, 'dst/between')).toBe('a')
    expect(served.world.now).toBe(60_000)
  })
})

describe('running until a condition holds', () => {
  it('stops in the very state in which it holds', async () => {
    const { served, wall, clock } = serve('paused')
    write(served, 'src/x', 'timed')
    const done = clock.runUntil((world) => read(world, 'dst/x') === 'timed')
    for (let turns = 0; turns < 10; turns++) {
      wall.pass(20)
      await Promise.resolve()
      await Promise.resolve()
    }
    await done
    expect(served.world.now).toBe(50)
    expect(clock.status().mode).toBe('paused')
  })
})
