import { type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { goQuote } from './go-text.js'
import { listAt, objectAt, stringAt, stringsAt } from './share.js'

/** A condition of a CustomResourceDefinition without its times. */
export interface DefinitionCondition {
  readonly type: 'NamesAccepted' | 'Established' | 'Terminating'
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

/** Names already accepted for other definitions of the same group. */
export interface NamesInUse {
  /** Plurals, singulars and short names. */
  readonly resources: ReadonlySet<string>
  /** Kinds and list kinds. */
  readonly kinds: ReadonlySet<string>
}

/** What the naming controller writes to status. */
export interface AcceptedNames {
  readonly acceptedNames: JsonObject
  readonly namesAccepted: DefinitionCondition
  /** False with reason `Installing` until the establishing controller has run. */
  readonly established: DefinitionCondition
}

/**
 * Established, as the establishing controller sets it once the names are accepted.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/controller/establish/establishing_controller.go.
 */
export const ESTABLISHED: DefinitionCondition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
}

/**
 * Terminating, while the finalizer `customresourcecleanup.apiextensions.k8s.io` deletes the instances.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/controller/finalizer/crd_finalizer.go.
 */
export const TERMINATING: DefinitionCondition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
}

/** The finalizer that the first DELETE of a definition adds; it is not there before. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

const NAME_FIELDS = [
  { key: 'plural', reason: 'PluralConflict', pool: 'resources' },
  { key: 'singular', reason: 'SingularConflict', pool: 'resources' },
  { key: 'shortNames', reason: 'ShortNamesConflict', pool: 'resources' },
  { key: 'kind', reason: 'KindConflict', pool: 'kinds' },
  { key: 'listKind', reason: 'ListKindConflict', pool: 'kinds' },
] as const

/**
 * Decides which of the requested names a definition gets, with the conditions that say so.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/controller/status/naming_controller.go
 * (calculateNamesAndConditions).
 */
export function acceptNames(crd: JsonObject, inUse: NamesInUse): AcceptedNames {
  const requested = objectAt(objectAt(crd, 'spec'), 'names') ?? {}
  const before = objectAt(objectAt(crd, 'status'), 'acceptedNames') ?? {}
  const accepted: Record<string, Json> = { ...before }
  let conflict: DefinitionCondition | undefined
  for (const { key, reason, pool } of NAME_FIELDS) {
    const message = nameConflict(requested[key], before[key], inUse[pool])
    if (message !== undefined) conflict = { type: 'NamesAccepted', status: 'False', reason, message }
    else if (requested[key] !== undefined) accepted[key] = requested[key]
  }
  if (requested['categories'] !== undefined) accepted['categories'] = requested['categories']
  return {
    acceptedNames: accepted,
    namesAccepted: conflict ?? {
      type: 'NamesAccepted',
      status: 'True',
      reason: 'NoConflicts',
      message: 'no conflicts found',
    },
    established: establishedBefore(crd, conflict === undefined),
  }
}

function nameConflict(
  requested: Json | undefined,
  accepted: Json | undefined,
  inUse: ReadonlySet<string>,
): string | undefined {
  if (jsonEqual(requested, accepted)) return undefined
  const names = Array.isArray(requested)
    ? stringsAt({ names: requested }, 'names')
    : [String(requested ?? '')]
  const ours = new Set(Array.isArray(accepted) ? accepted : [accepted])
  const taken = names.filter((name) => !ours.has(name) && inUse.has(name))
  if (taken.length === 0) return undefined
  const messages = taken.map((name) => `${goQuote(name)} is already in use`)
  return messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`
}

function establishedBefore(crd: JsonObject, accepted: boolean): DefinitionCondition {
  const current = listAt(crd, 'status', 'conditions').find((item) => stringAt(item, 'type') === 'Established')
  if (stringAt(current, 'status') === 'True') return ESTABLISHED
  if (accepted) return { ...ESTABLISHED, status: 'False', reason: 'Installing' }
  return {
    type: 'Established',
    status: 'False',
    reason: 'NotAccepted',
    message: 'not all names are accepted',
  }
}
