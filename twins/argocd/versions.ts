import { RehearseError } from '../kernel/errors.js'

/** The profile key of Argo CD's version, e.g. `--profile argocd=2.14.11`. */
export const ARGOCD_PROFILE = 'argocd'

/** The version that is rehearsed when nothing else is said. */
export const DEFAULT_ARGOCD_VERSION = '3.5.1'

/** A release of Argo CD. */
export interface ArgoVersion {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

const PATTERN = /^v?(\d+)\.(\d+)\.(\d+)$/
const FIRST: ArgoVersion = { major: 2, minor: 8, patch: 0 }
const LAST: ArgoVersion = { major: 3, minor: 5, patch: Number.POSITIVE_INFINITY }

/** Parse `3.5.1` or `v3.5.1`. Throws `argocd-version-unsupported` for anything else and outside v2.8.0 to v3.5.x. */
export function parseArgoVersion(text: string): ArgoVersion {
  const match = PATTERN.exec(text)
  const version =
    match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) }
  if (version !== undefined && compare(version, FIRST) >= 0 && compare(version, LAST) <= 0) return version
  throw new RehearseError(`Argo CD ${text} is not supported`, {
    code: 'argocd-version-unsupported',
    subject: `${ARGOCD_PROFILE}=${text}`,
    remedy: 'Use a release from 2.8.0 to 3.5.x, e.g. 3.5.1.',
  })
}

/** True from the given release on. */
export function atLeast(version: ArgoVersion, major: number, minor: number, patch = 0): boolean {
  return compare(version, { major, minor, patch }) >= 0
}

function compare(a: ArgoVersion, b: ArgoVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}
