import { helmError } from './errors.js'

/** One line of a `.helmignore`. */
interface IgnoreRule {
  readonly negate: boolean
  readonly mustBeFolder: boolean
  readonly matches: (path: string) => boolean
}

/** Says whether a path below the chart is left out. */
export type Ignore = (path: string, isFolder: boolean) => boolean

/**
 * The rules of a `.helmignore` and Helm's own (`templates/.?*`). Rules are tried in order until one decides: a
 * negated rule (`!x`) ignores everything it does not match. A rule without slash looks at the base name only.
 * Throws `HelmError` for `**` and for a pattern that does not compile. Helm v3.21.4 pkg/ignore/rules.go.
 */
export function parseIgnore(text: string): Ignore {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const rules = [...lines, 'templates/.?*'].flatMap(parseRule)
  return (path, isFolder) => {
    for (const rule of rules) {
      const matches = rule.matches(path)
      if (rule.negate) {
        if ((rule.mustBeFolder && !isFolder) || !matches) return true
      } else if (matches && (isFolder || !rule.mustBeFolder)) return true
    }
    return false
  }
}

function parseRule(line: string): readonly IgnoreRule[] {
  let rule = line.trim()
  if (rule === '' || rule.startsWith('#')) return []
  if (rule.includes('**')) throw badRule('double-star (**) syntax is not supported')
  const negate = rule.startsWith('!')
  if (negate) rule = rule.slice(1)
  const mustBeFolder = rule.endsWith('/')
  if (mustBeFolder) rule = rule.slice(0, -1)
  const anchored = rule.startsWith('/')
  const pattern = globPattern(anchored ? rule.slice(1) : rule)
  const wholePath = anchored || rule.includes('/')
  return [
    { negate, mustBeFolder, matches: (path) => pattern.test(wholePath ? path : path.replace(/^.*\//, '')) },
  ]
}

/** Go's path/filepath.Match as a regular expression. */
function globPattern(glob: string): RegExp {
  let source = ''
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index]!
    if (character === '*') source += '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (character === '\\') source += escapeRegExp(glob[++index] ?? '\\')
    else if (character === '[') {
      const end = glob.indexOf(']', index + 2)
      if (end === -1) throw badRule('syntax error in pattern')
      const members = glob.slice(index + 1, end)
      source += `[${members.startsWith('^') ? '^' : ''}${members.replace(/^\^/, '').replace(/[\\[\]^]/g, '\\$&')}]`
      index = end
    } else source += escapeRegExp(character)
  }
  return new RegExp(`^${source}$`, 'su')
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function badRule(message: string): Error {
  return helmError('helm-chart-invalid', message, { subject: '.helmignore' })
}
