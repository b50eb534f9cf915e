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
  const force = environment['FORCE_COLOR']
  const refused = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== ''
  const colorful = stdout.isTTY === true && environment['TERM'] !== 'dumb'
  return {
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    progress: (text) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}`)
    },
    color: !refused && (force === undefined ? colorful : force !== '0'),
    width: Math.max(MINIMUM_WIDTH, stdout.columns ?? DEFAULT_WIDTH),
  }
}
