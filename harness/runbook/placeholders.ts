/** A placeholder of a script: what stands there, and the name it is bound by. */
export interface Placeholder {
  readonly text: string
  readonly name: string
}

/** A script in which placeholders are letters of their own, so that a shell parser takes them for parts of words. */
export interface MarkedScript {
  /** As long as the original, with the same lines. */
  readonly text: string
  readonly placeholders: readonly Placeholder[]
}

/** The first character stands for the placeholder of that number, the others fill up its length. Unicode's private use area. */
const FIRST = 0xe000
const FILLER = '\uf8ff'
const MARK = /([\ue000-\uf8fe])\uf8ff*/g

/** Not preceded by what makes it a here-document or a comparison, when there are spaces in it. */
const ANGLE = /(?<!<)<[A-Za-z][\w.:/|-]*>|(?<![<\w)"'])<[A-Za-z][\w.:/|-]*(?: [\w.:/|-]+)*>/
/** `...`, `admintools-...`, `…`, but not a line that is nothing else: it ends a YAML document. */
const DOTS = /(?<![^\s"'=,;|&()]|^)[^\s"'=,;|&()<>]*(?:\.\.\.|…)[^\s"'=,;|&()<>]*/
const YOURS = /\b(?:YOUR|your)_\w+/
const PLACEHOLDER = new RegExp(`${ANGLE.source}|${DOTS.source}|${YOURS.source}`, 'g')

/** Put letters of their own where a placeholder stands: `<pod>`, `...` with what is glued to it, `YOUR_NAME`. */
export function markPlaceholders(script: string): MarkedScript {
  const placeholders: Placeholder[] = []
  const mark = (text: string, name: string) => {
    const number = placeholders.push({ text, name }) - 1
    return String.fromCharCode(FIRST + number) + FILLER.repeat(text.length - 1)
  }
  const text = script
    .split('\n')
    .map((line) =>
      line.trim() === '...'
        ? line
        : line.replace(PLACEHOLDER, (found, offset: number) =>
            mark(found, nameOf(found, line.slice(0, offset))),
          ),
    )
    .join('\n')
  return { text, placeholders }
}

/** `<pod>` is `pod`; dots behind `NAME=` or `--flag=` are that name; other dots are what they are glued to. */
function nameOf(found: string, before: string): string {
  if (found.startsWith('<')) return found.slice(1, -1)
  const assigned = /([\w-]+)=["']?$/.exec(before)?.[1]?.replace(/^-+/, '')
  return /^(?:\.\.\.|…)$/.test(found) && assigned !== undefined ? assigned : found
}

/** The text with each mark replaced by what `bound` says. */
export function replaceMarks(
  text: string,
  { placeholders }: MarkedScript,
  bound: (placeholder: Placeholder) => string,
): string {
  return text.replace(MARK, (_, first: string) => bound(placeholders[first.charCodeAt(0) - FIRST]!))
}

/** The placeholder that a word is, when it is nothing else. */
export function onlyPlaceholder(word: string, { placeholders }: MarkedScript): Placeholder | undefined {
  const found = /^([\ue000-\uf8fe])\uf8ff*$/.exec(word)?.[1]
  return found === undefined ? undefined : placeholders[found.charCodeAt(0) - FIRST]
}
