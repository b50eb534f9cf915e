import { ScenarioError } from '../scenario/errors.js'
import { FASTEST } from '../serve/control.js'

/** `eso=0.10.7` and its like as a record. Throws `usage` for anything else. */
export function readProfile(texts: readonly string[]): Readonly<Record<string, string>> {
  const profile: Record<string, string> = {}
  for (const text of texts) {
    const match = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(text)
    if (match === null)
      throw usage(`--profile ${text}`, 'Write --profile component=version, e.g. --profile eso=0.10.7.')
    profile[match[1]!] = match[2]!
  }
  return profile
}

/** A seed: a whole number from 0 to 2^53 - 1. Throws `usage` for anything else. */
export function readSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw usage(`--seed ${text}`, 'Give a whole number from 0.')
}

/** A speed: a number above 0, with or without an `x` behind it, or `paused`. Throws `usage` for anything else. */
export function readSpeed(text: string): number | 'paused' {
  if (text === 'paused') return text
  const speed = Number(text.replace(/x$/, ''))
  if (/^[\d.]+x?$/.test(text) && speed > 0 && speed <= FASTEST) return speed
  throw usage(
    `--speed ${text}`,
    `Give a number above 0 and up to ${FASTEST}, e.g. 1, 60 or 0.5, or \`paused\`.`,
  )
}

/** A port of this machine. Throws `usage` for anything else. */
export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw usage(`--port ${text}`, 'Give a number from 0 to 65535; 0 is any free port.')
}

function usage(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}
