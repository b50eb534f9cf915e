import type { Draft } from './statements.js'

/** A comment that names the command below it. */
const NAMED = /^[>\s]*#\s*step:\s*([A-Za-z0-9][\w-]*)\s*$/

/**
 * Names of commands, each of them unique: what a comment `# step: name` on the line before says, else what the command does
 * (`kubectl rollout restart …` is `rollout-restart`), numbered from the second one of a name on.
 */
export function nameCommands(text: string, drafts: readonly Draft[]): readonly string[] {
  const lines = text.split(/\r?\n/)
  const taken = new Set<string>()
  return drafts.map(({ line, argv }) => {
    const said = NAMED.exec(lines[line - 2] ?? '')?.[1]
      ?.toLowerCase()
      .replaceAll('_', '-')
    const base = said ?? verbOf(argv)
    let name = base
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`
    taken.add(name)
    return name
  })
}

/** Verbs that say little without the word behind them. */
const GROUPS: ReadonlySet<string> = new Set(
  'rollout auth set config app appset operator workspace state repo namespace'.split(' '),
)

function verbOf([program = '', ...args]: readonly string[]): string {
  const tool = program.split('/').at(-1)!
  const words = args.filter((word) => /^[a-z][a-z0-9-]*$/.test(word))
  const [first, second] = args[0] !== undefined && /^[a-z][a-z0-9-]*$/.test(args[0]) ? words : []
  const inside = args.indexOf('--')
  if (first === 'exec' && inside >= 0)
    return slug(`exec ${args.slice(inside + 1).find((word) => word !== 'env' && !word.includes('=')) ?? ''}`)
  if (first === undefined) return slug(tool)
  return slug(GROUPS.has(first) || tool === 'aws' ? `${first} ${second ?? ''}` : first)
}

function slug(text: string): string {
  return (
    text
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'command'
  )
}
