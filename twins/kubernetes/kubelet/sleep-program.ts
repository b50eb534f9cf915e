import type { Proc, Program } from '../../kernel/process.js'
import { sleep } from '../../kernel/requests.js'
import { numberAt } from '../client/objects.js'

/** The program of a `sleep` hook; its arguments hold `seconds`. */
export const SLEEP_PROGRAM = 'kubelet.sleep'

export const sleepProgram: Program = function* (args): Proc<number> {
  yield* sleep(1000 * numberAt(args, 0, 'seconds'))
  return 0
}
