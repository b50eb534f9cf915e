import { Buffer } from 'node:buffer'
import { hashString, hashToHex } from '../../../kernel/hash.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import { succeeded } from '../../client/api.js'
import {
  arrayAt,
  metadataOf,
  numberAt,
  textAt,
  toTimestamp,
  VIRTUAL_EPOCH_MS,
  valueAt,
} from '../../client/objects.js'
import { type FieldError, invalidValue } from '../../schema/field-error.js'
import { invalid } from '../../status-error.js'
import { jsonAnswer, methodNotAllowedAnswer, responseAnswer } from '../answers/answers.js'
import type { HttpAnswer } from '../contract.js'
import { readBody } from '../negotiation/read-body.js'
import { addressOf, type ResourceCall } from '../routing/resource-call.js'

const DEFAULT_SECONDS = 3600
const ISSUER = 'https://kubernetes.default.svc'

/**
 * POST serviceaccounts/<name>/token: a token in the form of a JWT, which nobody checks: its signature is a hash.
 * Throws 422 for a life below ten minutes.
 * Source: kubernetes pkg/registry/core/serviceaccount/storage/token.go, pkg/apis/authentication/validation, v1.36.
 */
export function tokenAnswer({ path, http, host }: ResourceCall): HttpAnswer {
  if (http.method !== 'POST') return methodNotAllowedAnswer()
  const { subresource: _token, ...address } = addressOf(path)
  const response = host.call({ ...address, verb: 'get' }, http.actor)
  if (!succeeded(response)) return responseAnswer(response)
  const body = readBody(http, { protobuf: true, kind: 'TokenRequest' })
  const seconds = numberAt(body, DEFAULT_SECONDS, 'spec', 'expirationSeconds')
  const errors = lifeErrors(seconds)
  if (errors.length > 0) {
    throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, path.name, errors)
  }
  const audiences = audiencesOf(body)
  const issuedMs = host.world().now
  const spec = {
    audiences,
    expirationSeconds: seconds,
    boundObjectRef: valueAt(body, 'spec', 'boundObjectRef') ?? null,
  }
  const token = tokenFor(response.body, audiences, issuedMs, seconds)
  return jsonAnswer(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {
      name: path.name,
      namespace: path.namespace,
      creationTimestamp: toTimestamp(issuedMs),
    },
    spec,
    status: { token, expirationTimestamp: toTimestamp(issuedMs + seconds * 1000) },
  })
}

function lifeErrors(seconds: number): readonly FieldError[] {
  const field = 'spec.expirationSeconds'
  if (seconds < 600) return [invalidValue(field, seconds, 'may not specify a duration less than 10 minutes')]
  if (seconds > 2 ** 32)
    return [invalidValue(field, seconds, 'may not specify a duration larger than 2^32 seconds')]
  return []
}

function audiencesOf(body: JsonObject): readonly Json[] {
  const given = arrayAt(body, 'spec', 'audiences')
  return given.length === 0 ? [ISSUER] : given
}

function tokenFor(
  account: JsonObject,
  audiences: readonly Json[],
  issuedMs: number,
  seconds: number,
): string {
  const issued = Math.floor((VIRTUAL_EPOCH_MS + issuedMs) / 1000)
  const namespace = textAt(metadataOf(account), 'namespace')
  const name = textAt(metadataOf(account), 'name')
  const claims = {
    aud: audiences,
    exp: issued + seconds,
    iat: issued,
    iss: ISSUER,
    'kubernetes.io': {
      namespace,
      serviceaccount: { name, uid: textAt(metadataOf(account), 'uid') },
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
  const signed = `${encode({ alg: 'RS256', kid: 'rehearse' })}.${encode(claims)}`
  return `${signed}.${Buffer.from(hashToHex(hashString(signed)), 'utf8').toString('base64url')}`
}

function encode(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part), 'utf8').toString('base64url')
}
