/** One fenced block of a page with the test comment above it; see `readExamples`. */
export type Example =
  | { readonly kind: 'file'; readonly line: number; readonly path: string; readonly text: string }
  | { readonly kind: CommandKind; readonly line: number; readonly commands: readonly ShownCommand[] }

type CommandKind = 'run' | 'serve' | 'shell'

/** A command of a block, what is shown below it, and the exit code it is said to have. */
export interface ShownCommand {
  readonly line: number
  readonly command: string
  readonly exitCode: number
  readonly shown: readonly string[]
}

const FENCE = /^(`{3,})(\w*)$/
const COMMENT = /^<!-- test: (file|run|serve|shell)(?: (\S+))? -->$/
/** Blocks in these languages are for reading: everything else needs a test comment. */
const UNTESTED = new Set(['text'])

/**
 * The examples of a Markdown page. Above each fenced block stands `<!-- test: file <path> -->`, and the block is that file,
 * or `<!-- test: run -->` or `<!-- test: run exit=<code> -->`: lines that begin with `$ ` are commands, the others their
 * output; a line `…` stands for any number of lines; the exit code is that of the last command. `serve` is a `run` that goes
 * on, and all `shell` blocks below it are typed into one shell meanwhile; see `sessionsOf`. A block without a comment is
 * returned in `untested`, as `line: language`.
 */
export function readExamples(markdown: string): {
  readonly examples: readonly Example[]
  readonly untested: readonly string[]
} {
  const lines = markdown.split('\n')
  const examples: Example[] = []
  const untested: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const [, fence, language] = FENCE.exec(lines[index]!) ?? []
    if (fence === undefined || language === undefined) continue
    const end = lines.indexOf(fence, index + 1)
    const comment = COMMENT.exec(lines[index - 1] ?? '')
    const block = { line: index + 2, content: lines.slice(index + 1, end) }
    if (comment !== null) examples.push(toExample(comment[1] as Example['kind'], comment[2], block))
    else if (!UNTESTED.has(language)) untested.push(`${index + 1}: ${language}`)
    index = end
  }
  return { examples, untested }
}

interface Block {
  /** Of the first line of the content, counted from 1. */
  readonly line: number
  readonly content: readonly string[]
}

function toExample(kind: Example['kind'], argument: string | undefined, { line, content }: Block): Example {
  if (kind === 'file') return { kind: 'file', line, path: argument ?? '', text: `${content.join('\n')}\n` }
  const starts = content.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []))
  const exitCode = Number(/^exit=(\d+)$/.exec(argument ?? 'exit=0')?.[1])
  const commands = starts.map((start, index) => ({
    line: line + start,
    command: content[start]!.slice(2),
    exitCode: index === starts.length - 1 ? exitCode : 0,
    shown: content.slice(start + 1, starts[index + 1] ?? content.length),
  }))
  return { kind, line, commands }
}

/** A command that goes on, and what is typed into a shell beside it. */
export interface Session {
  readonly serve: ShownCommand
  readonly typed: readonly ShownCommand[]
}

/** The `serve` blocks of a page, each with the `shell` blocks up to the next. */
export function sessionsOf(examples: readonly Example[]): readonly Session[] {
  const sessions: { serve: ShownCommand; typed: ShownCommand[] }[] = []
  for (const example of examples) {
    if (example.kind === 'serve') sessions.push({ serve: example.commands[0]!, typed: [] })
    else if (example.kind === 'shell') sessions.at(-1)?.typed.push(...example.commands)
  }
  return sessions
}

/** A line as a page shows it: columns that Helm ends with a tab are set off by two spaces. */
export function asShown(line: string): string {
  return line.replaceAll('\t', '  ').trimEnd()
}

/** A line without ports, and without the times on the wall that Helm writes, such as `Thu Jan  1 00:05:00 2026`. */
export function withoutChance(line: string): string {
  return line
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\b/g, '<time>')
}

/** The first shown line that the output does not have in its place, or undefined; a shown `…` is any number of lines. */
export function firstDifference(shown: readonly string[], output: readonly string[]): string | undefined {
  let at = 0
  let anywhere = false
  for (const part of splitAtEllipses(shown)) {
    const found = anywhere ? findPart(part, output, at) : startsWith(part, output, at) ? at : -1
    if (found < 0) return firstMissing(part, output, at, anywhere)
    at = found + part.length
    anywhere = true
  }
  if (shown.at(-1) === '…' || at === output.length) return undefined
  const last = splitAtEllipses(shown).at(-1) ?? []
  const tail = output.length - last.length
  const atEnd = shown.includes('…') && startsWith(last, output, tail)
  return atEnd ? undefined : `(the output goes on) ${output[at]}`
}

function splitAtEllipses(shown: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  for (const line of shown) {
    if (line.trim() === '…') parts.push([])
    else parts.at(-1)!.push(line)
  }
  return parts
}

function findPart(part: readonly string[], output: readonly string[], from: number): number {
  for (let at = from; at + part.length <= output.length; at++) {
    if (startsWith(part, output, at)) return at
  }
  return -1
}

function startsWith(part: readonly string[], output: readonly string[], at: number): boolean {
  return part.every((line, index) => output[at + index] === line)
}

/** Names the line to look at: the first that does not follow the longest beginning of the part that is there. */
function firstMissing(
  part: readonly string[],
  output: readonly string[],
  from: number,
  anywhere: boolean,
): string {
  for (let length = part.length - 1; length > 0; length--) {
    const beginning = part.slice(0, length)
    const at = anywhere ? findPart(beginning, output, from) : startsWith(beginning, output, from) ? from : -1
    if (at >= 0) return `${part[length]}\n  the output has: ${output[at + length] ?? '(its end)'}`
  }
  return `${part[0]}\n  the output has: ${anywhere ? '(no such line)' : (output[from] ?? '(its end)')}`
}

/**
 * What is shown, with each line as the output has it now: parts are found again by their words, whatever the times,
 * counts and generated names in them. Undefined when a part is not there.
 */
export function refreshShown(
  shown: readonly string[],
  output: readonly string[],
): readonly string[] | undefined {
  const words = output.map(wordsOf)
  const refreshed: (readonly string[])[] = []
  let at = 0
  for (const part of splitAtEllipses(shown)) {
    const found = findPart(part.map(wordsOf), words, at)
    if (found < 0) return undefined
    at = found + part.length
    refreshed.push(output.slice(found, at))
  }
  return refreshed.flatMap((part, index) => (index === 0 ? part : ['…', ...part]))
}

function wordsOf(line: string): string {
  return line.replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, '-#').replace(/\d[\d:.]*/g, '#')
}
