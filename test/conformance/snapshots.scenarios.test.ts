import { beforeAll, describe, expect, it } from 'vitest'
import { embeddedWith, loadNamed } from '../../harness/cli/embedded.js'
import { followChain } from '../../harness/runner/chain.js'
import { type PreparedEmbedded, prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { runSequence } from '../../harness/runner/sequence.js'
import type { Incident, Scenario } from '../../harness/scenario/scenario.js'
import { memoryFiles } from '../../twins/kernel/files.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { canonicalDifferences, dumpYaml, instantOf } from '../support/snapshots.js'

const DUMP = 'snapshot/all.yaml'

interface Both {
  readonly scenario: Scenario
  /** The healthy world as the scenario builds it, and as it is restored from a dump of that. */
  readonly built: PreparedEmbedded
  readonly restored: PreparedEmbedded
}

async function both(name: string): Promise<Both> {
  const loaded = await loadNamed(name)
  const options = embeddedWith(loaded, 1)
  const built = await prepareEmbedded(options)({})
  const snapshot = { files: [DUMP], takenAt: instantOf(built.healthy) }
  const under = (versions: Readonly<Record<string, string>>): Scenario => {
    const scenario = loaded.under(versions)
    const { manifests: _manifests, ...world } = scenario.world
    return { ...scenario, world: { ...world, nodes: [], namespaces: [], setup: [], snapshot } }
  }
  const artefacts = options.files.list('').map((path) => [path, options.files.read(path) ?? ''] as const)
  const files = memoryFiles({
    ...Object.fromEntries(artefacts),
    [DUMP]: dumpYaml(built.system, built.healthy),
  })
  return {
    scenario: loaded.scenario,
    built,
    restored: await prepareEmbedded({ ...options, files, under })({}),
  }
}

async function play({ twin, healthy }: PreparedEmbedded, { name, steps, chain }: Incident) {
  const { state, ending } = await runSequence(twin, healthy, `incident:${name}`, steps)
  const log = twin.log(state).slice(twin.log(healthy).length)
  const found = new Set(followChain(log, chain).map(({ seq }) => seq))
  const events = log.filter((entry) => found.has(entry.seq)).map(inShort)
  return { state, ending: ending.kind, events }
}

describe.each([
  ['registry-rate-limit', ['rate-limited']],
  ['migrations-job-tainted-node', ['pending']],
  ['init-image-without-netcat', ['stuck-in-init']],
  ['secret-deletion-doom-loop', ['deletes-again', 'quiet']],
])('%s, restored from a dump of its healthy world', (name, incidents) => {
  let worlds: Both

  beforeAll(async () => {
    worlds = await both(name)
  })

  it('settles in the world it was dumped from', () => {
    expect(canonicalDifferences(worlds.built.healthy, worlds.restored.healthy)).toEqual([])
  })

  it('begins when the dump was taken', () => {
    const { twin, healthy } = worlds.restored
    expect(twin.log(healthy)[0]?.at).toBe(0)
    expect(healthy.now - twin.now(healthy)).toBe(Math.floor(worlds.built.healthy.now / 1000) * 1000)
  })

  it.each(incidents)('%s: the same events, the same end', async (incident) => {
    const named = worlds.scenario.incidents.find((one) => one.name === incident) as Incident
    const [was, is] = [await play(worlds.built, named), await play(worlds.restored, named)]
    expect(is.events).toEqual(was.events)
    expect(is.events).toHaveLength(named.chain.length)
    expect(is.ending).toBe(was.ending)
    const differences = canonicalDifferences(was.state, is.state)
    expect(withoutTimeOfDay(differences)).toEqual([])
  })
})

/** Who did what to what; names end in what no two worlds need have in common. */
function inShort({ actor, event }: LogEntry): string {
  if (event.kind !== 'write') return `${actor} ${event.kind}`
  return `${actor} ${event.verb} ${event.key.replace(/-[a-z0-9]{5,10}(-[a-z0-9]{5})?(\.[0-9a-f]+)?$/, '')}`
}

/**
 * `kubectl rollout restart` writes the time of day into the template, and so into the hash that names a ReplicaSet and its pods, by which
 * the scheduler breaks ties between nodes; the restored world is as much later as it took to settle.
 */
function withoutTimeOfDay(differences: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const line of differences) {
    const text = line
      .slice(2)
      .replace(/"kubectl\.kubernetes\.io\/restartedAt":"[^"]*"/g, 'restartedAt')
      .replace(/(tracecat-[a-z]+-|"pod-template-hash":")[bcdfghjklmnpqrstvwxz2456789]{8,10}/g, '$1hash')
      .replace(/"nodeName":"[^"]*"/g, 'nodeName')
    counts.set(text, (counts.get(text) ?? 0) + (line.startsWith('-') ? 1 : -1))
  }
  return [...counts].filter(([, count]) => count !== 0).map(([text]) => text)
}
