import { Buffer } from 'node:buffer'
import { isObject, type Json } from '../../../kernel/json.js'
import { badRequest, StatusError } from '../../status-error.js'

/** Where the next page of a list begins. */
export interface ContinueToken {
  /** Of the list; -1: whatever is newest. */
  readonly resourceVersion: number
  /** Key relative to the resource, `namespace/name`, followed by a zero character: the next page begins after it. */
  readonly start: string
}

const TOKEN_VERSION = 'meta.k8s.io/v1'

/** Source: kubernetes/apiserver v0.36.3 pkg/storage/continue.go (EncodeContinue). */
export function encodeContinue({ resourceVersion, start }: ContinueToken): string {
  const token = JSON.stringify({ v: TOKEN_VERSION, rv: resourceVersion, start })
  return Buffer.from(token, 'utf8').toString('base64url')
}

/** Throws 400. Source: kubernetes/apiserver v0.36.3 pkg/storage/continue.go (DecodeContinue). */
export function decodeContinue(text: string): ContinueToken {
  const token = parseToken(Buffer.from(text, 'base64url').toString('utf8'))
  if (!isObject(token)) throw invalidToken('continue key is not valid')
  const { v, rv, start } = token
  if (v !== TOKEN_VERSION) {
    throw invalidToken(
      `continue key is not valid: server does not recognize this encoded version ${String(v ?? '')}`,
    )
  }
  if (typeof rv !== 'number' || rv === 0) {
    throw invalidToken(
      'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    )
  }
  if (typeof start !== 'string' || start === '') {
    throw invalidToken('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)')
  }
  return { resourceVersion: rv, start }
}

function parseToken(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

function invalidToken(why: string): StatusError {
  return badRequest(`invalid continue token: ${why}`)
}

/**
 * 410 for a list whose version is gone, with a token that goes on from the newest one.
 * Source: kubernetes/apiserver v0.36.3 pkg/storage/etcd3/errors.go (handleCompactedErrorForPaging).
 */
export function continueExpired(start: string): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
    'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
    'modified, or deleted between the time the first chunk was returned and now may show up in the list.'
  const token = encodeContinue({ resourceVersion: -1, start })
  return new StatusError({
    httpCode: 410,
    reason: 'Expired',
    message,
    metadata: { continue: token },
  })
}
