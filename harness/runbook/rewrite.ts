import { posix } from 'node:path'
import { type Block, readMarkdown } from './markdown.js'
import type { StepCheck } from './outcome.js'
import type { Runbook, RunbookCommand } from './runbook.js'

/** How a runbook is written anew. */
export interface Rewriting {
  /** Names of the changes, in the order in which they are to stand. */
  readonly steps: readonly string[]
  readonly checks: readonly StepCheck[]
}

/** A change with the lines that go with it: comments above, observations and waits below, and the prose above its block. */
interface Unit {
  readonly command: RunbookCommand
  readonly prose: readonly string[]
  readonly lines: readonly string[]
  readonly block: Block
  /** What the fences are indented or quoted by. */
  readonly prefix: string
}

/**
 * The same Markdown with the changes in another order, each in a block of its own with the prose that stood above it, and with checks behind them.
 * Variables that are set between commands move to the top, and `cd` is written anew, when the order changes.
 */
export function rewriteRunbook(text: string, runbook: Runbook, { steps, checks }: Rewriting): string {
  const lines = text.split('\n')
  const blocks = readMarkdown(text, runbook.path).blocks
  const changes = runbook.commands.filter(({ kind }) => kind === 'change')
  const moved = changes.some(({ name }, index) => name !== steps[index])
  const { intro, units, tail } = unitsOf(lines, blocks, runbook, moved)
  const ordered = steps.map((step) => units.find(({ command }) => command.name === step)!)
  const setting = moved ? settingsOf(lines, blocks, runbook) : []
  const written = ordered.map((unit, index) => {
    const before = moved ? changeFolder(ordered[index - 1]?.command.cwd ?? '', unit.command.cwd) : []
    const own = checks.filter(({ after }) => after === unit.command.name)
    const last = index === ordered.length - 1
    return [...unit.prose, ...fenced(unit, [...before, ...unit.lines]), ...checkBlock(unit, own, last)]
  })
  const top = setting.length === 0 ? [] : ['```sh', ...setting, '```']
  return [intro, top, ...written, tail].reduce(joined, []).join('\n')
}

/** Two parts with an empty line between them. */
function joined(above: readonly string[], below: readonly string[]): readonly string[] {
  const apart = above.length === 0 || below.length === 0 || above.at(-1) === '' || below[0]?.trim() === ''
  return [...above, ...(apart ? [] : ['']), ...below]
}

function unitsOf(lines: readonly string[], blocks: readonly Block[], runbook: Runbook, moved: boolean) {
  const units: Unit[] = []
  let intro: readonly string[] = []
  let from = 0
  for (const block of blocks) {
    const inside = runbook.commands.filter(({ line }) => line > block.fenceLine && line < block.endLine)
    const changes = inside.filter(({ kind }) => kind === 'change')
    if (changes.length === 0) continue
    const above = lines.slice(from, block.fenceLine - 1)
    const cut = units.length === 0 ? introEnd(above) : 0
    if (units.length === 0) intro = above.slice(0, cut)
    const prefix = /^[>\s]*/.exec(lines[block.fenceLine - 1]!)![0]
    const starts = changes.map((change, index) =>
      index === 0 ? block.fenceLine : withComments(lines, change.line),
    )
    changes.forEach((command, index) => {
      const own = lines.slice(starts[index], starts[index + 1] ?? block.endLine - 1)
      const kept = moved ? own.filter((line) => !isSetting(line)) : own
      units.push({
        command,
        block,
        prefix,
        lines: trimmed(kept),
        prose: index === 0 ? above.slice(cut) : [''],
      })
    })
    from = block.endLine
  }
  return { intro, units, tail: lines.slice(from) }
}

/** Where what belongs to the first change begins: at the last heading above it that is not the title. */
function introEnd(above: readonly string[]): number {
  const heading = above.map((line) => /^#{2,6} /.test(line)).lastIndexOf(true)
  return heading < 0 ? above.length : heading
}

/** Index of the first line of what belongs to the command on this line: comments stand right above it. */
function withComments(lines: readonly string[], line: number): number {
  let start = line - 1
  while (/^[>\s]*#/.test(lines[start - 1] ?? '')) start--
  return start
}

/** Lines that set a variable or enter a folder and do nothing else. */
function isSetting(line: string): boolean {
  return /^[>\s]*(?:\$ )?(?:cd\s+\S+|(?:export\s+)?[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s'"])*)\s*$/.test(line)
}

function settingsOf(
  lines: readonly string[],
  blocks: readonly Block[],
  { commands }: Runbook,
): readonly string[] {
  const inCommand = (line: number) =>
    commands.some((command) => line >= command.line && line <= command.endLine)
  return blocks
    .flatMap(({ fenceLine, endLine }) =>
      lines.slice(fenceLine, endLine - 1).map((text, index) => ({ text, line: fenceLine + 1 + index })),
    )
    .filter(({ text, line }) => isSetting(text) && !/^[>\s]*(?:\$ )?cd\s/.test(text) && !inCommand(line))
    .map(({ text }) => text.replace(/^[>\s]*(?:\$ )?/, ''))
}

function changeFolder(from: string, to: string): readonly string[] {
  return from === to ? [] : [`cd ${posix.relative(`/${from}`, `/${to}`)}`]
}

function fenced({ block, prefix }: Unit, lines: readonly string[]): readonly string[] {
  const marks = block.marks.length === 0 ? '' : ` ${block.marks.join(' ')}`
  return [`${prefix}\`\`\`${block.language}${marks}`, ...lines, `${prefix}\`\`\``]
}

function checkBlock({ prefix }: Unit, checks: readonly StepCheck[], last: boolean): readonly string[] {
  if (checks.length === 0) return []
  const commands = checks.map(
    ({ command, shows }) => `${prefix}${command}${shows === null ? '' : `   # shows: ${shows}`}`,
  )
  const quiet = prefix.trimEnd()
  return [
    quiet,
    `${prefix}${last ? 'Afterwards' : 'Before going on'}, check:`,
    quiet,
    `${prefix}\`\`\`sh`,
    ...commands,
    `${prefix}\`\`\``,
  ]
}

function trimmed(lines: readonly string[]): readonly string[] {
  const filled = lines.map((line) => !/^[>\s]*$/.test(line))
  return filled.includes(true) ? lines.slice(filled.indexOf(true), filled.lastIndexOf(true) + 1) : []
}
