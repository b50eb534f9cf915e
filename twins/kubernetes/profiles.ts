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

/** kubectl's own version, where its output or semantics differ by it. Source: k8s.io/kubectl v0.32.3 and v0.35.2. */
const KUBECTL_VERSIONS: readonly string[] = ['1.32', '1.35']

const kubectl: Profile = {
  key: 'kubectl',
  default: '1.32',
  description: `version of the built-in kubectl, ${KUBECTL_VERSIONS.join(' or ')}`,
  check: (version) => {
    if (KUBECTL_VERSIONS.includes(version)) return
    throw new RehearseError(`kubectl ${version} is not supported`, {
      code: 'profile-unsupported',
      subject: `kubectl=${version}`,
      remedy: `Use ${KUBECTL_VERSIONS.join(' or ')}.`,
    })
  },
}

export const profiles: readonly Profile[] = [kubernetes, kubectl]
