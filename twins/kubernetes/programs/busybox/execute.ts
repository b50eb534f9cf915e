import { NotModelled } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { objectAt, textAt } from '../../client/objects.js'
import { cannotStart } from '../cannot-start.js'
import { isApplet } from './applets.js'
import { commands } from './commands.js'
import { parseScript } from './script.js'

const EXIT_NOT_FOUND = 127

/** Runs an argument vector in a container with these {@link ContainerArgs}, as the runtime starts it. */
export function* execute(argv: readonly string[], args: JsonObject): Proc<number> {
  const [path = ''] = argv
  if (path === '') return yield* cannotStart('exec: "": executable file not found in $PATH')
  const name = commandName(path)
  const image = textAt(args, 'image')
  if (!isApplet(name, image)) {
    const quoted = JSON.stringify(path)
    return yield* cannotStart(
      path.includes('/')
        ? `exec: ${quoted}: stat ${path}: no such file or directory`
        : `exec: ${quoted}: executable file not found in $PATH`,
    )
  }
  if (name === 'sh' || name === 'ash') return yield* shell(argv, args)
  return yield* run([name, ...argv.slice(1)], args)
}

/** Applets lie in /bin; the shell and the runtime find them there by their name alone. */
function commandName(path: string): string {
  return path.replace(/^\/(usr\/)?bin\//, '')
}

function* shell(argv: readonly string[], args: JsonObject): Proc<number> {
  const [shellName = 'sh', flag, script = '', ...positional] = argv
  if (flag === undefined) {
    if (textAt(args, 'stdin').trim() === '') return 0
    throw notModelled(`${shellName} with input`)
  }
  if (flag !== '-c' || positional.length > 0) throw notModelled(argv.join(' '))
  const parsed = parseScript(script, objectAt(args, 'env'))
  if (parsed === undefined) throw notModelled(argv.join(' '))
  let code = 0
  for (const { after, words } of parsed) {
    if ((after === '&&' && code !== 0) || (after === '||' && code === 0)) continue
    const [name = '', operand] = words
    if (name === 'exit') return operand === undefined ? code : Number.parseInt(operand, 10) & 255
    code = yield* simpleCommand(words, args, shellName)
  }
  return code
}

function* simpleCommand(words: readonly string[], args: JsonObject, shellName: string): Proc<number> {
  const [path = '', ...operands] = words
  const start = path === 'exec' ? operands : [path, ...operands]
  const name = commandName(start[0] ?? '')
  if (!isApplet(name, textAt(args, 'image'))) {
    yield* printError(`${shellName}: ${start[0] ?? ''}: not found`)
    return EXIT_NOT_FOUND
  }
  if (name === 'sh' || name === 'ash') return yield* shell(start, args)
  return yield* run([name, ...start.slice(1)], args)
}

function* run(words: readonly string[], args: JsonObject): Proc<number> {
  const [name = '', ...operands] = words
  const command = commands[name]
  const result = command?.(operands, args)
  if (result === undefined) throw notModelled(words.join(' '))
  return yield* result
}

function notModelled(what: string): NotModelled {
  return new NotModelled(
    `busybox command ${what}`,
    'Register a program for this image that does what the command does.',
  )
}
