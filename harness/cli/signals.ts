import { EXIT } from './exit-codes.js'

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const

type SignalName = keyof typeof CODES

/** What SIGINT and SIGTERM do: end the process, unless a command has asked to be told. A second one always ends it. */
export class Signals {
  #told: ((name: SignalName) => void) | undefined

  constructor(end: (exitCode: number) => void) {
    for (const name of Object.keys(CODES) as SignalName[]) {
      process.on(name, () => {
        const told = this.#told
        this.#told = undefined
        if (told === undefined) end(CODES[name])
        else told(name)
      })
    }
  }

  /** The first signal from now on, as a promise. */
  claim(): Promise<SignalName> {
    return new Promise((done) => {
      this.#told = done
    })
  }
}
