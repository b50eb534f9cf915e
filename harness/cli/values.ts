// Not by the face of its folder: a remembered run loads no twin.
import { parseGoDuration } from '../../twins/kubernetes/schema/go-duration.js'
import { ScenarioError } from '../scenario/errors.js'
import { FASTEST } from '../serve/control.js'

/** `eso=0.10.7` and its like as a record. Throws `usage` for anything else. */
export function readProfile(texts: readonly string[]): Readonly<Record<string, string>> {
  const profile: Record<string, string> = {}
  for (const text of texts) {
    const match = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(text)
    if (match === null)
      throw unreadable(`--profile ${text}`, 'Write --profile component=version, e.g. --profile eso=0.10.7.')
    profile[match[1]!] = match[2]!
  }
  return profile
}

/**
 * The profiles that `eso=0.10.7,2.9.0 helm=3.17.2` and its like name: one for each choice of versions, the last component varying
 * fastest. Throws `usage` for anything else.
 */
export function readProfiles(texts: readonly string[]): readonly Readonly<Record<string, string>>[] {
  return Object.entries(readProfile(texts)).reduce<readonly Readonly<Record<string, string>>[]>(
    (profiles, [name, versions]) =>
      profiles.flatMap((profile) => versions.split(',').map((version) => ({ ...profile, [name]: version }))),
    [{}],
  )
}

/** A seed: a whole number from 0 to 2^53 - 1. Throws `usage` for anything else. */
export function readSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw unreadable(`--seed ${text}`, 'Give a whole number from 0.')
}

/** A speed: a number above 0, with or without an `x` behind it, or `paused`. Throws `usage` for anything else. */
export function readSpeed(text: string): number | 'paused' {
  if (text === 'paused') return text
  const speed = Number(text.replace(/x$/, ''))
  if (/^[\d.]+x?$/.test(text) && speed > 0 && speed <= FASTEST) return speed
  throw unreadable(
    `--speed ${text}`,
    `Give a number above 0 and up to ${FASTEST}, e.g. 1, 60 or 0.5, or \`paused\`.`,
  )
}

/** A port of this machine. Throws `usage` for anything else. */
export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw unreadable(`--port ${text}`, 'Give a number from 0 to 65535; 0 is any free port.')
}

/** A duration above 0 as Go writes it, in ms. Throws `usage` for anything else. */
export function readLongestWait(text: string): number {
  const parsed = parseGoDuration(text)
  if (!('problem' in parsed) && parsed.value > 0) return parsed.value
  throw unreadable(`--longest-wait ${text}`, 'Write it as Go does, e.g. 20s or 1m30s.')
}

/** The error of a value that means nothing. */
export function unreadable(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}
