import type { AdmissionHook, AdmissionReview } from '../contract/component.js'
import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { EXTERNAL_SECRET } from './names.js'
import { atLeast, type Version, versionOf } from './versions.js'

/**
 * The validating webhook of ExternalSecrets; deletion is never refused. There is no mutating one.
 * external-secrets v2.9.0 apis/externalsecrets/v1/externalsecret_validator.go;
 * deploy/charts/external-secrets/templates/validatingwebhook.yaml.
 */
export const externalSecretWebhook: AdmissionHook = {
  name: 'validate.externalsecret.external-secrets.io',
  group: EXTERNAL_SECRET.group,
  resource: EXTERNAL_SECRET.resource,
  operations: ['CREATE', 'UPDATE'],
  review: reviewExternalSecret,
}

/** The refusal's message, problems joined by line breaks as Go's errors.Join does, or undefined. */
export function reviewExternalSecret({ object, profile }: AdmissionReview): string | undefined {
  if (object === undefined) return undefined
  const version = versionOf(profile)
  const problems = [
    ...policyProblems(object),
    ...dataProblems(object, version),
    ...templateProblems(objectAt(object, 'spec', 'target', 'template'), version),
    ...dataFromProblems(object, version),
    ...duplicateProblems(object, version),
  ]
  return problems.length === 0 ? undefined : problems.join('\n')
}

/** v0.5.0. */
function policyProblems(object: JsonObject): readonly string[] {
  const creation = textAt(object, 'spec', 'target', 'creationPolicy')
  const deletion = textAt(object, 'spec', 'target', 'deletionPolicy')
  const problems: string[] = []
  if (deletion === 'Delete' && ['Merge', 'None', 'CreateOrMerge'].includes(creation))
    problems.push(
      "deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner",
    )
  if (deletion === 'Merge' && creation === 'None')
    problems.push(
      'deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with',
    )
  return problems
}

/** v0.9.9. */
function dataProblems(object: JsonObject, version: Version): readonly string[] {
  const empty = arrayAt(object, 'spec', 'data').length + arrayAt(object, 'spec', 'dataFrom').length === 0
  return empty && atLeast(version, 0, 9, 9) ? ['either data or dataFrom should be specified'] : []
}

/** v2.4.1: types that make tokens, and templateFrom targets that reach beyond data and metadata. */
function templateProblems(template: JsonObject, version: Version): readonly string[] {
  if (!atLeast(version, 2, 4, 1)) return []
  const sources = arrayAt(template, 'templateFrom')
  const targets = sources.map((source) => textAt(source, 'target'))
  const foreign = targets.filter(
    (target) => !['', 'data', 'annotations', 'labels'].includes(target.toLowerCase()),
  )
  return [
    ...privilegedTypeProblems(template, targets),
    ...foreign.map(
      (target) =>
        `templateFrom target=${JSON.stringify(target)} is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"`,
    ),
  ]
}

function privilegedTypeProblems(template: JsonObject, targets: readonly string[]): readonly string[] {
  const type = textAt(template, 'type')
  const quoted = JSON.stringify(type)
  if (type === 'bootstrap.kubernetes.io/token') return [`template.type=${quoted} is not allowed`]
  if (type !== 'kubernetes.io/service-account-token') return []
  const annotation = 'kubernetes.io/service-account.name'
  if (valueAt(template, 'metadata', 'annotations', annotation) !== undefined)
    return [`template.type=${quoted} with annotation "${annotation}" is not allowed`]
  return targets.some((target) => target.toLowerCase() === 'annotations')
    ? [`template.type=${quoted} with templateFrom target="Annotations" is not allowed`]
    : []
}

/** v0.9.17. */
function dataFromProblems(object: JsonObject, version: Version): readonly string[] {
  if (!atLeast(version, 0, 9, 17)) return []
  return arrayAt(object, 'spec', 'dataFrom').flatMap((entry) => {
    const source = valueAt(entry, 'sourceRef')
    const generator = isObject(valueAt(source, 'generatorRef'))
    const find = isObject(valueAt(entry, 'find'))
    const extract = isObject(valueAt(entry, 'extract'))
    const problems: string[] = []
    if (Number(find) + Number(extract) + Number(generator) > 1)
      problems.push('extract, find, or generatorRef cannot be set at the same time')
    if (!find && !extract && !isObject(source))
      problems.push('either extract, find, or sourceRef must be set to dataFrom')
    if (isObject(source) && !generator && !isObject(source['storeRef']))
      problems.push('generatorRef or storeRef must be set when using sourceRef in dataFrom')
    return problems
  })
}

/** v0.9.12; only with deletionPolicy Retain. */
function duplicateProblems(object: JsonObject, version: Version): readonly string[] {
  const retains = textAt(object, 'spec', 'target', 'deletionPolicy') === 'Retain'
  if (!retains || !atLeast(version, 0, 9, 12)) return []
  const keys = arrayAt(object, 'spec', 'data').map((entry) => textAt(entry, 'secretKey'))
  return keys
    .filter((key, index) => keys.indexOf(key) < index)
    .map((key) => `duplicate secretKey found: ${key}`)
}
