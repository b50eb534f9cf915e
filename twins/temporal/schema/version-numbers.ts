/** A version's parts; blang/semver's ParseTolerant fills what is missing with zeros. */
export type Version = readonly [major: number, minor: number, patch: number]

const PATTERN = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/

/** Parse as github.com/blang/semver v4 ParseTolerant does, numbers only; what is no version is 0.0.0. */
export function parseVersion(text: string): Version {
  const match = PATTERN.exec(text.trim())
  return match === null ? [0, 0, 0] : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)]
}

/** Whether {@link parseVersion} understands the text. */
export function isVersion(text: string): boolean {
  return PATTERN.test(text.trim())
}

/** Negative, zero or positive, as comparators are. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
