import type { ImageProgram } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Proc } from '../../kernel/process.js'
import { park, report, sleep } from '../../kernel/requests.js'
import { arrayAt } from '../client/objects.js'

const SHELLS: ReadonlySet<string> = new Set(['sh', '/bin/sh', 'ash'])
const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/**
 * busybox: `true`, `false` and `sleep N[smhd]|infinity`, plain or as the whole script of `sh -c`; without a command its
 * shell has no input and ends. Throws `NotModelled` for everything else.
 * Source: busybox 1.37 coreutils/sleep.c, docker-library/busybox (CMD ["sh"]).
 */
export const busyboxProgram: ImageProgram = {
  name: 'busybox',
  matches: (image) => /(^|\/)busybox([:@]|$)/.test(image),
  program: function* (args) {
    const argv = [...arrayAt(args, 'command'), ...arrayAt(args, 'args')].map(String)
    return yield* execute(simpleCommand(argv), argv)
  },
}

/** The words of the one command that runs. */
function simpleCommand(argv: readonly string[]): readonly string[] {
  const [shell = '', flag, script = ''] = argv
  if (!SHELLS.has(shell)) return argv
  return flag === '-c' && argv.length === 3 ? script.trim().split(/\s+/) : argv.slice(1)
}

function* execute(words: readonly string[], argv: readonly string[]): Proc<number> {
  const [name, duration = '', ...rest] = words
  if (name === undefined) return 0
  if (name === 'true' && words.length === 1) return 0
  if (name === 'false' && words.length === 1) return 1
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(duration)
  if (name === 'sleep' && rest.length === 0 && (duration === 'infinity' || match !== null)) {
    yield* report({ ready: true })
    if (match === null) return yield* park()
    // Background: a container that only sleeps must not keep the world from being quiescent.
    yield* sleep(Number(match[1]) * (UNIT_SECONDS[match[2] as string] as number) * 1000, 'background')
    return 0
  }
  throw new NotModelled(
    `busybox command ${argv.join(' ')}`,
    'Register a program for this image that does what the script does.',
  )
}
