/** What every error of Rehearse carries besides its message. */
export interface ErrorDetails {
  /** Stable, kebab-case, documented; callers and tests match on this, never on the message. */
  readonly code: string
  /** What the error is about: `kind namespace/name`, `file:line`, a flag, a step. */
  readonly subject?: string
  /** What the reader can do about it, as an imperative sentence. */
  readonly remedy?: string
  readonly cause?: unknown
}

/** Base of all errors a user can cause: bad input, an unmodelled command, a missing file. */
export class RehearseError extends Error {
  override readonly name: string = 'RehearseError'
  readonly code: string
  readonly subject: string | undefined
  readonly remedy: string | undefined

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.subject = details.subject
    this.remedy = details.remedy
  }
}

/** Something that only a defect in Rehearse can cause. Never caught, except to print it. */
export class InvariantViolation extends RehearseError {
  override readonly name = 'InvariantViolation'

  constructor(message: string, subject?: string) {
    super(message, {
      code: 'invariant-violation',
      ...(subject === undefined ? {} : { subject }),
      remedy: 'This is a defect in Rehearse. Please report it with the scenario and the seed.',
    })
  }
}

/** The twin was asked for behaviour it does not model; it never approximates silently. */
export class NotModelled extends RehearseError {
  override readonly name = 'NotModelled'

  constructor(what: string, remedy: string) {
    super(`not modelled: ${what}`, { code: 'not-modelled', subject: what, remedy })
  }
}

/** A named limit was reached. Every loop and queue has one; reaching it is an outcome, not a hang. */
export class LimitReached extends RehearseError {
  override readonly name = 'LimitReached'
  readonly limit: string

  constructor(limit: string, value: number, remedy: string) {
    super(`limit ${limit} reached (${value})`, { code: 'limit-reached', subject: limit, remedy })
    this.limit = limit
  }
}

/** Exhaustiveness check for unions: reached only if a case was forgotten. */
export function assertNever(value: never): never {
  throw new InvariantViolation(`unhandled case: ${JSON.stringify(value)}`)
}
