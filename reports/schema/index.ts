import { z } from 'zod'
import { explorationReport } from './exploration.js'
import { EXPLORATION_SCHEMA, RUN_SCHEMA, SCHEMA_VERSION, WHAT_IF_SCHEMA } from './ids.js'
import { runReport, whatIfReport } from './run.js'

/** The published schemas: file name -> JSON Schema 2020-12. */
export function publishedSchemas(): Readonly<Record<string, object>> {
  return {
    [`run.v${SCHEMA_VERSION}.schema.json`]: schemaOf(
      runReport,
      RUN_SCHEMA,
      'What rehearse run --json prints.',
    ),
    [`what-if.v${SCHEMA_VERSION}.schema.json`]: schemaOf(
      whatIfReport,
      WHAT_IF_SCHEMA,
      'What rehearse what-if --json prints.',
    ),
    [`exploration.v${SCHEMA_VERSION}.schema.json`]: schemaOf(
      explorationReport,
      EXPLORATION_SCHEMA,
      'What rehearse explore --json and rehearse merge --json print.',
    ),
  }
}

/** Members may be added within a version, so that unknown ones are allowed. */
function schemaOf(report: z.ZodType, id: string, title: string): object {
  const { $schema, ...schema } = z.toJSONSchema(report, {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'ref',
  })
  return { $schema, $id: id, title, ...schema }
}
