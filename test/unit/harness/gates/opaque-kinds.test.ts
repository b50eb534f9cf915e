import { describe, expect, it } from 'vitest'
import { opaqueKinds } from '../../../../harness/gates/opaque-kinds.js'
import { createEmbeddedTwin } from '../../../../twins/embedded/embedded-twin.js'
import { fromTimestamp, kubernetes } from '../../../../twins/kubernetes/index.js'
import { FOREIGN_TAKEN_AT, foreignCluster } from '../../../support/foreign-cluster.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'
import { TestTwin } from '../../../support/twin.js'

/** What the gate says once these commands have run in a restored cluster. */
async function judged(...commands: readonly (readonly string[])[]) {
  const snapshot = foreignCluster()
  const startMs = fromTimestamp(FOREIGN_TAKEN_AT)
  const twin = new TestTwin({ components: [kubernetes], snapshot, startMs })
  for (const command of commands) twin.run(command)
  twin.settle()
  const { before: _before, after: _after, healthy: _healthy, twin: _twin, ...context } = gateContext()
  const { world } = twin
  return opaqueKinds.judge({ ...context, twin: createEmbeddedTwin(twin.system), before: world, after: world })
}

describe('opaque-kinds', () => {
  it('passes where a run leaves alone what nobody models', async () => {
    expect(await judged(['kubectl', 'rollout', 'restart', 'deployment', 'web', '-n', 'shop'])).toEqual({
      compared: 2,
      evidence: [],
      note: '2 objects of kinds that nobody models stayed untouched',
    })
  })

  it.each([
    [
      'a step that writes one that has a CustomResourceDefinition',
      ['kubectl', 'annotate', 'certificate', 'web', '-n', 'shop', 'a=b'],
      /^cmd-1 read Certificate \(cert-manager\.io\) shop\/web; cmd-1 wrote \(patch\) Certificate \(cert-manager\.io\) shop\/web: /,
    ],
    [
      'a step that reads one that has none',
      ['kubectl', 'get', 'backuppolicies', '-n', 'shop'],
      /^cmd-1 read BackupPolicy \(policy\.example\.com\) shop: nobody models/,
    ],
    [
      'a controller that deletes one',
      ['kubectl', 'delete', 'namespace', 'shop', '--wait=false'],
      /^namespace wrote \(deletecollection\) Certificate \(cert-manager\.io\) shop\/web; /,
    ],
  ])('is inconclusive about %s', async (_what, command, sentence) => {
    const judgement = await judged(command)
    expect(judgement.evidence).toEqual([])
    expect(judgement.inconclusive).toMatch(sentence)
  })

  it('asks only where there is a snapshot', () => {
    const { world } = scenarioWith()
    const snapshot = { files: ['dump.yaml'], takenAt: FOREIGN_TAKEN_AT }
    expect(opaqueKinds.applies?.(scenarioWith())).toBe(false)
    expect(opaqueKinds.applies?.(scenarioWith({ world: { ...world, snapshot } }))).toBe(true)
  })
})
