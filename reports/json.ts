import type { Json } from '../twins/kernel/json.js'
import { stableStringify } from '../twins/kernel/json.js'
import type { Reporter } from './reporter.js'

/** Version of the JSON report: changes when a member is removed or changes its meaning. */
export const JSON_REPORT_VERSION = 1

/** Everything an outcome holds, as JSON with sorted keys: byte-identical for equal runs. */
export const jsonReporter: Reporter = {
  name: 'json',
  render: (outcomes) => {
    const report = { version: JSON_REPORT_VERSION, scenarios: outcomes }
    return `${stableStringify(report as unknown as Json, 2)}\n`
  },
}
