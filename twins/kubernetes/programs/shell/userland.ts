import type { Program } from '../../../kernel/process.js'

/** Which shell answers: their messages differ. */
export type Dialect = 'ash' | 'dash' | 'bash'

/** What an image has besides its own programs. */
export interface Userland {
  /** Shells by the name they are called. */
  readonly shells: Readonly<Record<string, Dialect>>
  /** The program of a command, undefined where the image does not have it. */
  readonly find: (name: string, image: string) => Program | undefined
}

/**
 * `sh: nc: not found`.
 * Sources: busybox 1.37 shell/ash.c (ash_vmsg), dash 0.5.12 src/error.c (exvwarning2), bash 5.2 error.c (error_prolog).
 */
export function shellMessage(dialect: Dialect, shell: string, line: number, text: string): string {
  if (dialect === 'ash') return `${shell}: ${text}`
  return dialect === 'dash' ? `${shell}: ${line}: ${text}` : `${shell}: line ${line}: ${text}`
}

export function notFoundText(dialect: Dialect, name: string): string {
  return dialect === 'bash' ? `${name}: command not found` : `${name}: not found`
}

/** Folders of `$PATH`: what lies there is found by its name alone. */
export function commandName(path: string): string {
  return path.replace(/^\/(?:usr\/(?:local\/)?)?s?bin\//, '')
}
