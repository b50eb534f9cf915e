import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { validateStructural } from './crd-structural.js'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from './field-error.js'
import { validateImmutable, validateObjectMeta, validateObjectMetaUpdate } from './metadata.js'
import { isDns1035Label, isDns1123Subdomain, type NameRule } from './names.js'
import { listAt, objectAt, stringAt, stringsAt } from './share.js'

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

/**
 * Validates a CustomResourceDefinition (defaults already applied).
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apis/apiextensions/validation/validation.go
 * (ValidateCustomResourceDefinition). Not checked: that defaults are valid and pruned, compilation and cost of CEL rules,
 * conversion webhooks, selectable fields, the approval annotation of the *.k8s.io groups.
 */
export function validateDefinition(crd: JsonObject): readonly FieldError[] {
  const spec = objectAt(crd, 'spec') ?? {}
  const nameRule = nameRuleOf(`${stringAt(spec, 'names', 'plural')}.${stringAt(spec, 'group')}`)
  return [
    ...validateObjectMeta(objectAt(crd, 'metadata') ?? {}, { namespaced: false, nameRule }),
    ...validateSpec(spec),
    ...validateStoredVersions(crd, spec),
  ]
}

function nameRuleOf(name: string): NameRule {
  return (text) => {
    const messages = isDns1123Subdomain(text)
    return text === name ? messages : [...messages, 'must be spec.names.plural+"."+spec.group']
  }
}

/**
 * Validates an update: what identifies stored objects cannot change.
 * Source: as `validateDefinition` (ValidateCustomResourceDefinitionUpdate).
 */
export function validateDefinitionUpdate(crd: JsonObject, old: JsonObject): readonly FieldError[] {
  const spec = objectAt(crd, 'spec') ?? {}
  const oldSpec = objectAt(old, 'spec') ?? {}
  const metadata = validateObjectMetaUpdate(objectAt(crd, 'metadata') ?? {}, objectAt(old, 'metadata') ?? {})
  const immutable = (field: string, ...keys: readonly string[]): readonly FieldError[] =>
    validateImmutable(stringAt(spec, ...keys), stringAt(oldSpec, ...keys), field)
  return [
    ...metadata,
    ...validateSpec(spec),
    ...(isEstablished(old)
      ? [...immutable('spec.scope', 'scope'), ...immutable('spec.names.kind', 'names', 'kind')]
      : []),
    ...immutable('spec.group', 'group'),
    ...immutable('spec.names.plural', 'names', 'plural'),
    ...validateStoredVersions(crd, spec),
  ]
}

function isEstablished(crd: JsonObject): boolean {
  return listAt(crd, 'status', 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Established' && stringAt(condition, 'status') === 'True',
  )
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...validateGroup(stringAt(spec, 'group')),
    ...validateScope(stringAt(spec, 'scope')),
    ...validateVersions(spec),
    ...validateNames(objectAt(spec, 'names') ?? {}),
  ]
}

function validateGroup(group: string): readonly FieldError[] {
  if (group === '') return [required('spec.group')]
  const messages = isDns1123Subdomain(group)
  if (messages.length > 0) return [invalidValue('spec.group', group, messages.join(','))]
  if (!group.includes('.'))
    return [invalidValue('spec.group', group, 'should be a domain with at least one dot')]
  return []
}

function validateScope(scope: string): readonly FieldError[] {
  if (scope === '') return [required('spec.scope')]
  return scope === 'Cluster' || scope === 'Namespaced'
    ? []
    : [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])]
}

function validateVersions(spec: JsonObject): readonly FieldError[] {
  const versions = listAt(spec, 'versions').filter(isObject)
  const errors: FieldError[] = []
  versions.forEach((version, index) => {
    const field = `spec.versions[${index}].schema.openAPIV3Schema`
    if (schemaOf(version) === undefined) errors.push(required(field))
  })
  errors.push(...validateVersionNames(versions))
  errors.push(...validateSchemas(versions))
  errors.push(...validateColumns(versions))
  if (new Set(versions.map((version) => stringAt(version, 'name'))).size < versions.length) {
    errors.push(invalidValue('spec.versions', versions, 'must contain unique version names'))
  }
  if (versions.filter((version) => version['storage'] === true).length !== 1) {
    const detail = 'must have exactly one version marked as storage version'
    errors.push(invalidValue('spec.versions', versions, detail))
  }
  return errors
}

function schemaOf(version: JsonObject): JsonObject | undefined {
  return objectAt(objectAt(version, 'schema'), 'openAPIV3Schema')
}

/** The first version's name is also upstream's deprecated `spec.version`, and reported as such too. */
function validateVersionNames(versions: readonly JsonObject[]): readonly FieldError[] {
  return versions.flatMap((version, index) => {
    const name = stringAt(version, 'name')
    const messages = isDns1035Label(name)
    if (messages.length === 0) return []
    const fields = [`spec.versions[${index}].name`, ...(index === 0 ? ['spec.version'] : [])]
    return fields.map((field) => invalidValue(field, name, messages.join(',')))
  })
}

/**
 * What all versions have in common upstream moves to the top of the spec before it validates, and reports there.
 * Source: pkg/apis/apiextensions/v1/conversion.go (Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_…).
 */
