import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { ApiRequest, Verb } from '../../client/api.js'
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  tooLong,
} from '../../schema/field-error.js'
import { invalid } from '../../status-error.js'
import type { HttpRequest } from '../contract.js'
import type { Query } from './query.js'

type Options = Partial<ApiRequest>

/** Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/validation/validation.go (FieldManagerMaxLength). */
const MANAGER_LENGTH = 128

/** The kind of the options of a write, as refusals name it. */
const OPTIONS_KIND: Readonly<Partial<Record<Verb, string>>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
}

/**
 * Options of a create, update or patch from the query, and the manager from the User-Agent when there is none.
 * Throws 422 for values that do not exist.
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/validation/validation.go, kubernetes/apiserver v0.36.3
 * pkg/endpoints/handlers/create.go (managerOrUserAgent).
 */
export function writeOptions(verb: Verb, query: Query, request: HttpRequest, apply: boolean): Options {
  refuse(verb, [...dryRunErrors(query.all('dryRun')), ...managerErrors(query), ...forceErrors(query, apply)])
  const named = query.text('fieldManager')
  // An apply must name its manager itself.
  const manager = named === '' && !apply ? userAgentManager(request) : named
  const validation = query.text('fieldValidation') as NonNullable<ApiRequest['fieldValidation']>
  const force = query.flag('force')
  return {
    ...(manager === '' ? {} : { fieldManager: manager }),
    ...((validation as string) === '' ? {} : { fieldValidation: validation }),
    ...(query.all('dryRun').length > 0 ? { dryRun: true } : {}),
    ...(force === undefined ? {} : { force }),
  }
}

function refuse(verb: Verb, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: OPTIONS_KIND[verb] ?? '' }, '', errors)
}

function dryRunErrors(values: readonly Json[]): readonly FieldError[] {
  return values.filter((one) => one !== 'All').map((one) => notSupported('dryRun', one, ['All']))
}

function managerErrors(query: Query): readonly FieldError[] {
  const validation = query.text('fieldValidation')
  const errors: FieldError[] = []
  if (query.text('fieldManager').length > MANAGER_LENGTH) {
    errors.push(tooLong('fieldManager', MANAGER_LENGTH))
  }
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  }
  return errors
}

function forceErrors(query: Query, apply: boolean): readonly FieldError[] {
  if (apply || query.flag('force') === undefined) return []
  return [forbiddenField('force', 'may not be specified for non-apply patch')]
}

/** `kubectl` of `kubectl/v1.32.3 (linux/amd64) …`. */
function userAgentManager({ headers }: HttpRequest): string {
  const [name = ''] = (headers['user-agent'] ?? '').split('/')
  return name.slice(0, MANAGER_LENGTH)
}

/**
 * Options of a delete: those in the body, or when there is none those of the query. Throws 422.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/delete.go (DeleteResource).
 */
export function deleteOptions(verb: Verb, query: Query, body: JsonObject | undefined): Options {
  const sent = body ?? queryDeleteOptions(query)
  const policy = sent['propagationPolicy'] ?? policyOfOrphan(sent['orphanDependents'])
  const grace = sent['gracePeriodSeconds']
  const dryRun = Array.isArray(sent['dryRun']) ? (sent['dryRun'] as readonly Json[]) : []
  refuse(verb, [...deleteErrors(policy, grace), ...dryRunErrors(dryRun)])
  return {
    ...(policy === undefined
      ? {}
      : { propagationPolicy: policy as NonNullable<Options['propagationPolicy']> }),
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(isObject(sent['preconditions']) ? { preconditions: sent['preconditions'] } : {}),
    ...(dryRun.length > 0 ? { dryRun: true } : {}),
  }
}

function queryDeleteOptions(query: Query): JsonObject {
  const grace = query.integer('gracePeriodSeconds')
  const orphan = query.flag('orphanDependents')
  const policy = query.text('propagationPolicy')
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(orphan === undefined ? {} : { orphanDependents: orphan }),
    ...(policy === '' ? {} : { propagationPolicy: policy }),
    dryRun: query.all('dryRun'),
  }
}

/** The older way to say it. */
function policyOfOrphan(orphan: Json | undefined): Json | undefined {
  if (typeof orphan !== 'boolean') return undefined
  return orphan ? 'Orphan' : 'Background'
}

const POLICIES = ['Foreground', 'Background', 'Orphan']

function deleteErrors(policy: Json | undefined, grace: Json | undefined): readonly FieldError[] {
  const errors: FieldError[] = []
  if (policy !== undefined && !POLICIES.includes(String(policy))) {
    errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']))
  }
  if (typeof grace === 'number' && grace < 0 && grace !== -1) {
    errors.push(invalidValue('gracePeriodSeconds', grace, 'must be greater than or equal to 0'))
  }
  return errors
}
