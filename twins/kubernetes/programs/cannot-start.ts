import type { Proc } from '../../kernel/process.js'
import { report } from '../../kernel/requests.js'

/** Member of the report of a program whose command the container runtime could not start: why. */
export const CANNOT_START = 'cannotStart'

/** Nobody sees it: the runtime answers with an error instead of an exit code. */
const EXIT_CANNOT_START = 127

/**
 * Ends a program whose command the container runtime cannot start; `reason` is runc's, e.g.
 * `exec: "nc": executable file not found in $PATH`. For containers and for `exec` programs.
 */
export function* cannotStart(reason: string): Proc<number> {
  yield* report({ [CANNOT_START]: reason })
  return EXIT_CANNOT_START
}
