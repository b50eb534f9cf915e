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

/** Words wrapped to a width; a word longer than it stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
