import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolArgs } from '../../../../harness/runner/run-step.js'
import type { Arrival } from '../../../../harness/serve/arrivals.js'
import { type Access, RealClientsTwin } from '../../../../harness/serve/real-clients/real-clients-twin.js'
import { ReplayedClientsTwin } from '../../../../harness/serve/real-clients/replayed-clients-twin.js'
import { wallClock } from '../../../../harness/serve/wall-clock.js'
import { exactFingerprint } from '../../../../twins/kernel/fingerprint.js'
import { compactHistory, createHttpFront, kubernetes } from '../../../../twins/kubernetes/index.js'
import { TestTwin } from '../../../support/twin.js'

/** A client in JavaScript: it makes a ConfigMap, and prints what it was given. */
const CLIENT = `#!${process.execPath}
const [name, ...args] = process.argv.slice(2)
const url = process.env.URL_OF_SERVER + '/api/v1/namespaces/test/configmaps'
const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
let input = ''
process.stdin.on('data', (chunk) => { input += chunk })
process.stdin.on('end', async () => {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  console.log(answer.status, args.join(' '), input, Object.keys(process.env).sort().join(' '))
  console.error('on stderr')
  process.exit(answer.status === 201 ? 0 : 3)
})
`

const createFront = () => createHttpFront({ kubernetesVersion: '1.31.0' })

let folder = ''
let twin: RealClientsTwin
let start: TestTwin
const given: Access[] = []
const arrivals: Arrival[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'))
  const binary = join(folder, 'client')
  writeFileSync(binary, CLIENT)
  chmodSync(binary, 0o755)
  start = new TestTwin({ components: [kubernetes] })
  start.settle()
  const settingOf = (_command: unknown, access: Access) => {
    given.push(access)
    const env = { URL_OF_SERVER: `${access.url}/token/${access.token}` }
    return { binary, cwd: folder, env, done: () => {} }
  }
  const parts = { createFront, compact: compactHistory, system: start.system, checks: [] }
  const onArrival = (arrival: Arrival) => void arrivals.push(arrival)
  const options = { ...parts, speed: 60, settingOf, wall: wallClock, onArrival }
  twin = new RealClientsTwin({ ...options, controlToken: 'control' }, start.world)
})
afterAll(async () => {
  await twin.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(state: TestTwin['world'], pid: string, ...argv: readonly string[]) {
  const started = await twin.start(state, pid, toolArgs({ argv, stdin: 'typed' }))
  return (await twin.advance(started, (now) => twin.exitOf(now, pid) !== null)).state
}

describe('a twin with real clients', () => {
  it('runs a step as a process whose writes are those of the step', async () => {
    const end = await run(start.world, 'step', 'client', 'one', '--timeout=60s')
    expect(twin.exitOf(end, 'step')).toEqual({
      code: 0,
      signal: null,
      stdout: '201 --timeout=1s typed URL_OF_SERVER\n',
      stderr: 'on stderr\n',
    })
    const log = twin.log(end)
    const write = log.find(({ event }) => event.kind === 'write' && event.key === 'configmaps/test/one')
    expect(write).toMatchObject({ actor: 'step', event: { verb: 'create' } })
    const started = log.find(({ event }) => event.kind === 'process-started' && event.pid === 'step')
    expect(write?.cause).toBe(started?.seq)
    expect(log.at(-1)).toMatchObject({
      actor: 'step',
      cause: write?.seq,
      event: { kind: 'process-exited', code: 0 },
    })
  })

  it('goes on from any earlier state once nothing runs', async () => {
    const one = await run(start.world, 'a', 'client', 'same')
    const again = await run(one, 'b', 'client', 'same')
    const forked = await run(start.world, 'c', 'client', 'same')
    expect(twin.exitOf(again, 'b')?.code).toBe(3)
    expect(twin.exitOf(forked, 'c')?.code).toBe(0)
  })

  it('cannot branch while one runs', async () => {
    const started = await twin.start(start.world, 'd', toolArgs({ argv: ['client', 'd'] }))
    expect(twin.capabilities.branch).toBe(false)
    await twin.advance(started, (now) => twin.exitOf(now, 'd') !== null)
    expect(twin.capabilities.branch).toBe(true)
  })

  it('lets a step in no more once it has ended', async () => {
    await run(start.world, 'e', 'client', 'e')
    const { url, token } = given.at(-1)!
    expect((await fetch(`${url}/token/${token}/api`)).status).toBe(401)
  })
})

describe('what arrives', () => {
  /** One step by the binary, and what reached the world meanwhile. */
  async function recorded(pid: string, name: string) {
    arrivals.length = 0
    const end = await run(start.world, pid, 'client', name)
    return { end, arrivals: [...arrivals] }
  }

  const replay = (of: readonly Arrival[]) => {
    const { system, world } = start
    return new ReplayedClientsTwin({ system, checks: [], world, arrivals: of, createFront })
  }

  it('is numbered in its order, without tokens', async () => {
    const { arrivals } = await recorded('f', 'f')
    expect(arrivals.map(({ what, actor }) => [what.kind, actor])).toEqual([
      ['started', 'f'],
      ['kubernetes', 'f'],
      ['ended', 'f'],
    ])
    const first = arrivals[0]!.number
    expect(arrivals.map(({ number }) => number - first)).toEqual([0, 1, 2])
    expect(JSON.stringify(arrivals)).not.toContain(given.at(-1)!.token)
  })

  it('makes the same world when it is let in again', async () => {
    const { end, arrivals } = await recorded('g', 'g')
    const again = replay(arrivals)
    const started = again.start(start.world, 'g', toolArgs({ argv: ['client', 'g'], stdin: 'typed' }))
    const { state } = await again.advance(started, (now) => again.exitOf(now, 'g') !== null)
    expect(exactFingerprint(start.system, state)).toEqual(exactFingerprint(start.system, end))
    expect(again.log(state)).toEqual(twin.log(end))
  })

  it.each([
    ['another step', 'other', (all: readonly Arrival[]) => all],
    ['a world that is not the recorded one', 'h', (all: readonly Arrival[]) => all.map(later)],
    ['a recording that breaks off', 'h', (all: readonly Arrival[]) => all.slice(0, 1)],
  ])('is refused by %s', async (_what, pid, change) => {
    const { arrivals } = await recorded('h', 'h')
    const again = replay(change(arrivals))
    expect(() => {
      const started = again.start(start.world, pid, toolArgs({ argv: ['client', 'h'], stdin: 'typed' }))
      return again.advance(started, () => false)
    }).toThrow(expect.objectContaining({ code: 'arrivals-diverged' }))
  })
})

const later = (arrival: Arrival): Arrival => ({ ...arrival, transitions: arrival.transitions + 1 })
