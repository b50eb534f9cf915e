/** Version of the JSON reports: changes when a member is removed or changes its meaning. Members may be added. */
export const SCHEMA_VERSION = 1

/** Names of the schemas, as `$schema` in the reports and `$id` in the schemas have them. */
export const RUN_SCHEMA = 'urn:rehearse:schema:run:1'
export const EXPLORATION_SCHEMA = 'urn:rehearse:schema:exploration:1'
export const WHAT_IF_SCHEMA = 'urn:rehearse:schema:what-if:1'
