import { beforeAll, describe, expect, it, vi } from 'vitest'
import { explore } from '../../harness/explorer/explore.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { ALL_GATES } from '../../harness/gates/index.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { $ } from '../../harness/scenario/command.js'
import { type Exploration, type Scenario, type Step, step } from '../../harness/scenario/scenario.js'
import { helm } from '../../twins/helm/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { chartFiles } from '../support/helm.js'

vi.setConfig({ testTimeout: 120_000 })

/** A release with a web server and its settings. */
const scenario: Scenario = {
  name: 'new-colour',
  title: 'The shop gets another colour',
  summary: 'One release follows another.',
  source: { document: 'none', section: 'none' },
  world: {
    nodes: ['node-a'],
    namespaces: ['test'],
    setup: [$`helm install shop ./shop -f values/blue.yaml -n test --wait`],
  },
  protects: { pods: [], keys: [] },
  goals: {
    helm: {
      description: 'Helm owns the web server',
      ownership: [{ plane: 'helm', object: 'Deployment test/shop-web', owned: true }],
    },
  },
  incidents: [],
  fixes: [],
}
const upgrade = $`helm upgrade shop ./shop -f values/green.yaml -n test --wait`
const rollback = step('rollback', $`helm rollback shop 1 -n test --wait`)

const shared = {
  under: () => scenario,
  files: chartFiles,
  components: [kubernetes, helm],
  gates: ALL_GATES,
  seed: 1,
}
const prepare = prepareEmbedded(shared)
let prepared: ReturnType<typeof prepare>
beforeAll(() => {
  prepared = prepare({})
})

/** Search one step, killed at each of its requests. */
function killed(only: Step): Promise<ExplorationOutcome> {
  const exploration: Exploration = {
    name: 'killed',
    title: 'What if the upgrade is killed?',
    startsAfter: 'healthy',
    goals: ['helm'],
    steps: [only],
    bounds: { steps: 1, crashes: 1 },
    expect: { shortestSafe: {}, refuted: [], sometimes: [] },
  }
  return explore({ ...shared, scenario, prepare: () => prepared, exploration: () => exploration })
}

/** Gates that fail at some end to which the shortest way is a killed command. */
function failAfterKill({ ends }: ExplorationOutcome): readonly string[] {
  const gates = ends
    .filter(({ choices }) => choices.some(({ take }) => /^fault (kill|terminate)/.test(take)))
    .flatMap(({ verdicts }) => verdicts[0]!.gates.map(({ gate }) => gate))
  return [...new Set(gates)].sort()
}

describe('an upgrade that is killed at any of its requests', () => {
  it('leaves a release that is pending, and is refused when it is started again', async () => {
    const outcome = await killed(step('upgrade', upgrade))
    expect(failAfterKill(outcome)).toEqual(['goal', 'steps', 'zero-diff'])
    const text = JSON.stringify(outcome.ends)
    expect(text).toContain('revision 2 is pending-upgrade')
  })

  it('is repaired by an operator who rolls back before the next try', async () => {
    const outcome = await killed(step('upgrade', upgrade, { onCrash: { run: [rollback] } }))
    expect(failAfterKill(outcome)).toEqual([])
    // The recovery is no choice of the search.
    expect(outcome.steps).toEqual(['upgrade'])
    expect(outcome.sequences.map(({ steps }) => steps)).toEqual([[], ['upgrade']])
    // An answer that is lost is no crash: helm itself gives up, and nobody recovers.
    expect(outcome.fragile.map(({ choices }) => choices.at(-1)!.take)).toEqual([
      'fault lose-response explore:killed/upgrade',
    ])
  })

  it('is left alone by an operator who goes on, and counts as a step that failed', async () => {
    const outcome = await killed(step('upgrade', upgrade, { onCrash: { run: [rollback], next: 'continue' } }))
    expect(failAfterKill(outcome)).toEqual(['steps'])
  })
})
