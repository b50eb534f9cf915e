import { parse } from 'unbash'
import { type Step, step } from '../scenario/step.js'
import { classify } from './classify.js'
import { scriptOf } from './console.js'
import { RunbookError } from './errors.js'
import { type Block, readMarkdown } from './markdown.js'
import { nameCommands } from './names.js'
import { markPlaceholders } from './placeholders.js'
import type { LeftOut, Runbook, RunbookCommand } from './runbook.js'
import { Scope } from './scope.js'
import { type Draft, Statements } from './statements.js'

export interface ParseRunbookOptions {
  /** As shown in messages. */
  readonly path: string
  /** Placeholder or variable -> value; over those of the front matter. */
  readonly bindings?: Readonly<Record<string, string>>
}

/** A block with this word behind its language is no part of the rehearsal. */
const LEFT_OUT = 'no-rehearse'

/**
 * The commands of the shell blocks of a Markdown file, by the grammar of docs/runbooks.md. Throws {@link RunbookError}, whose message begins with
 * file and line, for what the grammar does not allow, for placeholders without a binding, and when there is nothing to rehearse.
 */
export function parseRunbook(text: string, { path, bindings = {} }: ParseRunbookOptions): Runbook {
  const document = readMarkdown(text, path)
  const all = { ...document.bindings, ...bindings }
  const scope = new Scope(all)
  const drafts: Draft[] = []
  const leftOut: LeftOut[] = []
  for (const block of document.blocks) {
    if (block.marks.includes(LEFT_OUT)) {
      leftOut.push({
        line: block.fenceLine,
        text: `\`\`\`${block.language} ${block.marks.join(' ')}`,
        why: 'the block says so',
      })
      continue
    }
    const statements = readBlock(block, path, scope)
    drafts.push(...statements.drafts)
    leftOut.push(...statements.leftOut)
  }
  scope.checkAllBound(path)
  scope.checkAllUsed(path)
  if (drafts.length === 0)
    throw new RunbookError({ path, line: 1 }, 'there is no command to rehearse', {
      code: 'runbook-empty',
      remedy: 'Put the commands into fenced blocks of the language sh, bash, shell or console.',
    })
  const names = nameCommands(text, drafts)
  const commands = drafts.map(
    (draft, index): RunbookCommand => ({
      ...draft,
      name: names[index]!,
      kind: classify(draft.argv, draft.stdin),
    }),
  )
  return { path, title: document.title ?? path.split('/').at(-1)!, bindings: all, commands, leftOut }
}

function readBlock(block: Block, path: string, scope: Scope): Statements {
  const original = scriptOf(block, path)
  const marked = markPlaceholders(original)
  const statements = new Statements({ ...marked, original, path, firstLine: block.fenceLine + 1 }, scope)
  statements.read(parse(marked.text))
  return statements
}

/** The changes of a runbook as the steps of a scenario, in the written order, with the waits that follow them; observations are left out. */
export function toSteps({ commands }: Runbook): readonly Step[] {
  return commands.filter(({ kind }) => kind !== 'observation').map(toStep)
}

/** A command as a step of a scenario. */
export function toStep({ name, argv, env, cwd, stdin }: RunbookCommand): Step {
  return step(name, {
    argv,
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(cwd === '' ? {} : { cwd }),
    ...(stdin === undefined ? {} : { stdin }),
  })
}
