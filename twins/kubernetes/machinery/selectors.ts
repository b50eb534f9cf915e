/** Label and field selectors: parsing as the API server does, and matching. */
export {
  type FieldSelector,
  matchesFields,
  parseFieldSelector,
} from './field-selector.js'
export {
  fromLabelSelectorObject,
  type LabelSelector,
  matchesLabels,
} from './label-selector.js'
export { parseLabelSelector } from './label-selector-parser.js'
export { SelectorError } from './selector-error.js'
