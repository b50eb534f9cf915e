import { plural } from '../../../reports/format.js'
import type { Collection } from '../../collect/collection.js'

/** What a collection came to, for a reader: where it lies, how much it is, what was refused, what to do next. */
export function collectionSummary(collection: Collection, folder: string): string {
  const { lists, refused, clusterUid, kubernetesVersion, takenAt } = collection
  const filled = lists.filter((list) => list.objects > 0)
  const kinds = new Set(filled.map((list) => list.kind))
  const objects = filled.reduce((sum, list) => sum + list.objects, 0)
  const where = collection.namespaces?.join(', ') ?? 'all namespaces'
  return [
    `${plural(objects, 'object')} of ${plural(kinds.size, 'kind')} in ${folder}`,
    `  cluster   ${clusterUid}, Kubernetes ${kubernetesVersion ?? 'of a version it did not say'}`,
    `  read      ${where}, from ${collection.startedAt} to ${collection.endedAt}; its own clock: ${takenAt}`,
    `  most      ${mostOf(collection)}`,
    '  secrets   replaced before anything was written; equal values are still equal',
    ...refusals(refused),
    '',
    `Next: rehearse init --dump ${folder}`,
    '',
  ].join('\n')
}

/** So many kinds are named in a summary. */
const NAMED = 5

function mostOf({ lists }: Collection): string {
  const counts = new Map<string, number>()
  for (const { kind, objects } of lists) counts.set(kind, (counts.get(kind) ?? 0) + objects)
  return [...counts]
    .sort(([, x], [, y]) => y - x)
    .slice(0, NAMED)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
}

function refusals(refused: Collection['refused']): readonly string[] {
  if (refused.length === 0) return ['  refused   nothing']
  const lines = refused.map(
    ({ kind, namespace, reason }) => `    ${kind}${namespace === null ? '' : ` in ${namespace}`}: ${reason}`,
  )
  return [`  refused   ${refused.length}; what hangs on these is not in the dump`, ...lines]
}
