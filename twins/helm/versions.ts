import { NotModelled, RehearseError } from '../kernel/errors.js'
import type { HelmMajor } from './kind-order.js'

/** The key of Helm's version profile. */
export const HELM_PROFILE = 'helm'
export const DEFAULT_HELM_VERSION = '3.17.2'

const OLDEST_MINOR = 5
const NEWEST_MINOR = 21
/** The only minor of Helm 4 whose behaviour was compared with the real one. */
const HELM_4_MINOR = 1
/** The patch that `3.17` and `4.1` stand for: those whose answers were recorded. */
const RECORDED_PATCHES: Readonly<Record<string, number>> = { '3.17': 2, '4.1': 4 }

/** A version of Helm. */
export interface HelmVersion {
  readonly major: HelmMajor
  readonly minor: number
  readonly patch: number
}

/**
 * Read a version such as `3.17.2` (a leading `v` and a missing patch are allowed). Throws `RehearseError`
 * `profile-unsupported` outside 3.5 to 3.21, and `NotModelled` for a Helm 4 other than 4.1.
 */
export function parseHelmVersion(text: string): HelmVersion {
  const match = /^v?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?$/.exec(text)
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])]
  const patch = Number(match?.[3] ?? RECORDED_PATCHES[`${major}.${minor}`] ?? 0)
  if (major === 4 && minor === HELM_4_MINOR) return { major, minor, patch }
  if (major === 4) {
    throw new NotModelled(
      `Helm 4.${minor} (profile ${HELM_PROFILE}=${text})`,
      `Use ${HELM_PROFILE}=4.${HELM_4_MINOR}, or run its steps with the real binary: --clients real.`,
    )
  }
  if (major === 3 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return { major, minor, patch }
  throw new RehearseError(`Helm ${text} is not supported`, {
    code: 'profile-unsupported',
    subject: `${HELM_PROFILE}=${text}`,
    remedy: `Use a version from 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}, or 4.${HELM_4_MINOR}.`,
  })
}

/** True for Helm 3.`minor` and later, Helm 4 included. */
export function atLeast(version: HelmVersion, minor: number): boolean {
  return version.major > 3 || version.minor >= minor
}

/** True for Helm 4. */
export function isHelm4({ major }: HelmVersion): boolean {
  return major === 4
}
