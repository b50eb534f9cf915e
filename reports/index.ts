/** The report formats, by name. */
export { explorationHeadline, renderExploration, type ShownCounterexample } from './exploration.js'
export { htmlReporter } from './html/html-reporter.js'
export { jsonReporter } from './json.js'
export { junitReporter } from './junit.js'
export { markdownReporter } from './markdown.js'
export { renderReplay, type ShownReplay } from './replay.js'
export type { Reporter, ReportOptions } from './reporter.js'
export { renderFix, renderIncident, terminalReporter } from './terminal.js'
