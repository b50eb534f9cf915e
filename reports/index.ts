/** The report formats, by name. */
export { jsonReporter } from './json.js'
export type { Reporter, ReportOptions } from './reporter.js'
export { terminalReporter } from './terminal.js'
