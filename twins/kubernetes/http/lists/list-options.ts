import { type FieldError, forbiddenField, notSupported } from '../../schema/field-error.js'
import { badRequest, invalid, resourceVersionTooLarge } from '../../status-error.js'
import type { Query } from '../routing/query.js'

/**
 * Refuses combinations of parameters that mean nothing (422).
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/internalversion/validation/validation.go.
 */
export function checkListOptions(query: Query): void {
  const errors = query.flag('watch') === true ? watchErrors(query) : listErrors(query)
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
}

const MATCH = 'resourceVersionMatch'

function listErrors(query: Query): readonly FieldError[] {
  const errors: FieldError[] = []
  const match = query.text(MATCH)
  const version = query.text('resourceVersion')
  if (match !== '') {
    if (version === '') {
      errors.push(
        forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      )
    }
    if (query.text('continue') !== '') {
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'))
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && version === '0') {
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    }
  }
  if (query.has('sendInitialEvents')) {
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return errors
}

function watchErrors(query: Query): readonly FieldError[] {
  const errors: FieldError[] = []
  const match = query.text(MATCH)
  const initial = query.has('sendInitialEvents')
  if (initial && match !== 'NotOlderThan') {
    errors.push(
      forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    )
  }
  if (match === '') return errors
  if (!initial) {
    errors.push(
      forbiddenField(
        MATCH,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']))
  if (query.text('continue') !== '') {
    errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'))
  }
  return errors
}

/**
 * The resourceVersion of a query; undefined when absent, which means the newest.
 * Throws 400 for what is no number. Source: kubernetes/apiserver v0.36.3 pkg/storage/api_object_versioner.go.
 */
export function resourceVersionOf(query: Query): number | undefined {
  const text = query.text('resourceVersion')
  if (text === '') return undefined
  if (/^\d+$/.test(text)) return Number(text)
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`,
  )
}

/** Throws 504 for a version that is not there yet. Source: kubernetes/apiserver v0.36.3 pkg/storage/errors.go. */
export function checkNotTooLarge(version: number | undefined, current: number): void {
  if (version !== undefined && version > current) throw resourceVersionTooLarge(version, current)
}
