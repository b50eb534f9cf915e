import { embeddedWith } from '../../harness/cli/embedded.js'
import { explore } from '../../harness/explorer/explore.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { subjectOf } from '../../harness/explorer/subject.js'
import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { type LoadedScenario, loadScenario } from '../../harness/scenario/load.js'
import type { Exploration, ExplorationBounds } from '../../harness/scenario/scenario.js'
import { allComponents, resolveProfile } from '../../twins/index.js'
import { stableStringify } from '../../twins/kernel/json.js'

/** How a shipped exploration is searched in a test. */
export interface ShippedSearch {
  /** Only these of its steps. */
  readonly alphabet?: readonly string[]
  readonly bounds?: Partial<ExplorationBounds>
  readonly merge?: boolean
  readonly eliminate?: boolean
}

/** A scenario in its small topology; its worlds are built once for each profile. */
export interface Shipped extends LoadedScenario {
  readonly prepare: ReturnType<typeof prepareEmbedded>
}

/** Load a scenario in its small topology. */
export async function loadSmall(path: string): Promise<Shipped> {
  const loaded = await loadScenario(path, resolveProfile(allComponents, {}), { small: true })
  const prepare = prepareEmbedded(embeddedWith(loaded, 1))
  const known = new Map<string, ReturnType<typeof prepare>>()
  return {
    ...loaded,
    prepare: (profile) => {
      const key = stableStringify(profile)
      const world = known.get(key) ?? prepare(profile)
      known.set(key, world)
      return world
    },
  }
}

/** Search one exploration of a scenario. */
export function searchShipped(
  loaded: Shipped,
  name: string,
  { alphabet, bounds = {}, merge = true, eliminate = true }: ShippedSearch = {},
): Promise<ExplorationOutcome> {
  const { scenario, prepare } = loaded
  const { exploration } = subjectOf(scenario, { exploration: name })
  return explore({
    ...embeddedWith(loaded, 1),
    scenario,
    exploration: (inForce) => onlySteps(exploration(inForce), alphabet),
    prepare,
    small: true,
    bounds,
    merge,
    eliminate,
  })
}

function onlySteps(exploration: Exploration, alphabet: readonly string[] | undefined): Exploration {
  if (alphabet === undefined) return exploration
  const known = (names: readonly string[] = []) => names.filter((name) => alphabet.includes(name))
  return {
    ...exploration,
    mandatory: known(exploration.mandatory),
    steps: exploration.steps
      .filter((step) => alphabet.includes(step.name))
      .map((step) => ({ ...step, after: known(step.after) })),
  }
}

/** Everything an exploration has found, without how it was found: ends, and the ends and verdicts of each sequence. */
export function meaningOf({ ends, sequences }: ExplorationOutcome) {
  const texts = ends.map(({ digest, verdicts }) =>
    [digest, ...verdicts.map(({ goal, verdict }) => `${goal}=${verdict}`)].join(' '),
  )
  return {
    ends: [...texts].sort(),
    sequences: Object.fromEntries(
      sequences.map((sequence) => [
        sequence.steps.join(' → '),
        { ends: sequence.ends.map((end) => texts[end]).sort(), returns: sequence.returns },
      ]),
    ),
  }
}
