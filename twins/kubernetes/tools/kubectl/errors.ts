import { RehearseError } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { goQuote } from '../../schema/go-text.js'
import { fromStatus, isInvalid, isNotFound, StatusError } from '../../status-error.js'

/** What kubectl refuses by itself, in its own words. `message` has no `error: ` prefix unless `verbatim`. */
export class KubectlError extends RehearseError {
  override readonly name = 'KubectlError'
  /** True when the message is printed as it is, without the `error: ` prefix. */
  readonly verbatim: boolean
  /** True for messages that end a bad command line; nothing else about the run can be told from them. */
  readonly usage: boolean

  constructor(message: string, options: { readonly verbatim?: boolean; readonly usage?: boolean } = {}) {
    super(message, { code: options.usage === true ? 'kubectl-usage' : 'kubectl-failed' })
    this.verbatim = options.verbatim === true
    this.usage = options.usage === true
  }
}

/** Several failures of one command, in the order in which they happened (apimachinery's Aggregate). */
export class KubectlErrors extends RehearseError {
  override readonly name = 'KubectlErrors'
  readonly errors: readonly CommandError[]

  constructor(errors: readonly CommandError[]) {
    super(aggregateText(errors), { code: 'kubectl-failed' })
    this.errors = errors
  }
}

/** What ends a command with exit code 1. */
export type CommandError = KubectlError | KubectlErrors | StatusError

export function isCommandError(error: unknown): error is CommandError {
  return error instanceof KubectlError || error instanceof KubectlErrors || error instanceof StatusError
}

/** A bad command line: `<message>\nSee '<path> -h' for help and examples` (kubectl pkg/cmd/util/helpers.go, UsageErrorf). */
export function usageError(path: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee '${path} -h' for help and examples`, { usage: true })
}

/** Throws what was collected: nothing, the one error, or all of them. */
export function throwCollected(errors: readonly CommandError[]): void {
  const [first, ...rest] = errors.flatMap((error) =>
    error instanceof KubectlErrors ? error.errors : [error],
  )
  if (first === undefined) return
  throw rest.length === 0 ? first : new KubectlErrors([first, ...rest])
}

/** True for a 404 of the API server. */
export function isNotFoundError(error: CommandError): boolean {
  return error instanceof StatusError && isNotFound(error)
}

/**
 * Puts `error when <verb> "<source>": ` before the message when the object came from a file.
 * Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (AddSourceToErr).
 */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (source === '' || !isCommandError(error)) return error
  const message = `error when ${verb} ${goQuote(source)}: ${error.message}`
  return error instanceof StatusError ? fromStatus({ ...error.status, message }) : new KubectlError(message)
}

/**
 * The text kubectl writes to standard error before it exits with 1; ends with a newline.
 * Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (checkErr, StandardErrorMessage, MultilineError).
 */
export function failureText(error: CommandError): string {
  if (error instanceof KubectlErrors) {
    return error.errors.map((each) => `${messageForError(each)}\n`).join('')
  }
  if (error instanceof StatusError && error.reason === 'Invalid' && isInvalid(error))
    return invalidText(error)
  if (error instanceof KubectlError && !error.verbatim && !error.message.startsWith('error: ')) {
    return withNewline(`error: ${error.message}`)
  }
  return withNewline(messageForError(error))
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function messageForError(error: CommandError): string {
  if (!(error instanceof StatusError)) return error.message
  if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`
  if (error.reason === '') return `Error from server: ${error.message}`
  return `Error from server (${error.reason}): ${error.message}`
}

function invalidText(error: StatusError): string {
  const details = error.status['details']
  if (!isObject(details)) {
    return `The request is invalid${error.message === '' ? '' : `: ${error.message}`}\n`
  }
  const causes = causeTexts(details)
  const named = textOf(details, 'kind') !== '' || textOf(details, 'name') !== ''
  const head = named
    ? `The ${textOf(details, 'kind')} ${goQuote(textOf(details, 'name'))} is invalid`
    : `The request is invalid${error.message !== '' && causes.length === 0 ? `: ${error.message}` : ''}`
  if (causes.length === 0) return `${head}\n`
  if (causes.length === 1) return `${head}: ${causes[0]}\n`
  return [`${head}: `, ...causes.map((cause) => `* ${cause}`), ''].join('\n')
}

/** `field: message` of each cause, without repetitions. */
function causeTexts(details: JsonObject): readonly string[] {
  const causes = details['causes']
  if (!Array.isArray(causes)) return []
  const texts = causes
    .filter(isObject)
    .map((cause) => `${textOf(cause, 'field')}: ${textOf(cause, 'message')}`)
  return [...new Set(texts)]
}

function textOf(object: JsonObject, key: string): string {
  const value: Json | undefined = object[key]
  return typeof value === 'string' ? value : ''
}

function aggregateText(errors: readonly CommandError[]): string {
  const texts = [...new Set(errors.map((error) => error.message))]
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
}
