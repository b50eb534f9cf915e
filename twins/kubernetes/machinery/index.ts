/** Patches and selectors for clients of the API server: what kubectl and helm compute before they send. */
export {
  applyMergePatch,
  createMergePatch,
  createThreeWayMergePatch as createThreeWayJsonMergePatch,
} from './merge-patch.js'
export { PatchError } from './patch-error.js'
export {
  fromLabelSelectorObject,
  matchesLabels,
  parseLabelSelector,
  SelectorError,
} from './selectors.js'
export {
  applyStrategicMergePatch,
  createThreeWayMergePatch as createThreeWayStrategicPatch,
} from './strategic-merge/index.js'
