import type { Profile } from '../contract/component.js'
import { RehearseError } from '../kernel/errors.js'

const OLDEST_MINOR = 31
const NEWEST_MINOR = 36

/** The version the server reports; semantics are those of 1.36 (staging repositories v0.36.3). */
const kubernetes: Profile = {
  key: 'kubernetes',
  default: '1.31.0',
  description: `version the API server reports, 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}`,
  check: (version) => {
    const match = /^1\.(\d+)(?:\.\d+)?$/.exec(version)
    const minor = Number(match?.[1])
    if (match !== null && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return
    throw new RehearseError(`Kubernetes ${version} is not supported`, {
      code: 'profile-unsupported',
      subject: `kubernetes=${version}`,
      remedy: `Use a version from 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}.`,
    })
  },
}

export const profiles: readonly Profile[] = [kubernetes]
