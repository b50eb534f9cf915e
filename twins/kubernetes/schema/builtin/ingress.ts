import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, notSupported, required } from '../field-error.js'
import { listAt, numberAt, objectAt, stringAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const MAX_HOSTS = 3

/**
 * networking.k8s.io/v1 Ingress. Hosts, TLS and resource backends are not validated.
 * Source: kubernetes v1.36.3 pkg/apis/networking/validation/validation.go (validateHTTPIngressPath, validateIngressBackend),
 * pkg/printers/internalversion/printers.go (printIngress).
 */
export const ingress = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  subresources: ['status'],
  generationRule: 'spec',
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [
    column('Name'),
    column('Class'),
    column('Hosts'),
    column('Address'),
    column('Ports'),
    column('Age'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    stringAt(object, 'spec', 'ingressClassName') || '<none>',
    hosts(listAt(object, 'spec', 'rules')),
    addresses(object),
    listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80',
    ageOf(object, nowMs),
  ],
})

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const rules = listAt(spec, 'rules')
  const backend = objectAt(spec, 'defaultBackend')
  if (rules.length === 0 && backend === undefined) {
    return [invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified')]
  }
  return [
    ...rules.flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`)),
    ...(backend === undefined ? [] : validateBackend(backend, 'spec.defaultBackend')),
  ]
}

function validateRule(rule: Json, field: string): readonly FieldError[] {
  const http = objectAt(rule, 'http')
  if (http === undefined) return []
  const paths = listAt(http, 'paths')
  if (paths.length === 0) return [required(`${field}.http.paths`)]
  return paths.filter(isObject).flatMap((path, index) => validatePath(path, `${field}.http.paths[${index}]`))
}

function validatePath(path: JsonObject, field: string): readonly FieldError[] {
  const type = stringAt(path, 'pathType')
  const text = stringAt(path, 'path')
  const errors: FieldError[] = []
  if (type === '') errors.push(required(`${field}.pathType`, 'pathType must be specified'))
  else if (!PATH_TYPES.includes(type)) errors.push(notSupported(`${field}.pathType`, type, PATH_TYPES))
  const mustBeAbsolute =
    type === 'Exact' || type === 'Prefix' || (type === 'ImplementationSpecific' && text !== '')
  if (mustBeAbsolute && !text.startsWith('/')) {
    errors.push(invalidValue(`${field}.path`, text, 'must be an absolute path'))
  }
  return [...errors, ...validateBackend(objectAt(path, 'backend') ?? {}, `${field}.backend`)]
}

function validateBackend(backend: JsonObject, field: string): readonly FieldError[] {
  const service = objectAt(backend, 'service')
  const resource = objectAt(backend, 'resource')
  if (service === undefined) {
    const detail = 'resource or service backend is required'
    return resource === undefined ? [invalidValue(field, '', detail)] : []
  }
  if (resource !== undefined)
    return [invalidValue(field, '', 'cannot set both resource and service backends')]
  const errors: FieldError[] = []
  if (stringAt(service, 'name') === '') errors.push(required(`${field}.service.name`))
  const port = objectAt(service, 'port')
  if (stringAt(port, 'name') === '' && numberAt(port, 'number') === 0) {
    errors.push(required(field, 'port name or number is required'))
  }
  return errors
}

function hosts(rules: readonly Json[]): string {
  const named = rules.slice(0, MAX_HOSTS).map((rule) => stringAt(rule, 'host'))
  const text = named.filter((host) => host !== '').join(',')
  if (text === '') return '*'
  return rules.length > MAX_HOSTS ? `${text} + ${rules.length - MAX_HOSTS} more...` : text
}

function addresses(object: JsonObject): string {
  const items = listAt(objectAt(objectAt(object, 'status'), 'loadBalancer'), 'ingress')
  const found = items.map((item) => stringAt(item, 'ip') || stringAt(item, 'hostname'))
  const text = [...new Set(found.filter((address) => address !== ''))].sort().join(',')
  return text.length > 16 ? `${text.slice(0, 13)}...` : text
}
