import type { Proc } from '../../kernel/process.js'
import { type HelmError, helmError } from '../errors.js'
import type { Info } from './resource-list.js'
import { deleteResources } from './resources.js'

/**
 * `--cleanup-on-fail`: delete what a failed operation has created. Gives the error the command ends with when that
 * fails too. Helm v3.21.4 pkg/action/upgrade.go (failRelease), rollback.go (performRollback).
 */
export function* cleanUp(
  operation: 'upgrade' | 'rollback',
  error: HelmError,
  created: readonly Info[],
): Proc<HelmError | undefined> {
  const errors = yield* deleteResources(created)
  if (errors.length === 0) return undefined
  return helmError(
    'helm-operation-failed',
    `an error occurred while cleaning up resources. original ${operation} error: ${error.message}: ` +
      `unable to cleanup resources: ${errors.join(', ')}`,
  )
}
