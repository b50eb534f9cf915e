import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { UnsetVariable } from './outcome.js'
import { capture } from './relay.js'
import type { Shell } from './shell.js'
import type { Script, Word, WordPart } from './syntax.js'

/** Runs the script of `$(…)`. */
type RunScript = (shell: Shell, script: Script) => Proc<number>

/** A word that is made: complete, or to be split where it was not quoted. */
interface Expansion {
  readonly text: string
  readonly quoted: boolean
}

/**
 * The words that stand for these: variables and commands replaced, what was not quoted split at white space.
 * Source: POSIX.1-2024, Shell Command Language, 2.6. Patterns are not modelled: the tokenizer refuses them.
 */
export function* expandWords(shell: Shell, words: readonly Word[], run: RunScript): Proc<readonly string[]> {
  const expanded: string[] = []
  for (const word of words) {
    if (isAllArguments(word)) expanded.push(...shell.state.positional)
    else expanded.push(...split(yield* expandParts(shell, word, run)))
  }
  return expanded
}

/** The text of a word that is not split, as in an assignment. */
export function* expandText(shell: Shell, word: Word, run: RunScript): Proc<string> {
  const parts = yield* expandParts(shell, word, run)
  return parts.map((part) => part.text).join('')
}

function isAllArguments(word: Word): boolean {
  const [part, ...rest] = word
  return rest.length === 0 && part?.kind === 'variable' && part.name === '@'
}

function* expandParts(shell: Shell, word: Word, run: RunScript): Proc<readonly Expansion[]> {
  const expansions: Expansion[] = []
  for (const part of word) {
    const literal = part.kind === 'text'
    expansions.push({ text: yield* expandPart(shell, part, run), quoted: part.quoted || literal })
  }
  return expansions
}

function* expandPart(shell: Shell, part: WordPart, run: RunScript): Proc<string> {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'variable': {
      const value = lookUp(shell, part.name)
      const { fallback } = part
      if (fallback !== null && (value === undefined || (fallback.orEmpty && value === '')))
        return yield* expandText(shell, fallback.word, run)
      if (value === undefined && shell.state.options.includes('u')) throw new UnsetVariable(part.name)
      return value ?? ''
    }
    case 'arithmetic':
      return String(calculate(shell, part.left, part.operator, part.right))
    case 'command':
      return yield* substitute(shell, part.script, run)
  }
}

/** The output of a script that runs in a shell of its own, without its last line ends. */
function* substitute(shell: Shell, script: Script, run: RunScript): Proc<string> {
  const before = shell.state
  shell.captured += 1
  const { result, stdout } = yield* capture(run(shell, script))
  shell.captured -= 1
  const { spawned, reported } = shell.state
  shell.state = { ...before, spawned, reported, code: result }
  return stdout.replace(/\n+$/, '')
}

function lookUp({ state }: Shell, name: string): string | undefined {
  if (name === '?') return String(state.code)
  if (name === '#') return String(state.positional.length)
  if (name === '@' || name === '*') return state.positional.join(' ')
  if (/^[0-9]$/.test(name)) return name === '0' ? undefined : state.positional[Number(name) - 1]
  return state.variables[name]
}

function calculate(shell: Shell, left: string, operator: string, right: string): number {
  const number = (text: string) =>
    Number.parseInt(/^\d/.test(text) ? text : (lookUp(shell, text) ?? '0'), 10) || 0
  const [x, y] = [number(left), number(right)]
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    default:
      if (y === 0) throw shell.notModelled(`$((${left}${operator}${right}))`)
      return operator === '/' ? Math.trunc(x / y) : x % y
  }
}

function split(parts: readonly Expansion[]): readonly string[] {
  const words: string[] = []
  let word: string | null = null
  for (const { text, quoted } of parts) {
    if (quoted) {
      word = (word ?? '') + text
      continue
    }
    const fields = text.split(/[ \t\n]+/)
    fields.forEach((field, index) => {
      if (index > 0 && word !== null) {
        words.push(word)
        word = null
      }
      if (field !== '') word = (word ?? '') + field
    })
  }
  return word === null ? words : [...words, word]
}

/** Variables that commands get: those that are exported, and those before the command. */
export function environmentFor({ state }: Shell, assigned: JsonObject): JsonObject {
  const exported = state.exported.flatMap((name) => {
    const value = state.variables[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(exported), ...assigned }
}
