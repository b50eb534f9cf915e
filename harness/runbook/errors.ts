import { RehearseError } from '../../twins/kernel/errors.js'

/** What can be wrong with a runbook. */
type RunbookErrorCode =
  | 'runbook-syntax'
  | 'runbook-unsupported'
  | 'runbook-unbound'
  | 'runbook-binding-unused'
  | 'runbook-front-matter'
  | 'runbook-empty'

/** A runbook cannot be read: the message begins with `path:line`. Exit code 2. */
export class RunbookError extends RehearseError {
  override readonly name = 'RunbookError'

  constructor(
    where: { readonly path: string; readonly line: number },
    what: string,
    { code, remedy }: { readonly code: RunbookErrorCode; readonly remedy: string },
  ) {
    const subject = `${where.path}:${where.line}`
    super(`${subject}: ${what}`, { code, subject, remedy })
  }
}
