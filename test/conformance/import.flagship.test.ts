import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedWith, loadAt } from '../../harness/cli/embedded.js'
import { rederive } from '../../harness/cli/importing/rederive.js'
import { writeWorld } from '../../harness/import/disk/write-world.js'
import { type ImportedWorld, importWorld } from '../../harness/import/import-world.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { runScenario } from '../../harness/runner/run-scenario.js'
import { whatIf } from '../../harness/runner/what-if.js'
import { findScenario } from '../../harness/scenario/find-scenario.js'
import type { LoadedScenario } from '../../harness/scenario/load.js'
import type { Scenario } from '../../harness/scenario/scenario.js'
import { OBJECTS } from '../../twins/kubernetes/index.js'
import { dumpOf } from '../support/dump.js'

/*
 * The healthy world of the first scenario, as kubectl shows it, imported: what is known of the scenario must hold in the imported world.
 */

const SCENARIO = 'secret-deletion-doom-loop'
const FIXES = ['retain-before-migration', 'keep-on-live-object', 'strip-helm-annotations']
const folder = mkdtempSync(join(tmpdir(), 'rehearse-import-'))

let original: LoadedScenario
let imported: ImportedWorld
let loaded: LoadedScenario

beforeAll(async () => {
  original = await loadAt(findScenario(SCENARIO))
  imported = importWorld({
    name: 'imported',
    dump: 'dump',
    files: await dumpOf(SCENARIO),
    redacted: new Set(),
    charts: [],
    values: [],
    key: Buffer.from('a key of this test'),
    profiles: [],
    modelled: [
      { group: 'external-secrets.io', kind: 'ExternalSecret' },
      { group: 'external-secrets.io', kind: 'ClusterSecretStore' },
    ],
    rederive,
  })
  writeWorld(folder, imported.files)
  loaded = await loadAt(join(folder, imported.scenarioPath))
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The imported world with goals, protection and fixes of the scenario it was taken from. */
function asked(): LoadedScenario {
  const { goals, fixes, protects } = original.scenario
  const scenario: Scenario = {
    ...loaded.scenario,
    goals,
    protects,
    fixes: fixes.filter(({ name }) => FIXES.includes(name)),
  }
  const texts = (path: string) => loaded.files.read(path) ?? original.files.read(path)
  const list = (path: string) =>
    [...new Set([...loaded.files.list(path), ...original.files.list(path)])].sort()
  return { ...loaded, scenario, under: () => scenario, files: { read: texts, list } }
}

describe('an imported world', () => {
  it('is left as it is by building it', async () => {
    const shared = embeddedWith(loaded, 1)
    const { twin, healthy } = await prepareEmbedded(shared)(loaded.scenario.profile ?? {})
    const planes = shared.components.flatMap((component) => component.planes ?? [])
    expect(planes.flatMap((plane) => plane.inspect(twin.view(healthy), twin.profile).differences)).toEqual([])
    const written = twin
      .log(healthy)
      .flatMap(({ actor, event }) =>
        event.kind === 'write' && event.table === OBJECTS && actor !== 'world' ? [event] : [],
      )
      .filter(({ key }) => !key.startsWith('events/'))
    // Stores and ExternalSecrets are looked at again; nothing is made, deleted or filled anew.
    expect(
      written.filter(({ verb, key }) => verb === 'create' || verb === 'delete' || key.startsWith('secrets/')),
    ).toEqual([])
  }, 60_000)

  it('holds at the provider what the Secrets hold, by its own equalities', () => {
    const { secretsManager } = loaded.scenario.world
    expect(Object.keys(secretsManager?.secrets ?? {})).toEqual(
      Object.keys(original.scenario.world.secretsManager?.secrets ?? {}),
    )
    expect(imported.report.provider.gaps).toEqual([])
  })

  it('protects the keys that running pods read', () => {
    expect(loaded.scenario.protects.keys).toContainEqual({
      namespace: 'tracecat',
      secret: 'tracecat-postgres-credentials',
      keys: ['password', 'username'],
    })
  })

  it('gives the verdicts of the world it was taken from', async () => {
    const verdicts = async (of: LoadedScenario) => {
      const shared = embeddedWith(of, 1)
      const prepare = prepareEmbedded(shared)
      const { fixes } = await runScenario({
        ...shared,
        scenario: { ...of.scenario, incidents: [] },
        prepare,
        fixes: FIXES,
        detail: 'shown',
      })
      return fixes.map(({ name, verdict, gates }) => ({
        name,
        verdict,
        failing: gates.filter((gate) => gate.verdict === 'fail').map((gate) => gate.gate),
      }))
    }
    expect(await verdicts(asked())).toEqual(await verdicts(original))
  }, 120_000)

  it('shows the cascade of a command in virtual time since the dump', async () => {
    const shared = embeddedWith(loaded, 1)
    const argv = 'kubectl delete externalsecret tracecat-postgres-credentials -n tracecat'.split(' ')
    const { timeline, verdict, gates, steps } = await whatIf({
      ...shared,
      scenario: loaded.scenario,
      prepare: prepareEmbedded(shared),
      command: { argv },
      after: 'healthy',
      wallMs: Date.parse('2026-01-04T01:05:00Z'),
    })
    const start = steps[0]!.startedAtMs
    const told = timeline
      .filter(({ text }) => text.startsWith('delete'))
      .map(({ actor, text, atMs }) => `${atMs - start} ${actor.split('/')[0]}: ${text}`)
    expect(told).toEqual([
      '20 fix:what-if: delete ExternalSecret tracecat/tracecat-postgres-credentials: is being deleted',
      '120 externalsecret: deleted ExternalSecret tracecat/tracecat-postgres-credentials',
      '620 garbage-collector: deleted Secret tracecat/tracecat-postgres-credentials',
    ])
    expect(verdict).toBe('fail')
    expect(gates.find(({ gate }) => gate === 'zero-diff')?.note).toContain('the dump is 3 days old')
    expect(start).toBeLessThan(3_600_000)
  }, 60_000)
})
