import { ScenarioError } from '../scenario/errors.js'

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

function usage(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}
