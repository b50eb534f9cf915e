import type { Profile } from '../contract/component.js'
import { RehearseError } from '../kernel/errors.js'

/** The profile key of the operator's version, e.g. `--profile cnpg=1.28.1`. */
const CNPG_PROFILE = 'cnpg'
const DEFAULT_VERSION = '1.29.2'

/** A release of CloudNativePG: its minor and patch number; the major one is 1. */
export interface Version {
  readonly minor: number
  readonly patch: number
}

const PATTERN = /^v?1\.(\d+)\.(\d+)$/
/** The first release with Database objects, and the last one whose source was read. */
const FIRST_MINOR = 25
const LAST_MINOR = 30

/**
 * The PostgreSQL that a minor release brings where a Cluster names none. cloudnative-pg v1.25.0 to v1.30.0
 * pkg/versions/versions.go (DefaultImageName).
 */
const DEFAULT_TAGS: Readonly<Record<number, string>> = {
  25: '17.2',
  26: '17.5',
  27: '17.5',
  28: '18.1-system-trixie',
  29: '18.3-system-trixie',
  30: '18.4-system-trixie',
}

export const profile: Profile = {
  key: CNPG_PROFILE,
  default: DEFAULT_VERSION,
  description: 'Release of the CloudNativePG operator, 1.25.0 to 1.30.x.',
  check: (text) => void parseVersion(text),
}

/** The release of a resolved profile, as text. */
export function profileVersion(versions: Readonly<Record<string, string>>): string {
  return versions[CNPG_PROFILE] ?? DEFAULT_VERSION
}

/** Parse `1.2.3` or `v1.2.3`. Throws `cnpg-version-unsupported` outside 1.25.0 to 1.30.x. */
export function parseVersion(text: string): Version {
  const match = PATTERN.exec(text)
  const version = { minor: Number(match?.[1]), patch: Number(match?.[2]) }
  if (match !== null && version.minor >= FIRST_MINOR && version.minor <= LAST_MINOR) return version
  throw new RehearseError(`CloudNativePG ${text} is not supported`, {
    code: 'cnpg-version-unsupported',
    subject: `${CNPG_PROFILE}=${text}`,
    remedy: 'Use a release from 1.25.0 to 1.30.x, e.g. 1.29.2.',
  })
}

/** True from the given release on. */
function atLeast(version: Version, minor: number, patch = 0): boolean {
  return version.minor > minor || (version.minor === minor && version.patch >= patch)
}

/** What differs between releases, each with the release that changed it. */
export interface Behaviours {
  /**
   * Until 1.28.3 and in 1.29.0 and 1.29.1 a missing `passwordSecret` counted as an empty password, which clears the role's.
   * cloudnative-pg commit 1854d20d5 (issue 9677).
   */
  readonly missingSecretClears: boolean
  /** From 1.28.4, 1.29.2 and 1.30.0 on each role is reconciled on its own. */
  readonly rolesAreIndependent: boolean
  /** From 1.30.0 on a new instance takes the lowest free number; before, numbers are never used again. */
  readonly reusesSerials: boolean
  /** From 1.30.0 on the condition Initialized tells a new Cluster from one that was bootstrapped. */
  readonly hasInitialized: boolean
  /** From 1.30.0 on a job that has given up makes its Cluster unrecoverable; before, the operator waits for ever. */
  readonly failedJobsAreFatal: boolean
  /** `spec.schemas` and `spec.extensions` of Databases, from 1.26.0 on. */
  readonly databaseObjects: boolean
  /** From 1.28.4, 1.29.2 and 1.30.0 on a Database that was never applied is not dropped with its object. */
  readonly dropsOnlyApplied: boolean
}

/** What a release does. */
export function behavioursOf(version: Version): Behaviours {
  const { minor } = version
  const safePasswords = minor === 28 ? atLeast(version, 28, 4) : atLeast(version, 29, 2)
  return {
    missingSecretClears: !safePasswords,
    rolesAreIndependent: safePasswords,
    reusesSerials: minor >= 30,
    hasInitialized: minor >= 30,
    failedJobsAreFatal: minor >= 30,
    databaseObjects: minor >= 26,
    dropsOnlyApplied: safePasswords,
  }
}

/** The image of a Cluster that names none. */
export function defaultImage({ minor }: Version): string {
  return `ghcr.io/cloudnative-pg/postgresql:${DEFAULT_TAGS[minor] ?? ''}`
}
