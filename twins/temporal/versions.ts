import { RehearseError } from '../kernel/errors.js'
import { compareVersions, parseVersion } from './schema/version-numbers.js'

/** The profile key of the version of `temporal-sql-tool` and of images without a version in their tag. */
export const TEMPORAL_PROFILE = 'temporal'

/** The release that is rehearsed when nothing else is said. */
export const DEFAULT_VERSION = '1.29.1'

/** Newest schema versions of a server's release. */
export interface SchemaVersions {
  readonly default: string
  readonly visibility: string
}

/** Schema versions by the release that brought them. Source: temporalio/temporal schema/postgresql/v12/version.go at each tag. */
const BY_RELEASE: readonly (readonly [release: string, defaultStore: string, visibility: string])[] = [
  ['1.20', '1.9', '1.2'],
  ['1.22', '1.10', '1.3'],
  ['1.23', '1.11', '1.4'],
  ['1.24', '1.12', '1.5'],
  ['1.25', '1.14', '1.6'],
  ['1.26', '1.14', '1.7'],
  ['1.27', '1.15', '1.9'],
  ['1.28', '1.17', '1.9'],
  ['1.29', '1.18', '1.9'],
  ['1.30', '1.18', '1.13'],
  ['1.31', '1.19', '1.14'],
]

const RELEASE = /^v?(\d+\.\d+)(?:\.\d+)?$/

/** What a release of the server expects of its stores. Throws `temporal-version-unsupported` outside of 1.20 and 1.22 to 1.31. */
export function schemaVersionsOf(release: string): SchemaVersions {
  const minor = RELEASE.exec(release)?.[1]
  const row = BY_RELEASE.find(([known]) => known === minor)
  if (row !== undefined) return { default: row[1], visibility: row[2] }
  throw new RehearseError(`Temporal ${release} is not supported`, {
    code: 'temporal-version-unsupported',
    subject: `${TEMPORAL_PROFILE}=${release}`,
    remedy: 'Use a release from 1.22 to 1.31, or 1.20, e.g. 1.29.1.',
  })
}

/** Whether a release is `minor` or later, e.g. `isAtLeast('1.29.1', '1.25')`. */
export function isAtLeast(release: string, minor: string): boolean {
  return compareVersions(parseVersion(release), parseVersion(minor)) >= 0
}

/** The release of a resolved profile. */
export function releaseOf(profile: Readonly<Record<string, string>>): string {
  return profile[TEMPORAL_PROFILE] ?? DEFAULT_VERSION
}

/**
 * The release an image was built from, by its tag: `temporalio/admin-tools:1.29.1-tctl-1.18.4-cli-1.5.0` and
 * `temporalio/server:1.29.1` are of 1.29.1. Tags that start with no version follow the profile.
 */
export function releaseOfImage(image: string, profile: Readonly<Record<string, string>>): string {
  const tag = /:v?(\d+\.\d+\.\d+)(?:[.-][^/:@]*)?(?:@.*)?$/.exec(image)?.[1]
  if (tag === undefined) return releaseOf(profile)
  schemaVersionsOf(tag)
  return tag
}
