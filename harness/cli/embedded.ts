import { resolveProfile } from '../../twins/embedded/assemble.js'
import { allComponents } from '../../twins/index.js'
import { ALL_GATES } from '../gates/index.js'
import type { PrepareOptions } from '../runner/prepare-embedded.js'
import { findScenario, type LoadedScenario, loadScenario } from '../scenario/load.js'
import type { Topology } from '../scenario/scenario.js'
import { componentsOf } from '../scenario/systems.js'

/** The scenario of a file, under the default versions of all components. */
export function loadAt(path: string, topology?: Topology): Promise<LoadedScenario> {
  return loadScenario(path, resolveProfile(allComponents, {}), topology)
}

/** A scenario by name or path, likewise. */
export function loadNamed(nameOrPath: string, topology?: Topology): Promise<LoadedScenario> {
  return loadAt(findScenario(nameOrPath), topology)
}

/** What a loaded scenario is run with on the embedded twin: its components, every gate. */
export function embeddedWith(
  { scenario, under, files, fixtures }: LoadedScenario,
  seed: number,
): PrepareOptions & { readonly fixtures: string } {
  return { under, files, fixtures, components: componentsOf(scenario, allComponents), gates: ALL_GATES, seed }
}
