import { beforeAll, describe, expect, it, vi } from 'vitest'
import { explore } from '../../harness/explorer/explore.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { ALL_GATES } from '../../harness/gates/index.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { $ } from '../../harness/scenario/command.js'
import {
  type CrashCensus,
  type Exploration,
  type Scenario,
  type Step,
  step,
} from '../../harness/scenario/scenario.js'
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

/** The same step, killed once after each of its requests and started again. */
function census(
  only: Step,
  expected: CrashCensus['expect'],
  same: CrashCensus['same'] = [],
): Promise<ExplorationOutcome> {
  const exploration: Exploration = {
    name: 'census',
    title: 'What becomes of an upgrade that is killed?',
    startsAfter: 'healthy',
    goals: ['helm'],
    steps: [only],
    census: { process: ['helm', 'upgrade'], error: 'Error: (.*)', same, expect: expected },
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

describe('a census of an upgrade', () => {
  const upgraded = step('upgrade', upgrade)

  it('tells of every request whether the next try gets through, and what it says if it does not', async () => {
    const { census: found, status } = await census(upgraded, { recovers: 5, stuck: 8, 'silently-wrong': 0 })
    expect(status).toBe('as-expected')
    const revision2 = 'secrets test/sh.helm.release.v1.shop.v2'
    const fates = found!.points.map(({ fate }) => fate)
    const [first, last] = [fates.indexOf('stuck'), fates.lastIndexOf('stuck')]
    // From the record that says pending-upgrade to the last request before the one that says deployed.
    expect(found!.points[first]!.after).toBe(`api CREATE ${revision2}`)
    expect(found!.points.slice(last + 1).map(({ after }) => after)).toEqual([`api UPDATE ${revision2}`])
    const between = found!.points.slice(first, last + 1)
    expect(new Set(between.map(({ because }) => because))).toEqual(
      new Set(['UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress']),
    )
  })

  it('is not stuck anywhere when the operator rolls back before the next try', async () => {
    const rolledBack = step('upgrade', upgrade, { onCrash: { run: [rollback] } })
    const { census: found } = await census(rolledBack, { recovers: 13, stuck: 0, 'silently-wrong': 0 })
    expect(found!.counts).toEqual({ recovers: 13, stuck: 0, 'silently-wrong': 0 })
  })

  it('says what differs from the counts that are expected', async () => {
    const { surprises } = await census(upgraded, { recovers: 6, stuck: 7, 'silently-wrong': 0 })
    expect(surprises).toEqual([
      'of the kills 5 are recovers, expected 6',
      'of the kills 8 are stuck, expected 7',
    ])
  })

  it('is silently wrong where every gate passes and a question has another answer', async () => {
    const same = [{ says: 'revisions', command: $`kubectl get secrets -n test -o name` }]
    const { census: found } = await census(upgraded, { recovers: 4, stuck: 8, 'silently-wrong': 1 }, same)
    expect(found!.points.at(-1)).toMatchObject({
      fate: 'silently-wrong',
      because: 'revisions: another answer',
    })
    expect(found!.counts['silently-wrong']).toBe(1)
  })

  it('says nothing about kills when the run that nobody kills fails', async () => {
    const broken = step('upgrade', $`helm upgrade shop ./shop -f values/missing.yaml -n test`)
    const { census: found, surprises } = await census(broken, { recovers: 0, stuck: 0, 'silently-wrong': 0 })
    expect(found!.points).toEqual([])
    expect(surprises).toEqual([expect.stringMatching(/^the run that nobody kills does not pass: steps: /)])
  })
})
