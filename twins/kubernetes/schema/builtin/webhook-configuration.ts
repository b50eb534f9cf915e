import { isObject, type JsonObject } from '../../../kernel/json.js'
import { duplicate, type FieldError, notSupported, required } from '../field-error.js'
import type { ResourceKind } from '../resource-kind.js'
import { edit, editEach, listAt, objectAt, stringAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

const SIDE_EFFECTS = ['None', 'NoneOnDryRun']
const DEFAULTS: JsonObject = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
}

/*
 * The two kinds of admissionregistration.k8s.io/v1 that register webhooks. They are stored; nobody calls what they name.
 * Source: kubernetes v1.36.3 pkg/apis/admissionregistration/v1/defaults.go, pkg/apis/admissionregistration/validation
 * (validateValidatingWebhook; rules, versions and URLs are not validated), pkg/printers/internalversion/printers.go.
 */

/** ValidatingWebhookConfiguration. */
export const validatingWebhookConfiguration = configuration('Validating', DEFAULTS)

/** MutatingWebhookConfiguration. */
export const mutatingWebhookConfiguration = configuration('Mutating', {
  ...DEFAULTS,
  reinvocationPolicy: 'Never',
})

function configuration(sort: 'Validating' | 'Mutating', defaults: JsonObject): ResourceKind {
  return defineBuiltin({
    group: 'admissionregistration.k8s.io',
    kind: `${sort}WebhookConfiguration`,
    plural: `${sort.toLowerCase()}webhookconfigurations`,
    categories: ['api-extensions'],
    namespaced: false,
    generationRule: 'all-but-metadata',
    default: (object) => editEach(object, 'webhooks', (webhook) => withWebhookDefaults(webhook, defaults)),
    validate: validateWebhooks,
    printerColumns: [column('Name'), column('Webhooks', 'integer'), column('Age')],
    printRow: (object, nowMs) => [
      nameOf(object),
      String(listAt(object, 'webhooks').length),
      ageOf(object, nowMs),
    ],
  })
}

function withWebhookDefaults(webhook: JsonObject, defaults: JsonObject): JsonObject {
  const scoped = editEach(webhook, 'rules', (rule) => withDefaults(rule, { scope: '*' }))
  const served = edit(scoped, 'clientConfig', (config) =>
    edit(config, 'service', (service) => withDefaults(service, { port: 443 })),
  )
  return withDefaults(served, defaults)
}

function validateWebhooks(object: JsonObject): readonly FieldError[] {
  const names = new Set<string>()
  return listAt(object, 'webhooks')
    .filter(isObject)
    .flatMap((webhook, index) => {
      const field = `webhooks[${index}]`
      const name = stringAt(webhook, 'name')
      const repeated = names.has(name) ? [duplicate(`${field}.name`, name)] : []
      names.add(name)
      return [...validateWebhook(webhook, field), ...repeated]
    })
}

function validateWebhook(webhook: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  if (stringAt(webhook, 'name') === '') errors.push(required(`${field}.name`))
  const effects = webhook['sideEffects']
  const shown = typeof effects === 'string' ? effects : ''
  if (effects === undefined || effects === null) {
    errors.push(required(`${field}.sideEffects`, 'must specify one of None, NoneOnDryRun'))
  } else if (!SIDE_EFFECTS.includes(shown)) {
    errors.push(notSupported(`${field}.sideEffects`, shown, SIDE_EFFECTS))
  }
  if (listAt(webhook, 'admissionReviewVersions').length === 0) {
    errors.push(required(`${field}.admissionReviewVersions`, 'must specify one of v1, v1beta1'))
  }
  const config = objectAt(webhook, 'clientConfig')
  if ((config?.['url'] === undefined) === (config?.['service'] === undefined)) {
    errors.push(required(`${field}.clientConfig`, 'exactly one of url or service is required'))
  }
  return errors
}
