import { RunbookError } from './errors.js'
import type { Block } from './markdown.js'

/**
 * The script of a block, line by line as long as it is: of a session (`console`, or a block whose first command has a prompt `$ `) what was typed
 * behind the prompts, everything else replaced by empty lines. A line that goes on stands behind a prompt `> `, or as it is behind a backslash.
 * Throws for a `console` block without a prompt.
 */
export function scriptOf({ language, text, fenceLine }: Block, path: string): string {
  const lines = text.split(/\r?\n/)
  const first = lines.find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  const prompted = first !== undefined && /^\s*\$ /.test(first)
  if (!prompted && language !== 'console') return lines.join('\n')
  if (!lines.some((line) => /^\s*\$ /.test(line)))
    throw new RunbookError({ path, line: fenceLine }, 'a console block without a command', {
      code: 'runbook-syntax',
      remedy:
        'Write `$ ` before each command; everything else in a console block is output. A block of output needs no language.',
    })
  let goesOn = false
  const typed = lines.map((line, index) => {
    const command = /^\s*\$ (.*)$/.exec(line)?.[1] ?? (goesOn ? line.replace(/^> ?/, '') : undefined)
    const more = /^\s*> ?/.test(lines[index + 1] ?? '')
    goesOn = command !== undefined && (command.endsWith('\\') || more)
    return command ?? ''
  })
  return typed.join('\n')
}
