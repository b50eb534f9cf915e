import type { IncomingMessage, ServerResponse } from 'node:http'

/** Largest body of a request. Source: apiserver v0.36.3 pkg/server/config.go (MaxRequestBodyBytes). */
export const MAX_BODY_BYTES = 3 * 1024 * 1024

/** The body of a request, or `too-large`. The rest of a body that is too large is thrown away, not kept. */
export async function readBody(
  request: IncomingMessage,
  limit = MAX_BODY_BYTES,
): Promise<Buffer | 'too-large'> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length <= limit) chunks.push(chunk as Buffer)
    else chunks.length = 0
  }
  return length > limit ? 'too-large' : Buffer.concat(chunks)
}

/** Headers of a request with one text a name, names in lower case. */
export function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}

/** Send a whole answer. */
export function sendWhole(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  response.end(bytes)
}

/** Send a value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendWhole(response, status, { 'content-type': 'application/json' }, `${JSON.stringify(value)}\n`)
}
