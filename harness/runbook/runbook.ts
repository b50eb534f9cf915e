/** A Markdown file as the commands in it: plain data. */
export interface Runbook {
  readonly path: string
  /** The first heading; without one the name of the file. */
  readonly title: string
  /** Placeholder or variable -> what was put in its place. */
  readonly bindings: Readonly<Record<string, string>>
  /** In the order of the file. */
  readonly commands: readonly RunbookCommand[]
  /** What was read and is not rehearsed, with the reason. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * `change`: it may change something; `observation`: it is known to change nothing; `wait`: it changes nothing either, but what follows
 * begins only when it has ended, so that it stays behind the change it follows.
 */
export type CommandKind = 'change' | 'observation' | 'wait'

/** One command of a runbook, with everything that stands for something else replaced. */
export interface RunbookCommand {
  /** The line on which it begins, from 1. */
  readonly line: number
  /** The line on which it ends, with its here-document. */
  readonly endLine: number
  /** Unique, in lower-case-with-dashes. */
  readonly name: string
  /** As it stands in the file, without a prompt. */
  readonly text: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Relative to the folder of the artefacts; '' is that folder. */
  readonly cwd: string
  /** The here-document. */
  readonly stdin?: string
  readonly kind: CommandKind
  /** Read-only commands its output is piped into: they are not run. */
  readonly filters: readonly (readonly string[])[]
}

/** Lines that were understood and are not run. */
export interface LeftOut {
  readonly line: number
  readonly text: string
  readonly why: string
}
