import type { Controller } from './controller.js'
import type { Files } from './files.js'
import type { Limits } from './limits.js'
import type { Monitor } from './monitor.js'
import type { Port } from './port.js'
import type { Program } from './process.js'
import type { TableSpec } from './table.js'

/** Everything that stays the same during a run: the code and the artefacts. Shared by all forks. */
export interface System {
  readonly tables: readonly TableSpec<never>[]
  readonly ports: ReadonlyMap<string, Port>
  readonly programs: ReadonlyMap<string, Program>
  readonly controllers: ReadonlyMap<string, Controller>
  readonly monitors: readonly Monitor[]
  readonly files: Files
  /** Version profile: component -> version. */
  readonly profile: Readonly<Record<string, string>>
  readonly limits: Limits
  /** Virtual ms at which its worlds begin; may be negative. Default 0. */
  readonly startMs?: number
  /** Current version of a row, as `Held.version` has it; absent rows give ''. */
  readonly versionOf: (row: unknown) => string
  /** `reconcile`: one reconcile is one transition; `write`: each of its requests is one. */
  readonly grain: 'reconcile' | 'write'
  /** Test lane: never reuse a live generator, always run the journal again and compare the requests. */
  readonly alwaysReexecute: boolean
}
