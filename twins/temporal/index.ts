import { defineComponent } from '../contract/component.js'
import { temporalCli } from './cli/temporal.js'
import { images } from './images.js'
import { temporalPlane } from './plane.js'
import { DEFAULT_NAMESPACE_PROGRAM, registerDefaultNamespace } from './server/auto-setup.js'
import { frontend } from './server/frontend.js'
import { countLifetimes, FRONTEND_PROGRAM, LIFETIME_PROGRAM } from './server/server-program.js'
import { temporalSqlTool } from './tool/temporal-sql-tool.js'
import { DEFAULT_VERSION, schemaVersionsOf, TEMPORAL_PROFILE } from './versions.js'

/** Temporal on PostgreSQL: schema tool, server, command line. */
export const temporal = defineComponent({
  name: 'temporal',
  optional: true,
  profiles: [
    {
      key: TEMPORAL_PROFILE,
      default: DEFAULT_VERSION,
      description: 'Release of Temporal, for tools and for images whose tag names none: 1.20, 1.22 to 1.31.x',
      check: (version) => void schemaVersionsOf(version),
    },
  ],
  tools: { 'temporal-sql-tool': temporalSqlTool, temporal: temporalCli },
  images,
  programs: {
    [FRONTEND_PROGRAM]: frontend,
    [LIFETIME_PROGRAM]: countLifetimes,
    [DEFAULT_NAMESPACE_PROGRAM]: registerDefaultNamespace,
  },
  planes: [temporalPlane],
})
