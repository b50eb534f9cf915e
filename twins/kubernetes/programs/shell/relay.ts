import type { Proc, Request } from '../../../kernel/process.js'

/**
 * Runs a computation and hands its requests on: changed as `handle` says, or (null) not at all, with null for an answer.
 * `answered` hears of what was asked and what came back.
 */
export function* relay<T>(
  inner: Proc<T>,
  handle: (request: Request) => Request | null,
  answered: (request: Request, answer: unknown) => void = () => undefined,
): Proc<T> {
  let step = inner.next()
  while (step.done !== true) {
    const request = handle(step.value)
    if (request === null) {
      step = inner.next(null)
      continue
    }
    let answer: unknown
    try {
      answer = yield request
    } catch (error) {
      step = inner.throw(error)
      continue
    }
    answered(request, answer)
    step = inner.next(answer)
  }
  return step.value
}

/** Runs a computation and keeps what it prints to standard output. */
export function* capture<T>(inner: Proc<T>): Proc<{ readonly result: T; readonly stdout: string }> {
  let stdout = ''
  const result = yield* relay(inner, (request) => {
    if (request.kind !== 'print' || request.stream !== 'stdout') return request
    stdout += request.text
    return null
  })
  return { result, stdout }
}

/** Where the two streams of a computation go. */
export interface Streams {
  readonly stdout: 'stdout' | 'stderr' | 'null'
  readonly stderr: 'stdout' | 'stderr' | 'null'
}

/** Runs a computation whose output goes elsewhere. */
export function redirect<T>(inner: Proc<T>, streams: Streams): Proc<T> {
  return relay(inner, (request) => {
    if (request.kind !== 'print') return request
    const stream = streams[request.stream]
    return stream === 'null' ? null : { ...request, stream }
  })
}
