import type { CommandGroup } from '../command.js'
import { setEnv } from './set-env.js'
import { setImage } from './set-image.js'
import { setResources } from './set-resources.js'
import { setServiceAccount } from './set-serviceaccount.js'

/** `kubectl set`; `selector` and `subject` are not modelled. */
export const set: CommandGroup = {
  subcommands: {
    env: setEnv,
    image: setImage,
    resources: setResources,
    serviceaccount: setServiceAccount,
    sa: { alias: 'serviceaccount' },
    selector: 'not-modelled',
    subject: 'not-modelled',
  },
}
