import type { Proc } from '../../../kernel/process.js'
import { print } from '../../../kernel/requests.js'
import { objectAt } from '../../client/objects.js'
import { ended, type Leave, type Outcome } from './outcome.js'
import type { Shell } from './shell.js'
import { commandName } from './userland.js'

type Builtin = (shell: Shell, operands: readonly string[]) => Proc<Outcome> | undefined

/** Commands that the shell runs itself; undefined for a use that is not modelled. Source: POSIX.1-2024, 2.15. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => result(0),
  exit: (shell, operands) => leaving(shell, operands, { kind: 'exit' }),
  return: (shell, operands) => leaving(shell, operands, { kind: 'return' }),
  break: (_shell, operands) => leavingLoop('break', operands),
  continue: (_shell, operands) => leavingLoop('continue', operands),
  set: (shell, operands) => setOptions(shell, operands),
  export: (shell, operands) => exportVariables(shell, operands),
  local: (shell, operands) => assign(shell, operands),
  unset: (shell, operands) => unset(shell, operands),
  shift: (shell, operands) => shift(shell, operands),
  command: (shell, operands) => findCommand(shell, operands),
  test: (shell, operands) => test(shell, operands),
  '[': (shell, operands) => (operands.at(-1) === ']' ? test(shell, operands.slice(0, -1)) : undefined),
}

// biome-ignore lint/correctness/useYield: a command is a generator, and this one has nothing to ask.
function* result(code: number, leave: Leave | null = null): Proc<Outcome> {
  return { code, leave }
}

function leaving(shell: Shell, operands: readonly string[], leave: Leave): Proc<Outcome> | undefined {
  const [code, ...rest] = operands
  if (rest.length > 0 || (code !== undefined && !/^\d+$/.test(code))) return undefined
  return result(code === undefined ? shell.state.code : Number(code) & 255, leave)
}

function leavingLoop(kind: 'break' | 'continue', operands: readonly string[]): Proc<Outcome> | undefined {
  const [levels = '1', ...rest] = operands
  if (rest.length > 0 || !/^[1-9]\d*$/.test(levels)) return undefined
  return result(0, { kind, levels: Number(levels) })
}

/** `set -e`, `set +u`, `set -eux`, `-o pipefail` (without effect where no pipeline is longer than its last command). */
function setOptions(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  let options = shell.state.options
  for (let index = 0; index < operands.length; index++) {
    const operand = operands[index] as string
    const match = /^([-+])([eux]*)(o?)$/.exec(operand)
    if (match === null || operand.length < 2) return undefined
    const [, sign, letters = '', named] = match
    const rest = [...options].filter((letter) => !letters.includes(letter)).join('')
    options = sign === '-' ? rest + letters : rest
    if (named === '') continue
    index += 1
    if (operands[index] !== 'pipefail') return undefined
    const without = options.replace('p', '')
    options = sign === '-' ? `${without}p` : without
  }
  shell.set({ options })
  return result(0)
}

function exportVariables(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  const names = operands.map((operand) => operand.replace(/=.*$/s, ''))
  if (names.length === 0 || names.some((name) => name.startsWith('-'))) return undefined
  shell.set({ exported: [...new Set([...shell.state.exported, ...names])] })
  return assign(shell, operands)
}

/** Departs from upstream for `local`: the variable is the shell's, not the function's. */
function assign(shell: Shell, operands: readonly string[]): Proc<Outcome> {
  const pairs = operands
    .filter((operand) => operand.includes('='))
    .map((operand) => [operand.replace(/=.*$/s, ''), operand.replace(/^[^=]*=/, '')] as const)
  shell.set({ variables: { ...shell.state.variables, ...Object.fromEntries(pairs) } })
  return result(0)
}

function unset(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  if (operands.some((operand) => operand.startsWith('-'))) return undefined
  const left = Object.entries(shell.state.variables).filter(([name]) => !operands.includes(name))
  shell.set({ variables: Object.fromEntries(left) })
  return result(0)
}

function shift(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  if (operands.length > 0 || shell.state.positional.length === 0) return undefined
  shell.set({ positional: shell.state.positional.slice(1) })
  return result(0)
}

/** `command -v name`: prints where it is. */
function findCommand(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  const [flag, name = '', ...rest] = operands
  if (flag !== '-v' || rest.length > 0) return undefined
  const own = Object.hasOwn(builtins, name) || shell.state.functions[name] !== undefined
  const { userland, args } = shell.host
  const found = own || userland.find(commandName(name), String(args['image'] ?? '')) !== undefined
  return found ? tell(own || name.includes('/') ? name : `/bin/${name}`) : result(127)
}

function* tell(text: string): Proc<Outcome> {
  yield* print(text)
  return ended(0)
}

function test(shell: Shell, operands: readonly string[]): Proc<Outcome> | undefined {
  if (operands[0] === '!' && operands.length > 1) {
    const holds = truth(shell, operands.slice(1))
    return holds === undefined ? undefined : result(holds ? 1 : 0)
  }
  const holds = truth(shell, operands)
  return holds === undefined ? undefined : result(holds ? 0 : 1)
}

function truth(shell: Shell, operands: readonly string[]): boolean | undefined {
  const [first = '', second = '', third = ''] = operands
  switch (operands.length) {
    case 0:
      return false
    case 1:
      return first !== ''
    case 2:
      return unary(shell, first, second)
    case 3:
      return binary(first, second, third)
    default:
      return undefined
  }
}

function unary(shell: Shell, operator: string, operand: string): boolean | undefined {
  const files = Object.keys(objectAt(shell.host.args, 'mounts'))
  const isFile = files.includes(operand)
  const isFolder = files.some((file) => file.startsWith(`${operand.replace(/\/+$/, '')}/`))
  switch (operator) {
    case '-n':
      return operand !== ''
    case '-z':
      return operand === ''
    case '-f':
      return isFile
    case '-d':
      return isFolder
    case '-e':
      return isFile || isFolder
    default:
      return undefined
  }
}

function binary(left: string, operator: string, right: string): boolean | undefined {
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (!/^-?\d+$/.test(left) || !/^-?\d+$/.test(right)) return undefined
  const order = Number(left) - Number(right)
  switch (operator) {
    case '-eq':
      return order === 0
    case '-ne':
      return order !== 0
    case '-lt':
      return order < 0
    case '-le':
      return order <= 0
    case '-gt':
      return order > 0
    case '-ge':
      return order >= 0
    default:
      return undefined
  }
}
