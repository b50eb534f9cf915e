/**
 * Replaces `$(NAME)` by the variable's value; unknown names stay as they are, and `$$` is a literal `$`.
 * Source: kubernetes v1.36 third_party/forked/golang/expansion/expand.go (Expand).
 */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) => {
    if (name === undefined) return '$'
    return Object.hasOwn(variables, name) ? (variables[name] as string) : match
  })
}