function isShared(versions: readonly JsonObject[], part: (version: JsonObject) => Json | undefined): boolean {
  const [first, ...others] = versions
  if (first === undefined || part(first) === undefined) return false
  return others.every((version) => jsonEqual(part(version), part(first)))
}

function validateSchemas(versions: readonly JsonObject[]): readonly FieldError[] {
  const shared = isShared(versions, (version) => version['schema'])
  const withStatus = versions.map(
    (version) => objectAt(objectAt(version, 'subresources'), 'status') !== undefined,
  )
  if (shared) {
    const schema = schemaOf(versions[0] as JsonObject)
    const field = 'spec.validation.openAPIV3Schema'
    return schema === undefined ? [] : validateSchema(schema, withStatus.includes(true), field)
  }
  return versions.flatMap((version, index) => {
    const schema = schemaOf(version)
    const field = `spec.versions[${index}].schema.openAPIV3Schema`
    return schema === undefined ? [] : validateSchema(schema, withStatus[index] === true, field)
  })
}

function validateColumns(versions: readonly JsonObject[]): readonly FieldError[] {
  const shared = isShared(versions, (version) => version['additionalPrinterColumns'])
  const checked = shared ? versions.slice(0, 1) : versions
  return checked.flatMap((version, index) => {
    const field = shared ? 'spec' : `spec.versions[${index}]`
    return listAt(version, 'additionalPrinterColumns')
      .filter(isObject)
      .flatMap((column, at) => validateColumn(column, `${field}.additionalPrinterColumns[${at}]`))
  })
}

function validateSchema(schema: JsonObject, withStatus: boolean, field: string): readonly FieldError[] {
  const type = stringAt(schema, 'type')
  const errors: FieldError[] = []
  if (withStatus && type !== '' && type !== 'object') {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
    errors.push(invalidValue(`${field}.type`, type, detail))
  }
  if (schema['nullable'] === true) {
    errors.push(forbiddenField(`${field}.nullable`, 'nullable cannot be true at the root'))
  }
  return [...errors, ...validateStructural(schema, field)]
}

function validateColumn(column: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const type = stringAt(column, 'type')
  const format = stringAt(column, 'format')
  const path = stringAt(column, 'jsonPath')
  if (stringAt(column, 'name') === '') errors.push(required(`${field}.name`))
  const types = `must be one of ${COLUMN_TYPES.join(',')}`
  if (type === '') errors.push(required(`${field}.type`, types))
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalidValue(`${field}.type`, type, types))
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    errors.push(invalidValue(`${field}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`))
  }
  if (path === '') errors.push(required(`${field}.JSONPath`))
  else if (!path.startsWith('.')) {
    errors.push(invalidValue(`${field}.JSONPath`, path, 'must be a simple json path starting with .'))
  }
  return errors
}

function validateNames(names: JsonObject): readonly FieldError[] {
  const field = 'spec.names'
  const errors: FieldError[] = []
  for (const key of ['plural', 'singular', 'kind', 'listKind']) {
    if (stringAt(names, key) === '') errors.push(required(`${field}.${key}`))
  }
  for (const key of ['plural', 'singular']) errors.push(...validateLabelName(names, key, field))
  for (const key of ['kind', 'listKind']) errors.push(...validateKindName(names, key, field))
  for (const key of ['shortNames', 'categories']) {
    stringsAt(names, key).forEach((name, index) => {
      const messages = isDns1035Label(name)
      if (messages.length > 0)
        errors.push(invalidValue(`${field}.${key}[${index}]`, name, messages.join(',')))
    })
  }
  const kind = stringAt(names, 'kind')
  if (kind !== '' && kind === stringAt(names, 'listKind')) {
    errors.push(invalidValue(`${field}.listKind`, kind, 'kind and listKind may not be the same'))
  }
  return errors
}

function validateLabelName(names: JsonObject, key: string, field: string): readonly FieldError[] {
  const name = stringAt(names, key)
  const messages = name === '' ? [] : isDns1035Label(name)
  return messages.length === 0 ? [] : [invalidValue(`${field}.${key}`, name, messages.join(','))]
}

function validateKindName(names: JsonObject, key: string, field: string): readonly FieldError[] {
  const name = stringAt(names, key)
  const messages = name === '' ? [] : isDns1035Label(name.toLowerCase())
  if (messages.length === 0) return []
  const detail = `may have mixed case, but should otherwise match: ${messages.join(',')}`
  return [invalidValue(`${field}.${key}`, name, detail)]
}

function validateStoredVersions(crd: JsonObject, spec: JsonObject): readonly FieldError[] {
  const field = 'status.storedVersions'
  const stored = stringsAt(crd, 'status', 'storedVersions')
  if (stored.length === 0) return [invalidValue(field, stored, 'must have at least one stored version')]
  const versions = listAt(spec, 'versions').filter(isObject)
  const errors: FieldError[] = []
  for (const version of versions) {
    const name = stringAt(version, 'name')
    if (version['storage'] === true && !stored.includes(name)) {
      errors.push(invalidValue(field, stored, `must have the storage version ${name}`))
    }
  }
  stored.forEach((name, index) => {
    if (versions.some((version) => stringAt(version, 'name') === name)) return
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    errors.push(invalidValue(`${field}[${index}]`, name, detail))
  })
  return errors
}
