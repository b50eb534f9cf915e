import type { JsonObject } from '../../kernel/json.js'
import { AwsError } from '../errors.js'
import type { Input } from './input.js'
import type { Secret } from './secret.js'

const KEYS = [
  'description',
  'name',
  'tag-key',
  'tag-value',
  'primary-region',
  'owning-service',
  'all',
] as const
type FilterKey = (typeof KEYS)[number]

interface Filter {
  readonly key: FilterKey
  readonly values: readonly string[]
}

/**
 * The member `Filters` as a predicate: a secret passes when every filter has a value that matches; `!value` matches when
 * no attribute does. `name`, `tag-key` and `tag-value`: prefix, case-sensitive; `description` and `all`: every word of
 * the value begins a word of the attribute, in any case (so does AWS for descriptions, although it documents a prefix:
 * LocalStack 8b9a79f, test_list_secrets_filtering). Words end at space, `/ - _ + = . @` and before a capital.
 * Source: botocore 1.43.107 Filter. Throws ValidationException for an unknown key.
 */
export function filterOf(input: Input): (secret: Secret) => boolean {
  const filters = (input.objects('Filters') ?? []).map(parseFilter)
  return (secret) =>
    filters.every((filter) => filter.values.some((value) => matches(secret, filter.key, value)))
}

function parseFilter(filter: JsonObject, index: number): Filter {
  const key = KEYS.find((each) => each === filter['Key'])
  if (key === undefined) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${String(filter['Key'])}' at 'filters.${index + 1}.member.key' failed to satisfy constraint: Member must satisfy enum value set: [${KEYS.join(', ')}]`,
    )
  }
  const values = filter['Values']
  // moto 5.2.3 secretsmanager/responses.py (_validate_filters).
  if (!Array.isArray(values))
    throw new AwsError('InvalidParameterException', `Invalid filter values for key: ${key}`)
  return { key, values: values.map(String) }
}

function matches(secret: Secret, key: FilterKey, value: string): boolean {
  if (value.startsWith('!')) return !matches(secret, key, value.slice(1))
  const attributes = attributesOf(secret, key)
  if (key === 'description' || key === 'all') {
    return attributes.some((attribute) => matchesWords(attribute, value))
  }
  return attributes.some((attribute) => attribute.startsWith(value))
}

function attributesOf(secret: Secret, key: FilterKey): readonly string[] {
  const tags = secret.tags ?? []
  const description = secret.description === null ? [] : [secret.description]
  switch (key) {
    case 'name':
      return [secret.name]
    case 'description':
      return description
    case 'tag-key':
      return tags.map((tag) => tag.Key)
    case 'tag-value':
      return tags.map((tag) => tag.Value)
    case 'all':
      return [secret.name, ...description, ...tags.flatMap((tag) => [tag.Key, tag.Value])]
    case 'primary-region':
    case 'owning-service':
      // Only replicas have a primary region and only managed secrets an owner; the twin has neither.
      return []
  }
}

function matchesWords(attribute: string, value: string): boolean {
  const wanted = wordsOf(value)
  const words = wordsOf(attribute)
  return wanted.length > 0 && wanted.every((each) => words.some((word) => word.startsWith(each)))
}

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s/\-_+=.@]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}
