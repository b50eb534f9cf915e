/** Patches and selectors for clients of the API server: what kubectl and helm compute before they send. */
export { createMergePatch, createThreeWayMergePatch as createThreeWayJsonMergePatch } from './merge-patch.js'
export {
  fromLabelSelectorObject,
  type LabelSelector,
  matchesLabels,
  parseLabelSelector,
} from './selectors.js'
export { createThreeWayMergePatch as createThreeWayStrategicPatch } from './strategic-merge/index.js'
