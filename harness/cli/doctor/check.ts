/** What a check found. `missing`: it is not here; `broken`: it is here, and does not work. */
export type CheckStatus = 'ok' | 'missing' | 'broken'

/** What a group of checks is for. Only the first decides the exit code. */
export type CheckGroup = 'rehearsals' | 'databases' | 'caches' | 'programs'

/** One line of `rehearse doctor`. */
export interface Check {
  readonly group: CheckGroup
  /** What was looked at, unique in its group. */
  readonly name: string
  readonly status: CheckStatus
  /** What is there: a version, a path, a size; or what is wrong. */
  readonly found: string
  /** The one thing to do about it; none when it is ok. */
  readonly remedy?: string
  /** What Rehearse does with it. */
  readonly use?: string
}

/** What a program printed; code -1 when it could not be started or took too long. */
export interface ProbeExit {
  readonly code: number
  readonly output: string
}

/** The machine as the checks see it. Nothing here changes anything. */
export interface Machine {
  /** e.g. `v20.19.2`. */
  readonly node: string
  readonly platform: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Null where there are no user ids. */
  readonly uid: number | null
  /** Path of a program on PATH. */
  readonly find: (name: string) => string | undefined
  /** Runs a program to ask for its version; it has ten seconds. */
  readonly ask: (path: string, args: readonly string[]) => ProbeExit
  /** Bytes of all files below a folder; undefined when it does not exist. */
  readonly sizeOf: (folder: string) => number | undefined
  /** Free bytes of the file system of a folder. */
  readonly freeAt: (folder: string) => number
  readonly isWritable: (folder: string) => boolean
}
