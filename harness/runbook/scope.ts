import { RunbookError } from './errors.js'

/** A placeholder or variable that nothing is bound to. */
export interface Unbound {
  readonly text: string
  readonly name: string
  readonly line: number
}

/** Variables and working folder of the one shell a runbook is typed into, from its top to its end. */
export class Scope {
  readonly #variables = new Map<string, string>()
  readonly #exported = new Set<string>()
  readonly #bindings: Readonly<Record<string, string>>
  /** What was asked for by name. */
  readonly #asked = new Set<string>()
  readonly unbound: Unbound[] = []
  /** Relative to the folder of the artefacts. */
  cwd = ''

  constructor(bindings: Readonly<Record<string, string>>) {
    this.#bindings = bindings
  }

  set(name: string, value: string): void {
    this.#variables.set(name, value)
  }

  export(name: string): void {
    this.#exported.add(name)
  }

  /** The value of a variable: what the runbook has set, else what it is bound to. */
  variable(name: string): string | undefined {
    return this.#variables.get(name) ?? this.binding(name)
  }

  binding(name: string): string | undefined {
    this.#asked.add(name)
    return Object.hasOwn(this.#bindings, name) ? this.#bindings[name] : undefined
  }

  /** What commands are given. */
  environment(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.#exported].flatMap((name) => {
        const value = this.variable(name)
        return value === undefined ? [] : [[name, value] as const]
      }),
    )
  }

  /** Throws when something has no value: for the first one, with how to bind all of them. */
  checkAllBound(path: string): void {
    const [first] = this.unbound
    if (first === undefined) return
    const names = [...new Set(this.unbound.map(({ name }) => name))]
    const keys = names.map((name) => (/^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name)))
    const others = names.length === 1 ? '' : ` (and ${names.length - 1} more)`
    throw new RunbookError({ path, line: first.line }, `${first.text} has no value${others}`, {
      code: 'runbook-unbound',
      remedy: `Bind it: ${names.map(flagOf).join(' ')}, or at the beginning of the file:\n---\nbindings:\n${keys.map((key) => `  ${key}: VALUE`).join('\n')}\n---`,
    })
  }

  /** Throws for a binding that nothing in the runbook is called by: it is misspelt, or has become superfluous. */
  checkAllUsed(path: string): void {
    const unused = Object.keys(this.#bindings).find((name) => !this.#asked.has(name))
    if (unused === undefined) return
    const names = [...this.#asked]
    throw new RunbookError({ path, line: 1 }, `nothing is called ${unused} that could be bound`, {
      code: 'runbook-binding-unused',
      remedy:
        names.length === 0 ? 'The runbook has nothing to bind.' : `What can be bound: ${names.join(', ')}.`,
    })
  }
}

function flagOf(name: string): string {
  return /^[\w.-]+$/.test(name) ? `--bind ${name}=VALUE` : `--bind '${name}=VALUE'`
}
