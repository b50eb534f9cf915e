import { NotModelled } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Program } from '../../../kernel/process.js'
import { arrayAt, textAt } from '../../client/objects.js'
import { isApplet } from '../busybox/applets.js'
import { commands } from '../busybox/commands.js'

/** Which commands an image has besides its own: those of busybox (Alpine too), or those of a slim Debian. */
export type Base = 'busybox' | 'debian'

/** What busybox has and a slim Debian does not. Source: docker-library debian:bookworm-slim, its list of packages. */
const NOT_IN_DEBIAN: ReadonlySet<string> = new Set(
  'nc wget nslookup telnet ftpget ping ping6 traceroute ip ifconfig netstat ps top vi less busybox ash'.split(
    ' ',
  ),
)
/** Commands of coreutils that say and do the same as those of busybox. */
const SAME_IN_DEBIAN: ReadonlySet<string> = new Set(
  'true false sleep echo env printenv whoami pwd seq printf hostname'.split(' '),
)

/** The program of a command of the base; undefined where it does not have it. One that is not modelled says so when it runs. */
export function baseCommand(base: Base, name: string, image: string): Program | undefined {
  const exists = base === 'busybox' ? isApplet(name, image) : isApplet(name, '') && !NOT_IN_DEBIAN.has(name)
  if (!exists) return undefined
  return function* (args) {
    const operands = arrayAt(args, 'argv').slice(1).map(String)
    const modelled = base === 'busybox' || SAME_IN_DEBIAN.has(name)
    const result = modelled && Object.hasOwn(commands, name) ? commands[name]?.(operands, args) : undefined
    if (result === undefined) throw notModelled([name, ...operands], args)
    return yield* result
  }
}

function notModelled(argv: readonly string[], args: JsonObject): NotModelled {
  return new NotModelled(
    `command ${argv.join(' ')} (image ${textAt(args, 'image')})`,
    'Register a program for this image that does what the command does.',
  )
}
