import { compareKeys, isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { SelectorError } from './selector-error.js'

/** One condition on one field, named by its dotted path. */
export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** All requirements must hold; an empty one matches everything. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[]
}

/**
 * Parses a field selector such as `metadata.name=web,status.phase!=Running`; `\` escapes a comma, an equals sign or itself.
 * Which fields a kind supports is for the caller to check.
 * Throws `SelectorError` with upstream's text.
 * Source: kubernetes/apimachinery v0.36.3 pkg/fields/selector.go (ParseSelector).
 */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text).sort(compareKeys)
  const requirements = terms.filter((term) => term !== '').map((term) => parseTerm(text, term))
  return { requirements: requirements.filter(({ field, value }) => field !== '' || value !== '') }
}

function splitTerms(text: string): string[] {
  const terms: string[] = []
  let term = ''
  let escaped = false
  for (const character of text) {
    if (!escaped && character === ',') {
      terms.push(term)
      term = ''
      continue
    }
    term += character
    escaped = !escaped && character === '\\'
  }
  return [...terms, term]
}

function parseTerm(selector: string, term: string): FieldRequirement {
  const match = /^([^=!]*(?:!(?!=)[^=!]*)*)(!=|==|=)(.*)$/s.exec(term)
  if (match === null) throw new SelectorError(`invalid selector: '${selector}'; can't understand '${term}'`)
  const [, field = '', operator, value = ''] = match
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) }
}

function unescapeValue(value: string): string {
  let result = ''
  let escaped = false
  for (const character of value) {
    if (escaped) {
      if (!'\\,='.includes(character)) {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${character}`)
      }
      result += character
      escaped = false
    } else if (character === '\\') escaped = true
    else if (character === ',' || character === '=') {
      // Upstream prints the character as its number.
      throw new SelectorError(
        `invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`,
      )
    } else result += character
  }
  if (escaped) throw new SelectorError('invalid field selector: invalid escape sequence: \\')
  return result
}

/**
 * Whether an object satisfies a field selector. A field is looked up by its dotted path; a missing one is the empty string.
 * Source: kubernetes/apimachinery v0.36.3 pkg/fields/selector.go (hasTerm, notHasTerm).
 */
export function matchesFields(selector: FieldSelector, object: JsonObject): boolean {
  return selector.requirements.every(
    ({ field, operator, value }) => (fieldText(object, field) === value) === (operator === '='),
  )
}

function fieldText(object: JsonObject, path: string): string {
  let value: Json | undefined = object
  for (const name of path.split('.')) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}
