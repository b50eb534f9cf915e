/** Measures of the explorer, printed as one line of JSON. Bundled and run by scripts/bench-explorer.mjs. */
import { explore, groundOf } from '../../harness/explorer/explore.js'
import { Search } from '../../harness/explorer/search.js'
import { subjectOf } from '../../harness/explorer/subject.js'
import { ALL_GATES } from '../../harness/gates/index.js'
import { type PreparedEmbedded, prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { toolArgs } from '../../harness/runner/run-step.js'
import { findScenario, type LoadedScenario, loadScenario } from '../../harness/scenario/load.js'
import type { ExplorationBounds } from '../../harness/scenario/scenario.js'
import { allComponents, baseComponents, resolveProfile } from '../../twins/index.js'
import { NO_FAULTS } from '../../twins/kernel/index.js'
import { cost, type Figure, rate, times } from './figures.js'

const SCENARIO = 'secret-deletion-doom-loop'

interface Ready {
  readonly loaded: LoadedScenario
  readonly prepared: PreparedEmbedded
}

interface Searched {
  readonly alphabet?: readonly string[]
  readonly bounds?: Partial<ExplorationBounds>
  readonly naive?: boolean
}

function optionsOf({ under, files, fixtures }: LoadedScenario) {
  return { under, files, fixtures, components: baseComponents, gates: ALL_GATES, seed: 1 }
}

async function ready(small: boolean): Promise<Ready> {
  const loaded = await loadScenario(findScenario(SCENARIO), resolveProfile(allComponents, {}), { small })
  return { loaded, prepared: await prepareEmbedded(optionsOf(loaded))({}) }
}

/** One search from a world that is there already, and the seconds of processor it took. */
async function searched({ loaded, prepared }: Ready, name: string, options: Searched = {}) {
  const { alphabet, bounds = {}, naive = false } = options
  const { exploration } = subjectOf(loaded.scenario, { exploration: name })
  const began = process.cpuUsage().user
  const outcome = await explore({
    ...optionsOf(loaded),
    scenario: loaded.scenario,
    exploration: (scenario) => {
      const declared = exploration(scenario)
      if (alphabet === undefined) return declared
      return { ...declared, steps: declared.steps.filter((step) => alphabet.includes(step.name)) }
    },
    prepare: () => prepared,
    bounds,
    merge: !naive,
    eliminate: !naive,
  })
  return { coverage: outcome.coverage, seconds: (process.cpuUsage().user - began) / 1e6 }
}

/** Transitions a second of processor: each forked, fingerprinted and compared, none judged. */
async function transitionsPerSecond({ loaded, prepared }: Ready): Promise<number> {
  const ground = await groundOf({
    ...optionsOf(loaded),
    ...subjectOf(loaded.scenario, { exploration: 'hand-over' }),
    scenario: loaded.scenario,
    prepare: () => prepared,
  })
  const { space, start, left, bounds } = ground
  const began = process.cpuUsage().user
  const search = new Search({ space, start, left, states: bounds.states, everyState: true, judge: () => 0 })
  const { transitions } = await search.run()
  return (transitions * 1e6) / (process.cpuUsage().user - began)
}

/** Runs of one command whose states are kept: enough for their size to stand out. */
const KEPT_RUNS = 10

/** Bytes that stay reachable for each transition when every state of a command's runs is kept. */
function retainedBytes({ loaded, prepared: { twin, healthy } }: Ready): number {
  const { explorable } = twin
  const drop = loaded.scenario.explorations?.[0]?.steps.find((step) => step.name === 'drop')
  if (explorable === undefined || drop === undefined) throw new TypeError(`${SCENARIO} has changed`)
  const kept: unknown[] = []
  const run = (name: string) => {
    let state = twin.start(healthy, `bench/${name}`, toolArgs(drop.command)) as typeof healthy
    for (;;) {
      const next = explorable.nominal(state)
      if (next === null) return
      state = explorable.take(next.state, { label: next.label, kind: 'transition' }, NO_FAULTS).state
      explorable.exact(state)
      kept.push(state)
    }
  }
  // The first run also leaves compiled code and parsed charts behind: those are no part of a state.
  run('first')
  kept.length = 0
  const before = heapUsed()
  for (let index = 0; index < KEPT_RUNS; index++) run(String(index))
  return (heapUsed() - before) / kept.length
}

function heapUsed(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const full = await ready(false)
const retained = retainedBytes(full)
const orders = await searched(full, 'hand-over')
const remembered = await searched(full, 'hand-over', {
  alphabet: ['keep', 'drop', 'terraform'],
  bounds: { delays: 2 },
})
const small = await ready(true)
const thin = { alphabet: ['drop', 'terraform'], bounds: { steps: 2, delays: 5 } }
const reduced = await searched(small, 'hand-over', thin)
const naive = await searched(small, 'hand-over', { ...thin, naive: true })

const figures: readonly Figure[] = [
  rate('transitions, forked and fingerprinted', await transitionsPerSecond(full), 'transitions'),
  cost('memory retained a transition', retained, 'bytes'),
  rate('rehearsals', Number(orders.coverage.represented) / orders.seconds, 'rehearsals'),
  rate(
    'rehearsals, most of them remembered',
    Number(remembered.coverage.represented) / remembered.seconds,
    'rehearsals',
  ),
  times('fewer states than naive', naive.coverage.states / reduced.coverage.states),
  times('fewer transitions than naive', naive.coverage.transitions / reduced.coverage.transitions),
]
process.stdout.write(`${JSON.stringify(figures)}\n`)
