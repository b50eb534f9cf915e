import { NotModelled, RehearseError } from '../kernel/errors.js'

/** The key of Helm's version profile. */
export const HELM_PROFILE = 'helm'
export const DEFAULT_HELM_VERSION = '3.17.2'

const OLDEST_MINOR = 5
const NEWEST_MINOR = 21

/** A version of Helm 3. */
export interface HelmVersion {
  readonly minor: number
  readonly patch: number
}

/**
 * Read a version such as `3.17.2` (a leading `v` and a missing patch are allowed). Throws `RehearseError`
 * `profile-unsupported` outside 3.5 to 3.21, and `NotModelled` for Helm 4, whose patches and waits differ.
 */
export function parseHelmVersion(text: string): HelmVersion {
  const match = /^v?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?$/.exec(text)
  const [major, minor, patch] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 0)]
  if (major === 4) {
    throw new NotModelled(
      `Helm 4 (profile ${HELM_PROFILE}=${text})`,
      `Use ${HELM_PROFILE}=3.x, or run its steps with the real binary: --clients real.`,
    )
  }
  if (major === 3 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return { minor, patch }
  throw new RehearseError(`Helm ${text} is not supported`, {
    code: 'profile-unsupported',
    subject: `${HELM_PROFILE}=${text}`,
    remedy: `Use a version from 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}.`,
  })
}

/** True for Helm 3.`minor` and later. */
export function atLeast(version: HelmVersion, minor: number): boolean {
  return version.minor >= minor
}
