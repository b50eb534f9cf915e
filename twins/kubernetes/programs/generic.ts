import type { ImageProgram } from '../../contract/component.js'
import { park, report } from '../../kernel/requests.js'

/** Fallback for images nobody knows: reports ready and runs until it is told to stop. */
export const genericProgram: ImageProgram = {
  name: 'generic',
  matches: () => true,
  generic: true,
  program: function* () {
    yield* report({ ready: true })
    return yield* park()
  },
}
