import type { Json } from '../../twins/kernel/json.js'
import { stableStringify } from '../../twins/kernel/json.js'
import { EXPLORATION_SCHEMA, SCHEMA_VERSION } from '../schema/ids.js'
import type { ExplorationReporter } from './reporter.js'

/** Everything the outcomes hold, with sorted keys; see `reports/schema`. */
export const explorationJsonReporter: ExplorationReporter = {
  name: 'json',
  render: (explorations) => {
    const outcomes = explorations.map(({ outcome }) => outcome)
    const report = { $schema: EXPLORATION_SCHEMA, version: SCHEMA_VERSION, explorations: outcomes }
    return `${stableStringify(report as unknown as Json, 2)}\n`
  },
}
