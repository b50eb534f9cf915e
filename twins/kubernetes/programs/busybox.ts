import type { ImageProgram } from '../../contract/component.js'
import { shellProgram } from './shell/shell-program.js'

/**
 * busybox: the commands of `busybox/commands.ts`, plain or in a script of `sh -c`; see {@link shellProgram}.
 * Source: busybox 1.37, docker-library/busybox (CMD ["sh"]).
 */
export const busyboxProgram: ImageProgram = {
  name: 'busybox',
  matches: (image) => /(^|\/)busybox([:@]|$)/.test(image),
  ...shellProgram({}),
}
