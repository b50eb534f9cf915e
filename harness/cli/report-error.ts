import { InvariantViolation, RehearseError } from '../../twins/kernel/errors.js'
import { EnvironmentError } from '../serve/errors.js'
import { EXIT } from './exit-codes.js'

const DEFECT = 'This is a defect in Rehearse. Please report it with the output of --stack.'

/** Print an error the way a user can act on it; with `stack`, also where it came from. Returns the exit code. */
export function reportError(error: unknown, write: (text: string) => void, stack: boolean): number {
  const known = error instanceof RehearseError ? error : undefined
  const message = error instanceof Error ? error.message : String(error)
  write(`rehearse: ${message}\n`)
  const remedy = known === undefined && !isSystemError(error) ? DEFECT : known?.remedy
  if (remedy !== undefined) write(`${indent(remedy)}\n`)
  if (stack && error instanceof Error) write(`${stacksOf(error)}\n`)
  return exitCodeOfError(error)
}

function exitCodeOfError(error: unknown): number {
  if (isSystemError(error) || isEnvironmentError(error)) return EXIT.environment
  if (error instanceof InvariantViolation) return EXIT.environment
  return error instanceof RehearseError ? EXIT.usage : EXIT.environment
}

/** An error of the operating system: a missing file, no permission, a full disk. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** Also one that was met in a step of a scenario. */
function isEnvironmentError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error instanceof EnvironmentError || isEnvironmentError(error.cause)
}

function stacksOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacksOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
