/** What the words in braces of a corpus pattern stand for. */
const WORDS: Readonly<Record<string, string>> = {
  '{age}': '(?:<unknown>|<invalid>|(?:\\d+[smhdy])+)',
  '{hash}': '[a-z0-9]+',
  '{pod}': '[a-z0-9]+-[a-z0-9]{5}',
  '{ip}': '\\d+\\.\\d+\\.\\d+\\.\\d+',
  '{time}': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  '{uid}': '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '{number}': '\\d+',
  '{word}': '\\S+',
  '{any}': '.*',
}

const ANY_LINES = '{...}'

/** Whether a text is what a pattern of the corpus describes. */
export function matchesPattern(text: string, pattern: string): boolean {
  return new RegExp(`^${sourceOf(trimLines(pattern))}$`).test(trimLines(text))
}

function sourceOf(pattern: string): string {
  const lines = pattern.split('\n')
  return lines
    .map((line, index) => {
      if (line.trim() === ANY_LINES) return '(?:.*\\n)*'
      return `${lineSource(line)}${index === lines.length - 1 ? '' : '\\n'}`
    })
    .join('')
}

function lineSource(line: string): string {
  return line
    .split(/(\{[a-z]+\}| {2,})/)
    .map((part) => WORDS[part] ?? (/^ {2,}$/.test(part) ? ' {2,}' : literal(part)))
    .join('')
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

/** Without white space at the end of lines, and with exactly one line break at the end of a text that has any. */
function trimLines(text: string): string {
  const trimmed = text.replace(/[ \t]+$/gm, '').replace(/\n*$/, '')
  return trimmed === '' ? '' : `${trimmed}\n`
}
