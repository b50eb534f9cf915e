import { RehearseError } from '../../../kernel/errors.js'
import { compareKeys, type JsonObject } from '../../../kernel/json.js'
import { goQuote } from '../../schema/go-text.js'
import { pathsOf, pathText } from './field-set.js'
import { type ManagerIdentity, managerIdentifier } from './managed-fields.js'
import type { OwnedFields } from './take-fields.js'

/** Fields of one other manager that an apply would change. */
export interface ManagerConflict extends ManagerIdentity {
  /** As upstream prints them: `.spec.template.spec.containers[name="c"].image`. */
  readonly paths: readonly string[]
}

/** A server-side apply without `force` would change fields others own. The API server answers 409. */
export class ApplyConflict extends RehearseError {
  override readonly name = 'ApplyConflict'
  /** Sorted by manager. */
  readonly conflicts: readonly ManagerConflict[]

  constructor(conflicts: readonly ManagerConflict[]) {
    super(formatConflicts(conflicts), {
      code: 'apply-conflict',
      remedy: 'Leave the fields out, give them the value they have, or force the conflicts.',
    })
    this.conflicts = conflicts
  }
}

/** Contested fields as conflicts. */
export function conflictsOf(contested: readonly OwnedFields[]): readonly ManagerConflict[] {
  return contested.map(({ entry, fields }) => ({
    manager: entry.manager,
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
    paths: pathsOf(fields).map(pathText),
  }))
}

/**
 * The message of an apply conflict.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/conflict.go (getConflictMessage).
 */
export function formatConflicts(conflicts: readonly ManagerConflict[]): string {
  const count = conflicts.reduce((sum, { paths }) => sum + paths.length, 0)
  const [first] = conflicts
  if (count === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first)}: ${first.paths[0]}`
  }
  const sorted = [...conflicts].sort((a, b) => compareKeys(managerIdentifier(a), managerIdentifier(b)))
  const lines = sorted.flatMap((conflict) => [
    `conflicts with ${managerText(conflict)}:`,
    ...conflict.paths.map((path) => `- ${path}`),
  ])
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`
}

/**
 * `details.causes` of the Status. Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/conflict.go
 * (NewConflictError).
 */
export function conflictCauses(conflicts: readonly ManagerConflict[]): readonly JsonObject[] {
  return conflicts.flatMap((conflict) =>
    conflict.paths.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(conflict)}`,
      field,
    })),
  )
}

/** Appliers are shown without the version; the time is never part of a manager's identity. Source: printManager. */
function managerText({ manager, operation, apiVersion, subresource }: ManagerIdentity): string {
  const quoted = goQuote(manager)
  const named =
    subresource === undefined || subresource === ''
      ? quoted
      : `${quoted} with subresource ${goQuote(subresource)}`
  return operation === 'Update' ? `${named} using ${apiVersion}` : named
}
