import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Bounds } from '../../harness/explorer/budget.js'
import { completeMerged, type ExploreOptions, explore } from '../../harness/explorer/explore.js'
import { mergeOutcomes } from '../../harness/explorer/merge.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { type SubjectName, subjectOf } from '../../harness/explorer/subject.js'
import { ALL_GATES } from '../../harness/gates/index.js'
import { $ } from '../../harness/scenario/command.js'
import { findScenario } from '../../harness/scenario/load.js'
import { type Exploration, type Scenario, step } from '../../harness/scenario/scenario.js'
import { baseComponents } from '../../twins/index.js'
import { loadSmall, type Shipped } from '../support/explorations.js'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

let loaded: Shipped
beforeAll(async () => {
  loaded = await loadSmall(findScenario('secret-deletion-doom-loop'))
})

function optionsFor(of: SubjectName, bounds: Partial<Bounds>): ExploreOptions<object> {
  const { scenario, under, files, fixtures, prepare } = loaded
  const shared = { under, files, fixtures, components: baseComponents, gates: ALL_GATES, seed: 1 }
  return {
    ...shared,
    ...subjectOf(scenario, of),
    scenario,
    prepare: prepare as ExploreOptions<object>['prepare'],
    bounds,
    small: true,
  }
}

/** What must not depend on the division: everything but the work. */
function found({ coverage: { sequences, reached }, ...rest }: ExplorationOutcome) {
  return { ...rest, sequencesCounted: sequences, reached }
}

async function inParts(options: ExploreOptions<object>, of: number) {
  const parts: ExplorationOutcome[] = []
  for (let index = 1; index <= of; index++) parts.push(await explore({ ...options, part: { index, of } }))
  return { parts, merged: await completeMerged(options, mergeOutcomes(parts)) }
}

/** Two short commands, each killed at each of its requests: Helm keeps what it has, unless one of them fails. */
function crashing(): ExploreOptions<object> {
  const options = optionsFor({ exploration: 'late-operator' }, { steps: 1, stalls: 0, crashes: 1 })
  const exploration = (scenario: Scenario): Exploration => ({
    ...options.exploration(scenario),
    goals: ['helm'],
    steps: ['first', 'second'].map((name) =>
      step(name, $`kubectl annotate externalsecrets --all --namespace tracecat example.com/${name}=yes`),
    ),
  })
  return { ...options, exploration }
}

describe('a divided search comes to what the whole comes to', () => {
  let whole: ExplorationOutcome
  beforeAll(async () => {
    whole = await explore(crashing())
    expect(whole.fragile.map(({ steps }) => steps)).toEqual([['first'], ['second']])
  })

  it.each([1, 2, 3, 4, 5])(
    'with crashes, in %d parts: what ends well in one part and badly in another is fragile',
    async (of) => {
      const { parts, merged } = await inParts(crashing(), of)
      expect(found(merged)).toEqual(found(whole))
      if (of > 1)
        expect(parts.some(({ coverage }) => coverage.executions < whole.coverage.executions)).toBe(true)
    },
  )

  it('with orders of events and of steps', async () => {
    const options = optionsFor({ exploration: 'retain-only' }, { steps: 2, delays: 1 })
    expect(found((await inParts(options, 3)).merged)).toEqual(found(await explore(options)))
  })

  it('with late controllers', async () => {
    const options = optionsFor({ exploration: 'late-operator' }, { steps: 2 })
    expect(found((await inParts(options, 2)).merged)).toEqual(found(await explore(options)))
  })
})

it('a part that is missing is named, and what is known is not everything', async () => {
  const options = optionsFor({ exploration: 'retain-only' }, { steps: 1 })
  const merged = mergeOutcomes([await explore({ ...options, part: { index: 2, of: 3 } })])
  expect(merged.coverage.reached).toEqual(['missing part 1/3', 'missing part 3/3'])
  expect(merged.status).not.toBe('as-expected')
})

it('parts of different searches are refused', async () => {
  const [one, other] = await Promise.all(
    ['retain-only', 'late-operator-awaited'].map((exploration) =>
      explore(optionsFor({ exploration }, { steps: 1, stalls: 0 })),
    ),
  )
  expect(() => mergeOutcomes([one!, other!])).toThrow(/parts are of different searches/)
})
