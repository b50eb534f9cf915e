import type { JsonObject } from '../../../kernel/json.js'
import { textAt, toTimestamp } from '../../client/objects.js'
import { findCondition } from '../conditions.js'
import type { Count, RemainingContent } from './delete-content.js'

interface Verdict {
  readonly type: string
  readonly ok: { readonly reason: string; readonly message: string }
  readonly problem?: { readonly reason: string; readonly message: string }
}

/**
 * Conditions of a terminating namespace: status True names a problem. A condition changes when its status, reason or
 * message does.
 * Source: kubernetes v1.36 pkg/controller/namespace/deletion/status_condition_utils.go.
 */
export function deletionConditions(
  before: readonly JsonObject[],
  content: RemainingContent,
  nowMs: number,
): readonly JsonObject[] {
  const verdicts = verdictsOf(content)
  const own = verdicts.map(({ type, ok, problem }) => {
    const known = findCondition(before, type)
    const status = problem === undefined ? 'False' : 'True'
    const { reason, message } = problem ?? ok
    const same = textAt(known, 'status') === status && textAt(known, 'message') === message
    if (known !== undefined && same && textAt(known, 'reason') === reason) return known
    return { type, status, lastTransitionTime: toTimestamp(nowMs), reason, message }
  })
  const foreign = before.filter((one) => !verdicts.some((verdict) => verdict.type === one['type']))
  return [...own, ...foreign]
}

/** Nothing that the twin could fail to discover or to parse exists, so these two are always fine. */
const ALWAYS_FINE: readonly Verdict[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    ok: { reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    ok: { reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
  },
]

function verdictsOf({ remaining, finalizers, failures }: RemainingContent): readonly Verdict[] {
  const failed = [...failures].sort().join(', ')
  return [
    ...ALWAYS_FINE,
    {
      type: 'NamespaceDeletionContentFailure',
      ok: {
        reason: 'ContentDeleted',
        message: 'All content successfully deleted, may be waiting on finalization',
      },
      ...problemIf(
        failures.length > 0,
        'ContentDeletionFailed',
        `Failed to delete all resource types, ${failures.length} remaining: ${failed}`,
      ),
    },
    {
      type: 'NamespaceContentRemaining',
      ok: { reason: 'ContentRemoved', message: 'All content successfully removed' },
      ...problemIf(
        remaining.length > 0,
        'SomeResourcesRemain',
        `Some resources are remaining: ${listed(remaining, 'has')}`,
      ),
    },
    {
      type: 'NamespaceFinalizersRemaining',
      ok: { reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
      ...problemIf(
        finalizers.length > 0,
        'SomeFinalizersRemain',
        `Some content in the namespace has finalizers remaining: ${listed(finalizers, 'in')}`,
      ),
    },
  ]
}

function problemIf(exists: boolean, reason: string, message: string): Pick<Verdict, 'problem'> | object {
  return exists ? { problem: { reason, message } } : {}
}

/** `pods. has 1 resource instances, secrets. has 2 resource instances`, sorted. */
function listed(counts: readonly Count[], verb: 'has' | 'in'): string {
  return counts
    .map(({ name, count }) => `${name} ${verb} ${count} resource instances`)
    .sort()
    .join(', ')
}
