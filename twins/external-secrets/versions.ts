import { RehearseError } from '../kernel/errors.js'

/** The profile key of the operator's version, e.g. `--profile eso=0.10.7`. */
export const ESO_PROFILE = 'eso'

/** The version that is rehearsed when nothing else is said. */
export const DEFAULT_VERSION = '2.9.0'

/** A release of the External Secrets Operator. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

const PATTERN = /^v?(\d+)\.(\d+)\.(\d+)$/

/** The first release with `deletionPolicy` and `creationPolicy: Orphan`, and the last one whose source was read. */
const FIRST: Version = { major: 0, minor: 5, patch: 0 }
const LAST: Version = { major: 2, minor: 9, patch: Number.POSITIVE_INFINITY }

/** The version of a resolved profile. Throws `eso-version-unsupported` outside v0.5.0 to v2.9.x. */
export function versionOf(profile: Readonly<Record<string, string>>): Version {
  return parseVersion(profile[ESO_PROFILE] ?? DEFAULT_VERSION)
}

/** Parse `1.2.3` or `v1.2.3`. Throws `eso-version-unsupported` for anything else and outside v0.5.0 to v2.9.x. */
export function parseVersion(text: string): Version {
  const match = PATTERN.exec(text)
  const version =
    match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) }
  if (version !== undefined && compareVersions(version, FIRST) >= 0 && compareVersions(version, LAST) <= 0)
    return version
  throw new RehearseError(`External Secrets Operator ${text} is not supported`, {
    code: 'eso-version-unsupported',
    subject: `${ESO_PROFILE}=${text}`,
    remedy: 'Use a release from 0.5.0 to 2.9.x, e.g. 2.9.0.',
  })
}

/** Negative, zero or positive, as comparators are. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}

/** True from the given release on. */
export function atLeast(version: Version, major: number, minor: number, patch: number): boolean {
  return compareVersions(version, { major, minor, patch }) >= 0
}
