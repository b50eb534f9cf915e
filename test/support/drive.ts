import { InvariantViolation } from '../../twins/kernel/errors.js'
import type { Json } from '../../twins/kernel/json.js'
import type { Call, Proc } from '../../twins/kernel/process.js'

/** Run a generator to its end by hand: `answer` stands for the ports, ids count up and time stands at 0. */
export function drive<T>(proc: Proc<T>, answer: (call: Call) => Json): T {
  let minted = 0
  let next = proc.next()
  while (!next.done) {
    const request = next.value
    if (request.kind === 'call') next = proc.next(answer(request.call))
    else if (request.kind === 'now') next = proc.next(0)
    else if (request.kind === 'mint') {
      minted += 1
      next = proc.next(minted.toString(16).padStart(32, '5'))
    } else throw new InvariantViolation(`unexpected request ${request.kind}`)
  }
  return next.value
}
