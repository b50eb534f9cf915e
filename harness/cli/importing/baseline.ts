import { resolve } from 'node:path'
import type { Plane } from '../../../twins/contract/component.js'
import type { BaselineDifference } from '../../import/report.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { embeddedWith, loadAt } from '../embedded.js'

/** What the world of a scenario file differs in from what its owners want, as it stands; building it shows that it can be built. */
export async function baselineOf(path: string): Promise<readonly BaselineDifference[]> {
  const loaded = await loadAt(resolve(path))
  const shared = embeddedWith(loaded, 1)
  const { twin, healthy } = await prepareEmbedded(shared)(loaded.scenario.profile ?? {})
  const planes = shared.components.flatMap((component): readonly Plane[] => component.planes ?? [])
  return planes.flatMap((plane) => plane.inspect(twin.view(healthy), twin.profile).differences)
}
