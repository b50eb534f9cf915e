/** What the commands may know of the outside: read once in `main.ts`. */
export interface Terminal {
  /** Standard output. */
  readonly write: (text: string) => void
  /** Standard error. */
  readonly writeError: (text: string) => void
  /** Replaces the progress line on a terminal; does nothing elsewhere. Empty text removes it. */
  readonly progress: (text: string) => void
  readonly color: boolean
  readonly width: number
}

const DEFAULT_WIDTH = 110
const MINIMUM_WIDTH = 60

/** The terminal of this process. Without a TTY there is no progress line; `NO_COLOR` and `FORCE_COLOR` are honoured. */
export function processTerminal(environment: NodeJS.ProcessEnv): Terminal {
  const { stdout, stderr } = process
  const forced = environment['FORCE_COLOR'] !== undefined && environment['FORCE_COLOR'] !== '0'
  const refused = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== ''
  return {
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    progress: (text) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}`)
    },
    color: !refused && (forced || (stdout.isTTY && environment['TERM'] !== 'dumb')),
    width: Math.max(MINIMUM_WIDTH, stdout.columns ?? DEFAULT_WIDTH),
  }
}
