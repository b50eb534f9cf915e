import type { Change } from '../../kernel/transaction.js'
import { changedObject, metadataOf, textAt } from '../client/objects.js'

/** The name of a namespace that appears. */
export function activeNamespaceKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  return before === undefined && after !== undefined ? [textAt(metadataOf(after), 'name')] : []
}

/** The namespace of an object of this name that was changed or deleted. */
export function namespaceOfLost(change: Change, name: string): readonly string[] {
  const { before } = changedObject(change)
  if (before === undefined || textAt(metadataOf(before), 'name') !== name) return []
  return [textAt(metadataOf(before), 'namespace')]
}
