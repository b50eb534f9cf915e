import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now, park, print, printError, report, sleep } from '../../../kernel/requests.js'
import { objectAt, textAt, VIRTUAL_EPOCH_MS } from '../../client/objects.js'
import { nc, wget } from './network-commands.js'

/** A command: its operands and the container's arguments; undefined for a use that is not modelled. */
type Command = (operands: readonly string[], args: JsonObject) => Proc<number> | undefined

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** The modelled commands, by name. Source: busybox 1.37 coreutils/, shell/. */
export const commands: Readonly<Record<string, Command>> = {
  true: () => constant(0),
  false: () => constant(1),
  sleep: (operands) => sleepFor(operands),
  echo: (operands) => echo(operands),
  env: (operands, args) => (operands.length === 0 ? printEnvironment(args) : undefined),
  printenv: (operands, args) =>
    operands.length === 0 ? printEnvironment(args) : printVariables(operands, args),
  cat: (operands, args) => (operands.some(isOption) ? undefined : cat(operands, args)),
  ls: (operands, args) =>
    operands.some((one) => isOption(one) && one !== '-1') ? undefined : ls(operands, args),
  hostname: (operands, args) => (operands.length === 0 ? line(textAt(args, 'pod')) : undefined),
  whoami: (operands) => (operands.length === 0 ? line('root') : undefined),
  id: (operands) => id(operands),
  date: (operands) => date(operands),
  pwd: (operands) => (operands.length === 0 ? line('/') : undefined),
  seq: (operands) => seq(operands),
  printf: (operands) => printf(operands),
  nc,
  wget,
}

const isOption = (word: string): boolean => word.startsWith('-') && word !== '-'

// biome-ignore lint/correctness/useYield: a program is a generator, and this one has nothing to ask.
function* constant(code: number): Proc<number> {
  return code
}

function* line(text: string): Proc<number> {
  yield* print(text)
  return 0
}

function sleepFor(operands: readonly string[]): Proc<number> | undefined {
  const [duration = '', ...rest] = operands
  if (rest.length > 0) return undefined
  if (duration === 'infinity') return sleepForEver()
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(duration)
  if (match === null) return undefined
  return pause(Number(match[1]) * (UNIT_SECONDS[match[2] as string] as number) * 1000)
}

function* sleepForEver(): Proc<number> {
  yield* report({ ready: true })
  return yield* park()
}

function* pause(ms: number): Proc<number> {
  yield* report({ ready: true })
  // Background: a container that only sleeps must not keep the world from being quiescent.
  yield* sleep(ms, 'background')
  return 0
}

function* echo(operands: readonly string[]): Proc<number> {
  const [first = ''] = operands
  if (first === '-n') yield { kind: 'print', stream: 'stdout', text: operands.slice(1).join(' ') }
  else yield* print(operands.join(' '))
  return 0
}

function* printEnvironment(args: JsonObject): Proc<number> {
  const env = objectAt(args, 'env')
  for (const name of Object.keys(env)) yield* print(`${name}=${textAt(env, name)}`)
  return 0
}

function* printVariables(names: readonly string[], args: JsonObject): Proc<number> {
  const env = objectAt(args, 'env')
  let code = 0
  for (const name of names) {
    if (env[name] === undefined) code = 1
    else yield* print(textAt(env, name))
  }
  return code
}

function* cat(operands: readonly string[], args: JsonObject): Proc<number> {
  const files = objectAt(args, 'mounts')
  let code = 0
  for (const path of operands.length === 0 ? ['-'] : operands) {
    const text = path === '-' ? textAt(args, 'stdin') : files[path]
    if (typeof text === 'string') yield { kind: 'print', stream: 'stdout', text }
    else {
      const folder = entriesOf(path, args) !== undefined
      yield* printError(
        folder ? 'cat: read error: Is a directory' : `cat: can't open '${path}': No such file or directory`,
      )
      code = 1
    }
  }
  return code
}

/** Mounted files and the folders that lead to them; of the image itself nothing is known. */
function* ls(operands: readonly string[], args: JsonObject): Proc<number> {
  let code = 0
  for (const path of operands.filter((one) => !isOption(one))) {
    const isFile = objectAt(args, 'mounts')[path] !== undefined
    const entries = isFile ? [path] : entriesOf(path, args)
    if (entries === undefined) {
      yield* printError(`ls: ${path}: No such file or directory`)
      code = 1
    } else for (const entry of entries) yield* print(entry)
  }
  return code
}

function entriesOf(path: string, args: JsonObject): readonly string[] | undefined {
  const folder = `${path.replace(/\/+$/, '')}/`
  const names = Object.keys(objectAt(args, 'mounts'))
    .filter((file) => file.startsWith(folder))
    .map((file) => file.slice(folder.length).split('/')[0] as string)
  return names.length === 0 ? undefined : [...new Set(names)].sort()
}

function id(operands: readonly string[]): Proc<number> | undefined {
  if (operands.length === 0) return line('uid=0(root) gid=0(root) groups=0(root),10(wheel)')
  return operands.length === 1 && (operands[0] === '-u' || operands[0] === '-g') ? line('0') : undefined
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Virtual time in UTC; formats are not modelled but for `+%s`. */
function date(operands: readonly string[]): Proc<number> | undefined {
  if (operands.length === 0 || (operands.length === 1 && operands[0] === '-u')) return printDate(false)
  return operands.length === 1 && operands[0] === '+%s' ? printDate(true) : undefined
}

function* printDate(seconds: boolean): Proc<number> {
  const at = VIRTUAL_EPOCH_MS + (yield* now())
  if (seconds) return yield* line(String(Math.floor(at / 1000)))
  const when = new Date(at)
  const time = when.toISOString().slice(11, 19)
  const day = String(when.getUTCDate()).padStart(2, ' ')
  return yield* line(
    `${DAYS[when.getUTCDay()]} ${MONTHS[when.getUTCMonth()]} ${day} ${time} UTC ${when.getUTCFullYear()}`,
  )
}

/** `seq last`, `seq first last`. */
function seq(operands: readonly string[]): Proc<number> | undefined {
  if (operands.length === 0 || operands.length > 2 || operands.some((one) => !/^-?\d+$/.test(one)))
    return undefined
  const [first, last] = operands.length === 1 ? [1, Number(operands[0])] : operands.map(Number)
  const count = Math.max(0, (last as number) - (first as number) + 1)
  if (count > LONGEST_SEQUENCE) return undefined
  return text(Array.from({ length: count }, (_, index) => `${(first as number) + index}\n`).join(''))
}

/** Nobody waits for more rounds than that. */
const LONGEST_SEQUENCE = 10_000

/** `%s`, `%d`, `%%` and the escapes `\n`, `\t`, with as many operands as the format asks for. */
function printf(operands: readonly string[]): Proc<number> | undefined {
  const [format, ...values] = operands
  if (format === undefined || /%[^sd%]|\\[^nt\\]/.test(format)) return undefined
  const holes = format.replaceAll('%%', '').match(/%[sd]/g)?.length ?? 0
  if (values.length > holes) return undefined
  const rest = [...values]
  return text(
    format.replace(/%[sd%]|\\[nt\\]/g, (hole) =>
      hole === '%%'
        ? '%'
        : hole.startsWith('%')
          ? (rest.shift() ?? (hole === '%d' ? '0' : ''))
          : ESCAPES[hole]!,
    ),
  )
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\\\': '\\' }

function* text(value: string): Proc<number> {
  yield { kind: 'print', stream: 'stdout', text: value }
  return 0
}
