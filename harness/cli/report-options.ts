import type { ReportOptions } from '../../reports/index.js'
import type { Terminal } from './terminal.js'

/** How a report is shown, by the flags that commands share. */
export function reportOptions(
  { quiet, verbose }: { readonly quiet?: boolean; readonly verbose?: boolean },
  { color, width }: Terminal,
): ReportOptions {
  return { color, width, detail: quiet ? 'quiet' : verbose ? 'verbose' : 'normal' }
}
