import { parse } from 'yaml'
import { NotModelled } from '../../kernel/errors.js'
import { compareKeys, isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../../kubernetes/index.js'
import type { Behaviours } from '../behaviours.js'
import type { ExternalSecret } from '../external-secret.js'
import { absent, coreRef, find } from '../kube.js'
import { CONFIG_MAP, SECRET } from '../names.js'
import { decodeValue } from '../remote-values.js'
import { decodeText, encodeText, type SecretData } from '../secret-data.js'
import { type SecretDraft, stringsOf } from '../secret-draft.js'
import { SyncError, wrapped } from '../sync-error.js'
import { renderTemplate } from './expression.js'

type Strings = Readonly<Record<string, string>>

/**
 * Put the provider's data into a draft whose metadata is set already: as it is, or through `target.template`.
 * What the draft holds is kept under policies Merge and CreateOrMerge, and before v0.11.0 whenever there is a template.
 * Throws `SyncError` with upstream's text after `could not apply template: `.
 * external-secrets v2.9.0 externalsecret_controller_template.go (ApplyTemplate); v0.10.7 (applyTemplate).
 */
export function* applyTemplate(
  es: ExternalSecret,
  draft: SecretDraft,
  data: SecretData,
  behaviours: Behaviours,
): Proc<SecretDraft> {
  const { template } = es
  const merges = es.creationPolicy === 'Merge' || es.creationPolicy === 'CreateOrMerge'
  const keeps = behaviours.managesOwnership ? merges : template !== undefined
  const base = keeps ? draft.data : {}
  if (template === undefined) return { ...draft, data: { ...base, ...data } }
  if (textAt(template, 'engineVersion') === 'v1')
    throw new NotModelled('target.template.engineVersion v1', 'Use engineVersion v2.')
  const literal = stringsOf(objectAt(template, 'data'))
  const sources = arrayAt(template, 'templateFrom').filter(isObject)
  const empty = Object.keys(literal).length === 0 && sources.length === 0
  const takesAll = behaviours.mergePolicy && textAt(template, 'mergePolicy') === 'Merge'
  let result: SecretDraft = {
    ...draft,
    type: typeOf(template, draft, behaviours),
    data: empty || takesAll ? { ...base, ...data } : base,
  }
  for (const source of sources) result = yield* applySource(es, source, result, data)
  const put = (target: Target, templates: Strings) => {
    result = twice('could not execute template: ', () => putValues(result, target, templates, data))
  }
  put('data', literal)
  put('labels', stringsOf(objectAt(template, 'metadata', 'labels')))
  put('annotations', stringsOf(objectAt(template, 'metadata', 'annotations')))
  // Before v0.11.0 an empty template fell back to the provider's data alone.
  return empty && !behaviours.managesOwnership ? { ...result, data } : result
}

type Target = 'data' | 'labels' | 'annotations'

/** v0.11.0: an unset type keeps the Secret's; before, it went out as it was. */
function typeOf(template: JsonObject, draft: SecretDraft, behaviours: Behaviours): string | undefined {
  return textAt(template, 'type') || (behaviours.managesOwnership ? draft.type : undefined)
}

/** One `templateFrom` entry. pkg/controllers/templating/parser.go (MergeConfigMap, MergeSecret, MergeLiteral). */
function* applySource(
  es: ExternalSecret,
  source: JsonObject,
  draft: SecretDraft,
  data: SecretData,
): Proc<SecretDraft> {
  const target = targetOf(source)
  const strategy = textAt(source, 'valuesDecodingStrategy')
  let result = draft
  try {
    for (const { name, text, keysAndValues } of yield* templatesOf(es, source)) {
      result = keysAndValues
        ? putDocument(result, target, text, data, strategy)
        : putValues(result, target, { [name]: text }, data, strategy)
    }
    return result
  } catch (error) {
    throw wrapped(error, (message) => `error fetching templateFrom data: ${message}`)
  }
}

interface Template {
  readonly name: string
  readonly text: string
  readonly keysAndValues: boolean
}

function* templatesOf(es: ExternalSecret, source: JsonObject): Proc<readonly Template[]> {
  const literal = source['literal']
  return [
    ...(yield* itemsOf(es, source, 'configMap')),
    ...(yield* itemsOf(es, source, 'secret')),
    ...(typeof literal === 'string' ? [{ name: literal, text: literal, keysAndValues: true }] : []),
  ]
}

function* itemsOf(
  es: ExternalSecret,
  source: JsonObject,
  from: 'configMap' | 'secret',
): Proc<readonly Template[]> {
  const reference = source[from]
  if (!isObject(reference)) return []
  const name = textAt(reference, 'name')
  const ref = coreRef(from === 'secret' ? SECRET : CONFIG_MAP, es.namespace, name)
  const object = yield* find(ref)
  if (object === undefined) throw absent(ref)
  const values = stringsOf(objectAt(object, 'data'))
  return arrayAt(reference, 'items').map((item) => {
    const key = textAt(item, 'key')
    const value = values[key]
    if (value === undefined)
      throw new SyncError('other', `error in ${from.toLowerCase()} ${name}: missing key ${key}`)
    const text = from === 'secret' ? decodeText(value) : value
    return { name: key, text, keysAndValues: textAt(item, 'templateAs') === 'KeysAndValues' }
  })
}

function targetOf(source: JsonObject): Target {
  const target = (textAt(source, 'target') || 'Data').toLowerCase()
  if (target === 'data' || target === 'labels' || target === 'annotations') return target
  throw new SyncError(
    'other',
    `templateFrom target=${JSON.stringify(textAt(source, 'target'))} is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`,
  )
}

/** runtime/template/v2/template.go (valueScopeApply): both levels say which key failed. */
function putValues(
  draft: SecretDraft,
  target: Target,
  templates: Strings,
  data: SecretData,
  strategy = '',
): SecretDraft {
  let result = draft
  for (const key of Object.keys(templates).sort(compareKeys)) {
    const value = twice(`unable to execute template at key ${key}: `, () =>
      renderTemplate(key, templates[key]!, data),
    )
    result = putValue(result, target, key, decodeValue(strategy, encodeText(value)))
  }
  return result
}

/** runtime/template/v2/template.go (mapScopeApply): the rendered text is a YAML map. */
function putDocument(
  draft: SecretDraft,
  target: Target,
  text: string,
  data: SecretData,
  strategy: string,
): SecretDraft {
  const rendered = twice(`unable to execute template at key ${text}: `, () =>
    renderTemplate(text, text, data),
  )
  const parsed: unknown = parse(rendered, { schema: 'failsafe' })
  const values = parsed === null ? {} : parsed
  if (!isObject(values) || Object.values(values).some((value) => typeof value !== 'string'))
    throw new SyncError('other', "could not unmarshal template to 'map[string][]byte': not a map of strings")
  return Object.entries(values).reduce(
    (result, [key, value]) => putValue(result, target, key, decodeValue(strategy, encodeText(String(value)))),
    draft,
  )
}

function putValue(draft: SecretDraft, target: Target, key: string, encoded: string): SecretDraft {
  const value = target === 'data' ? encoded : decodeText(encoded)
  return { ...draft, [target]: { ...draft[target], [key]: value } }
}

/** Upstream wraps these errors once in the callee and once in the caller. */
function twice<T>(prefix: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw wrapped(error, (message) => prefix + prefix + message)
  }
}
