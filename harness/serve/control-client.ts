import { RehearseError } from '../../twins/kernel/errors.js'
import { CONTROL_PATH, type ControlAnswer, type ControlRequest } from './control.js'
import type { ControlAccess } from './directory.js'
import { EnvironmentError } from './errors.js'

/** Tell a server something. Throws `EnvironmentError` when it is gone, and its own refusals as they are. */
export async function askServer(access: ControlAccess, request: ControlRequest): Promise<ControlAnswer> {
  const { status, text } = await post(access, JSON.stringify(request))
  const body = JSON.parse(text) as Record<string, string>
  if (status === 200) return body as unknown as ControlAnswer
  if (status === 401) {
    throw new EnvironmentError(`another server listens at ${access.url}`, {
      code: 'server-gone',
      subject: access.url,
      remedy: 'Start a server with `rehearse serve`, and use the folder that it prints.',
    })
  }
  throw new RehearseError(body['message'] ?? `the server answered ${status}`, {
    code: body['code'] ?? 'server-failed',
    ...(body['remedy'] === undefined ? {} : { remedy: body['remedy'] }),
  })
}

async function post(
  { url, token, ca }: ControlAccess,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  return new Promise((done, fail) => {
    const sent = request(
      `${url}${CONTROL_PATH}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(ca === undefined ? {} : { ca }),
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          done({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    sent.on('error', (cause) => fail(gone(url, cause)))
    sent.end(body)
  })
}

function gone(url: string, cause: Error): EnvironmentError {
  return new EnvironmentError(`no server answers at ${url}`, {
    code: 'server-gone',
    subject: url,
    remedy: 'It has ended: start one with `rehearse serve`, and use the folder that it prints.',
    cause,
  })
}
