/**
 * For models: a world of one's own, with controllers of one's own, of which every interleaving is explored. What the parts of
 * a model are declared and put together with is in `rehearse/twins`.
 */
export type { Controller } from '../../twins/kernel/controller.js'
export { type FaultBudget, NO_FAULTS } from '../../twins/kernel/faults.js'
export type { View } from '../../twins/kernel/world.js'
export {
  api,
  arrayAt,
  findObject,
  nodeManifest,
  numberAt,
  OBJECTS,
  objectAt,
  parseObjectKey,
  textAt,
} from '../../twins/kubernetes/index.js'
export { type Left, UNBOUNDED } from './budget.js'
export { exploreModel, type ModelOptions, type ModelOutcome } from './explore-model.js'
