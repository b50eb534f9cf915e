/**
 * Whether a path matches a pattern with `*`, `?`, `**` and `{a,b}`, as `directory.include` and `exclude` have them and
 * git generators for their folders. Source: gobwas/glob as argo-cd v3.5.1 util/glob/glob.go uses it, `/` as separator.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  let expression = ''
  let depth = 0
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] as string
    if (character === '*') {
      const all = pattern[index + 1] === '*'
      if (all) index += 1
      expression += all ? '.*' : '[^/]*'
    } else if (character === '?') expression += '[^/]'
    else if (character === '{') {
      depth += 1
      expression += '(?:'
    } else if (character === '}' && depth > 0) {
      depth -= 1
      expression += ')'
    } else if (character === ',' && depth > 0) expression += '|'
    else expression += character.replace(/[\\^$.|+()[\]{}]/, '\\$&')
  }
  return new RegExp(`^${expression}$`).test(path)
}
