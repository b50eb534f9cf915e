import type { JsonObject } from '../../../kernel/json.js'

/** A script as plain JSON, so that a function can stand in a checkpoint. */
export interface Script extends JsonObject {
  readonly items: readonly ScriptItem[]
}

/** One pipeline, and what joins it to the one before. */
export interface ScriptItem extends JsonObject {
  readonly after: ';' | '&&' | '||'
  readonly negated: boolean
  readonly commands: readonly Command[]
}

export type Command = (JsonObject & { readonly redirects: readonly Redirect[] }) & CommandBody

type CommandBody =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly line: number
    }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Script | null }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: Script; readonly body: Script }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words: readonly Word[] | null
      readonly body: Script
    }
  | { readonly kind: 'group'; readonly body: Script; readonly subshell: boolean }
  | { readonly kind: 'function'; readonly name: string; readonly body: Script }

export type SimpleCommand = Extract<Command, { kind: 'simple' }>
export type LoopCommand = Extract<Command, { kind: 'loop' }>
export type ForCommand = Extract<Command, { kind: 'for' }>
export type IfCommand = Extract<Command, { kind: 'if' }>
export type GroupCommand = Extract<Command, { kind: 'group' }>

export interface Branch extends JsonObject {
  readonly condition: Script
  readonly body: Script
}

export interface Assignment extends JsonObject {
  readonly name: string
  readonly value: Word
}

/** `2>&1`: the stream, and where it goes. */
export interface Redirect extends JsonObject {
  readonly stream: 'stdin' | 'stdout' | 'stderr'
  readonly to: 'null' | 'stdout' | 'stderr'
}

/** The parts of a word; a quoted part is not split and stands even if it is empty. */
export type Word = readonly WordPart[]

export type WordPart = JsonObject & { readonly quoted: boolean } & (
    | { readonly kind: 'text'; readonly text: string }
    /** `$NAME`, `${NAME:-fallback}`; names are also `?`, `#`, `@`, `*` and digits. */
    | { readonly kind: 'variable'; readonly name: string; readonly fallback: Fallback | null }
    | { readonly kind: 'command'; readonly script: Script }
    /** `$((left operator right))`; a name is looked up. */
    | {
        readonly kind: 'arithmetic'
        readonly left: string
        readonly operator: string
        readonly right: string
      }
  )

/** What stands for a variable that is not set, or (with `orEmpty`) is empty. */
export interface Fallback extends JsonObject {
  readonly orEmpty: boolean
  readonly word: Word
}
