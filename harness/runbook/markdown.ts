import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { LineCounter, parseDocument } from 'yaml'
import { RunbookError } from './errors.js'

/** A Markdown file as far as a runbook needs it. */
export interface RunbookDocument {
  /** The text of the first heading, or null. */
  readonly title: string | null
  /** `bindings` of the front matter. */
  readonly bindings: Readonly<Record<string, string>>
  readonly blocks: readonly Block[]
}

/** A fenced block in the language of a shell. */
export interface Block {
  readonly language: string
  /** Words of the info string behind the language. */
  readonly marks: readonly string[]
  /** The line of the opening fence, from 1; the content begins on the next one. */
  readonly fenceLine: number
  /** The line of the closing fence. */
  readonly endLine: number
  /** Without what the fence is indented or quoted by. */
  readonly text: string
}

const LANGUAGES: ReadonlySet<string> = new Set(['sh', 'bash', 'shell', 'console'])
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m

/**
 * Title, bindings and shell blocks of a Markdown file, in its order, also those in lists and quotes. Throws {@link RunbookError} for a front
 * matter that is not YAML, or whose `bindings` are not texts. Source: CommonMark 0.31.2, 4.5; the front matter is the YAML block that Jekyll reads.
 */
export function readMarkdown(text: string, path: string): RunbookDocument {
  const front = text.startsWith('---') ? FRONT_MATTER.exec(text) : null
  const matter = front?.index === 0 ? front : null
  // As many empty lines instead, so that positions stay those of the file.
  const body = matter === null ? text : matter[0].replace(/[^\n]+/g, '') + text.slice(matter[0].length)
  const nodes = flatten(fromMarkdown(body))
  const headings = nodes.filter((node) => node.type === 'heading')
  const title = headings.find((node) => node.depth === 1) ?? headings[0]
  return {
    title: title === undefined ? null : plainText(title),
    bindings: matter === null ? {} : readBindings(matter[1] ?? '', path),
    blocks: nodes.flatMap(blockOf),
  }
}

function flatten(node: Nodes): readonly Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(flatten) : [])]
}

function blockOf(node: Nodes): readonly Block[] {
  if (node.type !== 'code' || !LANGUAGES.has(node.lang ?? '')) return []
  const { start, end } = node.position!
  const marks = (node.meta ?? '').split(/\s+/).filter((mark) => mark !== '')
  return [{ language: node.lang!, marks, fenceLine: start.line, endLine: end.line, text: node.value }]
}

function plainText(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(plainText).join('') : ''
}

function readBindings(yaml: string, path: string): Readonly<Record<string, string>> {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines })
  const [error] = document.errors
  // The fence of the front matter is the first line of the file.
  if (error !== undefined)
    throw matterError(path, lines.linePos(error.pos[0]).line + 1, error.message.split('\n')[0]!)
  const bindings = (document.toJS() as { readonly bindings?: unknown } | null)?.bindings ?? {}
  const wrong = 'bindings are not names with texts'
  if (typeof bindings !== 'object' || Array.isArray(bindings)) throw matterError(path, 1, wrong)
  return Object.fromEntries(
    Object.entries(bindings as Record<string, unknown>).map(([name, value]) => {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
        throw matterError(path, 1, `the binding of ${name} is not a text`)
      return [name, String(value)]
    }),
  )
}

function matterError(path: string, line: number, what: string): RunbookError {
  return new RunbookError({ path, line }, `the front matter cannot be read: ${what}`, {
    code: 'runbook-front-matter',
    remedy: 'Write the bindings as YAML, e.g.\n---\nbindings:\n  pod: temporal-admintools-0\n---',
  })
}
