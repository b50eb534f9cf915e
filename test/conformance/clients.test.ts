import { afterAll, describe, expect, it } from 'vitest'
import { NotModelled } from '../../twins/kernel/errors.js'
import { run } from '../../twins/kernel/index.js'
import type { World } from '../../twins/kernel/world.js'
import { ClientHome, findClient } from '../support/clients.js'
import { CLIENTS, type ClientName, type Entry, loadCorpus } from '../support/corpus.js'
import { type Answer, problemsOf } from '../support/corpus-check.js'
import { baseWorlds, corpusSystem, runBuiltIn } from '../support/corpus-worlds.js'
import { fidelityTable, type Result } from '../support/fidelity.js'
import { serveWorld } from '../support/served-worlds.js'

/** The profile under which a built-in tool is a client's counterpart; a client without one has none. */
const PROFILES: Partial<Readonly<Record<ClientName, Readonly<Record<string, string>>>>> = {
  'kubectl-1.32': {},
  'kubectl-1.35': { kubectl: '1.35' },
  'helm-3.17': {},
  'helm-4.1': { helm: '4.1' },
}

const DAILY: ReadonlySet<ClientName> = new Set(['kubectl-1.32', 'helm-3.17'])

const corpus = loadCorpus()
const system = corpusSystem()
const base = baseWorlds(system)
const prepared = new Map<Entry, World>()
const results: Result[] = []

/** The base world after the commands that come before, run by the built-in tools once for all clients. */
function startOf(entry: Entry): World {
  const before = entry.beforeBy === 'built-in' ? entry.before : []
  const world =
    prepared.get(entry) ??
    before.reduce((state, argv) => {
      const { world: next, exit } = runBuiltIn(system, state, argv)
      if (exit.code !== 0) throw new TypeError(`before ${entry.name}: ${argv.join(' ')}: ${exit.stderr}`)
      return next
    }, base(entry.world))
  prepared.set(entry, world)
  return world
}

/** Record how a client fared; an unexpected problem, or a listed divergence that is none, fails the test. */
function judge(entry: Entry, client: string, problems: readonly string[]): void {
  const listed = entry.divergence(client)
  if (listed === undefined) {
    results.push({ entry, client, outcome: problems.length === 0 ? 'passed' : 'failed' })
    expect(problems.join('\n')).toBe('')
    return
  }
  results.push({ entry, client, outcome: 'diverged' })
  expect(problems, `no divergence any more: ${listed}`).not.toEqual([])
}

const named = CLIENTS.filter((client) => corpus.some((entry) => entry.clients.includes(client)))

describe.each(named.filter((client) => PROFILES[client] !== undefined))('built-in %s', (client) => {
  const own = corpusSystem(PROFILES[client])
  const entries = corpus.filter((entry) => entry.clients.includes(client))
  it.each(entries.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
    const name = `built-in-${client}`
    try {
      const before = entry.beforeBy === 'client' ? entry.before : []
      const start = before.reduce((state, argv) => runBuiltIn(own, state, argv).world, startOf(entry))
      const { world, exit } = runBuiltIn(own, start, entry.argv, entry)
      const answer: Answer = { exit: exit.code, stdout: exit.stdout, stderr: exit.stderr, world }
      judge(entry, name, problemsOf(answer, entry.expect(client), entry.effect))
    } catch (error) {
      if (!(error instanceof NotModelled)) throw error
      results.push({ entry, client: name, outcome: 'not-modelled' })
    }
  })
})

/** The lane of every day runs the versions that the built-in tools have by default; `scripts/fidelity.mjs` runs all. */
const everyClient = process.env['REHEARSE_CLIENTS'] === 'all'
const wanted = named.filter((client) => everyClient || DAILY.has(client))
const missing = wanted.filter((client) => findClient(client) === undefined)
if (missing.length > 0) {
  process.stderr.write(`SKIPPED: ${missing.join(', ')}: run node scripts/fetch-clients.mjs --all\n`)
}

describe.each(wanted.filter((client) => !missing.includes(client)))('%s, the real one', (client) => {
  const home = new ClientHome()
  afterAll(() => home.remove())

  const entries = corpus.filter((entry) => entry.clients.includes(client))
  it.concurrent.each(entries.map((entry) => [entry.name, entry] as const))('%s', async (_name, entry) => {
    const served = await serveWorld(system, startOf(entry), undefined, entry.meanwhile)
    const { address } = served
    try {
      for (const argv of entry.beforeBy === 'client' ? entry.before : []) {
        const { exit, stderr } = await home.run({ client, argv, stdin: '', address })
        expect(exit, `before ${entry.name}: ${argv.join(' ')}: ${stderr}`).toBe(0)
      }
      const { argv, stdin, endAfter } = entry
      const ended = await home.run({ client, argv, stdin, address, endAfter })
      const answer: Answer = { ...ended, world: run(system, served.world()).world }
      judge(entry, client, problemsOf(answer, entry.expect(client), entry.effect))
    } finally {
      await served.close()
    }
  })
})

/** By client, then as in the corpus: real clients run several entries at once, and end in any order. */
function inOrder(): readonly Result[] {
  const clients = [...new Set(results.map(({ client }) => client))]
  const places = new Map(corpus.map((entry, index) => [entry, index]))
  return [...results].sort(
    (x, y) =>
      clients.indexOf(x.client) - clients.indexOf(y.client) || places.get(x.entry)! - places.get(y.entry)!,
  )
}

describe('the table of fidelity', () => {
  it.skipIf(!everyClient || missing.length > 0)('is what this run gives', async () => {
    await expect(fidelityTable(inOrder())).toMatchFileSnapshot('../../docs/fidelity.md')
  })
})
