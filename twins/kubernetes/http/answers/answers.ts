import { NotModelled } from '../../../kernel/errors.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { goQuote } from '../../schema/go-text.js'
import { StatusError } from '../../status-error.js'
import type { HttpAnswer } from '../contract.js'

export type Headers = Readonly<Record<string, string>>

/** Headers of every answer about objects. Source: kubernetes/apiserver v0.36.3 pkg/server/filters/cachecontrol. */
export const JSON_HEADERS: Headers = {
  'content-type': 'application/json',
  'cache-control': 'no-cache, private',
}

/** A JSON document, with the newline Go's encoder writes. */
export function jsonAnswer(status: number, body: Json, headers: Headers = {}): HttpAnswer {
  return {
    kind: 'whole',
    status,
    headers: { ...JSON_HEADERS, ...headers },
    body: `${JSON.stringify(body)}\n`,
  }
}

/** Plain text as given. */
export function textAnswer(status: number, body: string, type = 'text/plain; charset=utf-8'): HttpAnswer {
  return { kind: 'whole', status, headers: { 'content-type': type }, body }
}

/** What the server says of a path it does not know. Source: net/http (NotFound). */
export function notFoundAnswer(): HttpAnswer {
  return textAnswer(404, '404 page not found\n')
}

/** What the server says of a method a path does not have. Source: go-restful v3.13 (detectRoute). */
export function methodNotAllowedAnswer(): HttpAnswer {
  return textAnswer(405, '405: Method Not Allowed')
}

/** What the API server answered, its warnings as headers. */
export function responseAnswer(response: ApiResponse, body: JsonObject = response.body): HttpAnswer {
  return jsonAnswer(response.code, body, {
    ...warningHeader(response.warnings ?? []),
    ...retryHeader(response.body),
  })
}

/** A refusal as its Status. */
export function errorAnswer(error: StatusError): HttpAnswer {
  return jsonAnswer(error.httpCode, error.status, retryHeader(error.status))
}

/**
 * The answer to an error thrown while a request was handled; others are defects and pass through. What is not modelled
 * answers 501, so that a client stops instead of going on with a wrong idea.
 */
export function answerToError(error: unknown): HttpAnswer {
  if (error instanceof StatusError) return errorAnswer(error)
  if (!(error instanceof NotModelled)) throw error
  const message = `${error.message}. ${error.remedy ?? ''}`.trimEnd()
  return errorAnswer(new StatusError({ httpCode: 501, reason: '', message }))
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/filters/warning.go; apimachinery v0.36.3 pkg/util/net/http.go. */
export function warningHeader(warnings: readonly string[]): Headers {
  const texts = warnings.map((warning) => `299 - ${goQuote(warning)}`)
  return texts.length === 0 ? {} : { warning: texts.join(', ') }
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/responsewriters/writers.go (ErrorNegotiated). */
function retryHeader(body: JsonObject): Headers {
  const details = body['kind'] === 'Status' ? (body['details'] as JsonObject | undefined) : undefined
  const seconds = details?.['retryAfterSeconds']
  return typeof seconds === 'number' && seconds > 0 ? { 'retry-after': String(seconds) } : {}
}
