import { jsonEqual } from '../../kernel/json.js'
import { AwsError } from '../errors.js'
import type { Input } from './input.js'
import type { Tag } from './secret.js'

/** The member `Tags`, or undefined when it is missing. Throws SerializationException for a tag without a key. */
export function tagsOf(input: Input): readonly Tag[] | undefined {
  return input.objects('Tags')?.map(({ Key: key, Value: value }) => {
    if (typeof key !== 'string') throw new AwsError('SerializationException', '')
    return { Key: key, Value: typeof value === 'string' ? value : '' }
  })
}

/** Tags with new ones: a known key keeps its place, a new one goes to the end. The same list when nothing changes. */
export function mergeTags(tags: readonly Tag[] | null, added: readonly Tag[]): readonly Tag[] {
  const merged = new Map((tags ?? []).map((tag) => [tag.Key, tag]))
  for (const tag of added) merged.set(tag.Key, tag)
  const result = [...merged.values()]
  return tags !== null && jsonEqual(tags, result) ? tags : result
}
