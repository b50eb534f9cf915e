/** How a part of a script ended. */
export interface Outcome {
  readonly code: number
  /** What it leaves besides itself; null to go on behind it. */
  readonly leave: Leave | null
}

export type Leave =
  | { readonly kind: 'exit' | 'return' }
  /** `levels` loops are left. */
  | { readonly kind: 'break' | 'continue'; readonly levels: number }

export function ended(code: number): Outcome {
  return { code, leave: null }
}

/** `set -u` and a variable that is not set: the shell ends. */
export class UnsetVariable extends Error {
  override readonly name = 'UnsetVariable'
  readonly variable: string
  constructor(variable: string) {
    super(variable)
    this.variable = variable
  }
}
