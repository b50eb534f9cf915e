/** Virtual time as `m:ss.s`, or `h:mm:ss.s` from an hour on. */
export function formatTime(ms: number): string {
  const tenths = Math.round(ms / 100)
  const hours = Math.floor(tenths / 36_000)
  const minutes = Math.floor((tenths % 36_000) / 600)
  const seconds = `${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')}.${tenths % 10}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** `1 object`, `2 objects`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`
}

/** A text cut to a width, with an ellipsis. */
export function cut(text: string, width: number): string {
  const line = text.replaceAll('\n', ' ')
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}

/** Words wrapped to a width; a word longer than it is broken. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text
    .trim()
    .split(/\s+/)
    .flatMap((long) => pieces(long, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width || width < 1) return [word]
  return [word.slice(0, width), ...pieces(word.slice(width), width)]
}

/**
 * A command as lines that can be pasted: broken between words with a trailing backslash, never within quotes. A comment
 * at its end follows on lines of its own.
 */
export function wrapCommand(command: string, width: number): readonly string[] {
  const words = shellWords(command)
  const comment = words.findIndex((word) => word.startsWith('#'))
  const spoken = comment < 0 ? words : words.slice(0, comment)
  const lines: string[] = []
  for (const word of spoken) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length + ' \\'.length <= width)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(line === undefined ? word : `  ${word}`)
  }
  const broken = lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line))
  if (comment < 0) return broken
  const remark = words.slice(comment).join(' ').replace(/^#\s*/, '')
  return [...broken, ...wrap(remark, width - '# '.length).map((line) => `# ${line}`)]
}

/** Words as a shell sees them, quotes kept. */
function shellWords(command: string): readonly string[] {
  return command.match(/(?:'[^']*'|"[^"]*"|[^\s'"]|['"])+/g) ?? []
}
