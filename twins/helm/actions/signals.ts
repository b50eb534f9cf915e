import { Cancelled, ConnectionLost, type Proc, type Request } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'

/**
 * What an action does when SIGINT or SIGTERM arrives; undefined: the process dies of it, as a program without a
 * handler does. `notify` runs at the first signal only. Helm v3.21.4 cmd/helm/upgrade.go (signal.Notify).
 */
export interface SignalHandler {
  readonly notify: () => Proc<void>
}

/** Whether the context of one action was cancelled. */
export class Cancellation {
  private requested = false
  private readonly handler: SignalHandler | undefined

  constructor(handler: SignalHandler | undefined) {
    this.handler = handler
  }

  get cancelled(): boolean {
    return this.requested
  }

  /**
   * Run work that does not look at the context: a signal is noted, and the request it met is made all the same.
   * A wait that is met begins anew.
   */
  *shield<T>(work: Proc<T>): Proc<T> {
    let step = work.next()
    while (step.done !== true) {
      let answer: unknown
      try {
        answer = yield step.value
      } catch (error) {
        if (this.handler !== undefined && error instanceof Cancelled) yield* this.note()
        else step = work.throw(error)
        continue
      }
      step = work.next(answer)
    }
    return step.value
  }

  /**
   * Run work until it ends or a signal arrives: then undefined, after the request under way, which nobody calls back.
   * Not even begun once the context is cancelled.
   */
  *untilCancelled<T>(work: Proc<T>): Proc<T | undefined> {
    if (this.requested) return undefined
    let step = work.next()
    while (step.done !== true) {
      let answer: unknown
      try {
        answer = yield step.value
      } catch (error) {
        if (this.handler !== undefined && error instanceof Cancelled) {
          yield* this.note()
          yield* this.finishRequest(step.value)
          return undefined
        }
        step = work.throw(error)
        continue
      }
      step = work.next(answer)
    }
    return step.value
  }

  private *finishRequest(request: Request): Proc<void> {
    if (request.kind !== 'call') return
    try {
      yield* this.shield(call(request.call.port, request.call.payload))
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
  }

  private *note(): Proc<void> {
    const first = !this.requested
    this.requested = true
    if (first && this.handler !== undefined) yield* this.handler.notify()
  }
}
