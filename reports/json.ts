import type { Json } from '../twins/kernel/json.js'
import { stableStringify } from '../twins/kernel/json.js'
import type { Reporter } from './reporter.js'
import { RUN_SCHEMA, SCHEMA_VERSION } from './schema/ids.js'

/** Everything an outcome holds, as JSON with sorted keys: byte-identical for equal runs; see `reports/schema`. */
export const jsonReporter: Reporter = {
  name: 'json',
  render: (outcomes) => {
    const report = { $schema: RUN_SCHEMA, version: SCHEMA_VERSION, scenarios: outcomes }
    return `${stableStringify(report as unknown as Json, 2)}\n`
  },
}
