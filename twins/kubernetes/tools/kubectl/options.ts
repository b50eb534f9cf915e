import type { ApiRequest } from '../../client/api.js'
import type { Invocation } from './command.js'
import { KubectlError } from './errors.js'

export type DryRun = 'none' | 'client' | 'server'

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/**
 * The value of `--dry-run`. The bare flag and the old boolean values mean `client` and `none`.
 * Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (GetDryRunStrategy).
 */
export function dryRunOf({ flags }: Invocation): DryRun {
  const text = flags.text('dry-run')
  if (text === 'none' || text === 'client' || text === 'server') return text
  if (text === 'unchanged' || TRUE_WORDS.has(text)) return 'client'
  if (FALSE_WORDS.has(text)) return 'none'
  throw new KubectlError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`)
}

/** `patched`, `patched (dry run)`, `patched (server dry run)`. */
export function operationText(operation: string, dryRun: DryRun): string {
  if (dryRun === 'none') return operation
  return `${operation} ${dryRun === 'client' ? '(dry run)' : '(server dry run)'}`
}

/** The value of `--validate`. Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (GetValidationDirective). */
export function fieldValidationOf({ flags }: Invocation): NonNullable<ApiRequest['fieldValidation']> {
  const text = flags.text('validate')
  if (text === 'strict' || TRUE_WORDS.has(text)) return 'Strict'
  if (text === 'warn') return 'Warn'
  if (text === 'ignore' || FALSE_WORDS.has(text)) return 'Ignore'
  throw new KubectlError(
    `invalid - validate option "${text}"; must be one of: strict (or true), warn, ignore (or false)`,
  )
}
