import { type ImageProgram, imageProgramName } from '../../contract/component.js'
import { park, report } from '../../kernel/requests.js'

/**
 * A container of a restored pod of which nothing but its status is known: as ready as it was, until it is told to stop. No image is
 * run by it from the start; its arguments are `ContainerArgs` with `ready`.
 */
export const holdingProgram: ImageProgram = {
  name: 'as-dumped',
  matches: () => false,
  generic: true,
  program: function* (args) {
    yield* report({ ready: args['ready'] === true })
    return yield* park()
  },
}

/** The name under which it is registered. */
export const HOLDING_PROGRAM = imageProgramName(holdingProgram.name)
