import type { Argument, Command, Option } from 'commander'

/** What may stand in a place of the command line beside words: files of the user. */
export type FileKind = 'none' | 'files' | 'folders'

export interface Candidate {
  readonly text: string
  readonly description: string
}

/** What may stand where the cursor is. */
export interface Completion {
  readonly candidates: readonly Candidate[]
  readonly files: FileKind
}

/** Asked for what only scenarios know. */
export interface Names {
  /** Scenarios that come with the package. */
  readonly scenarios: () => readonly Candidate[]
  /** Parts of a scenario, by name or path; none when it cannot be loaded. */
  readonly parts: (
    scenario: string,
    what: 'fixes' | 'incidents' | 'explorations',
  ) => Promise<readonly Candidate[]>
  /** Components that have versions. */
  readonly components: () => readonly Candidate[]
}

const NOTHING: Completion = { candidates: [], files: 'none' }
const USERS_OWN: Completion = { candidates: [], files: 'files' }

/**
 * What may stand in the place of the last word, which may be begun. `words` are those behind `rehearse` up to the cursor; bash splits
 * `--flag=value` into three, and puts what it is given behind the `=`.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  names: Names,
): Promise<Completion> {
  const joined = joinAssignments(words)
  const current = joined.at(-1) ?? ''
  const { candidates, files } = await completeLast(program, joined.slice(0, -1), current, names)
  const last = words.at(-1) ?? ''
  const there = current.length - (last === '=' ? 0 : last.length)
  return {
    candidates: candidates
      .filter(({ text }) => text.startsWith(current))
      .map(({ text, description }) => ({ text: text.slice(there), description })),
    files,
  }
}

function joinAssignments(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  words.forEach((word, index) => {
    const continues = joined.length > 0 && (word === '=' || words[index - 1] === '=')
    if (continues) joined[joined.length - 1] += word
    else joined.push(word)
  })
  return joined
}

async function completeLast(
  program: Command,
  before: readonly string[],
  current: string,
  names: Names,
): Promise<Completion> {
  const { command, words } = commandAt(program, before)
  if (command.commands.length > 0) return words.length === 0 ? commandsOf(command) : NOTHING
  const { expecting, given, behind } = placeOf(command, words)
  // What is typed behind -- is the user's own command.
  if (behind) return USERS_OWN
  if (expecting !== undefined) return valuesOf(expecting, given[0], names)
  const flag = /^(--[a-z-]+=)/.exec(current)?.[1]
  if (flag === undefined)
    return current.startsWith('-') ? optionsOf(command) : argumentAt(command, given.length, names)
  const option = optionNamed(command, flag.slice(0, -1))
  if (option === undefined) return NOTHING
  const { candidates, files } = await valuesOf(option, given[0], names)
  return {
    candidates: candidates.map(({ text, description }) => ({ text: flag + text, description })),
    files,
  }
}

/** The command that is meant, and what is typed behind its name. */
function commandAt(
  program: Command,
  words: readonly string[],
): { command: Command; words: readonly string[] } {
  const command = program.commands.find((each) => each.name() === words[0])
  return command === undefined ? { command: program, words } : commandAt(command, words.slice(1))
}

/** What stands before the cursor. */
interface Place {
  /** A flag whose value is to come. */
  readonly expecting: Option | undefined
  readonly given: readonly string[]
  /** There was a `--`. */
  readonly behind: boolean
}

function placeOf(command: Command, words: readonly string[]): Place {
  const given: string[] = []
  let expecting: Option | undefined
  for (const word of words) {
    if (expecting !== undefined) expecting = undefined
    else if (word === '--') return { expecting, given, behind: true }
    else if (word.startsWith('-')) expecting = takesValue(optionNamed(command, word))
    else given.push(word)
  }
  return { expecting, given, behind: false }
}

function takesValue(option: Option | undefined): Option | undefined {
  return option?.required || option?.optional ? option : undefined
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name || option.short === name)
}

function commandsOf(program: Command): Completion {
  const candidates = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ text: command.name(), description: command.description() }))
  return { candidates: [...candidates, ...optionsOf(program).candidates], files: 'none' }
}

function optionsOf(command: Command): Completion {
  const candidates = command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ text: long ?? short ?? '', description }))
  return { candidates, files: 'none' }
}

/** The placeholder of a flag or an argument says what stands there: `<built-in|real>`, `<file>`, `<name-or-path>`. */
async function valuesOf(option: Option, scenario: string | undefined, names: Names): Promise<Completion> {
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? ''
  const part = PARTS[option.long ?? '']
  if (part !== undefined)
    return { candidates: scenario === undefined ? [] : await names.parts(scenario, part), files: 'none' }
  if (option.long === '--profile') return { candidates: names.components(), files: 'none' }
  return placeholderValues(placeholder, names)
}

const PARTS: Readonly<Record<string, 'fixes' | 'incidents' | 'explorations'>> = {
  '--fix': 'fixes',
  '--incident': 'incidents',
  '--after': 'incidents',
  '--exploration': 'explorations',
}

/** Words that stand for any value of their kind. */
const KINDS = new Set(['number', 'duration', 'text', 'i/n'])

function placeholderValues(placeholder: string, names: Names): Completion {
  if (/name-or-path/.test(placeholder)) return { candidates: names.scenarios(), files: 'files' }
  if (/folder|dir/i.test(placeholder)) return { candidates: [], files: 'folders' }
  if (/file|path|\.(json|ya?ml|md)/i.test(placeholder)) return USERS_OWN
  const words = placeholder.includes('|') ? placeholder.split('|').filter((word) => !KINDS.has(word)) : []
  return { candidates: words.map((text) => ({ text, description: '' })), files: 'none' }
}

function argumentAt(command: Command, index: number, names: Names): Completion {
  const all = command.registeredArguments
  const argument: Argument | undefined = all[index] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined)
  if (argument === undefined) return NOTHING
  if (argument.argChoices !== undefined)
    return { candidates: argument.argChoices.map((text) => ({ text, description: '' })), files: 'none' }
  // `<words...>` may begin with a scenario, as its description says.
  if (index === 0 && argument.description.includes('scenario'))
    return { candidates: names.scenarios(), files: 'files' }
  return placeholderValues(argument.name(), names)
}
