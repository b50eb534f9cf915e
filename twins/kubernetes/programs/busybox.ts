import type { ImageProgram } from '../../contract/component.js'
import { arrayAt } from '../client/objects.js'
import { execute } from './busybox/execute.js'

/**
 * busybox: the commands of `busybox/commands.ts`, plain or in the script of `sh -c`: commands joined by `;`, `&&` and
 * `||`, words with quotes and variables. Without a command its shell has no input and ends. A command that busybox does
 * not have fails as the runtime and the shell say it; for one that is not modelled, and for any other shell syntax,
 * throws `NotModelled`.
 * Source: busybox 1.37, docker-library/busybox (CMD ["sh"]).
 */
export const busyboxProgram: ImageProgram = {
  name: 'busybox',
  matches: (image) => /(^|\/)busybox([:@]|$)/.test(image),
  program: function* (args) {
    const argv = [...arrayAt(args, 'command'), ...arrayAt(args, 'args')].map(String)
    return yield* execute(argv.length === 0 ? ['sh'] : argv, args)
  },
  exec: (args) => execute(arrayAt(args, 'command').map(String), args),
}
