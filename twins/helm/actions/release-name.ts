const MAX_LENGTH = 53
const VALID = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** What is wrong with a release name; undefined for a good one. Helm v3.21.4 pkg/chartutil/validate_name.go. */
export function releaseNameProblem(name: string): string | undefined {
  if (name === '') return 'no name provided'
  if (name.length <= MAX_LENGTH && VALID.test(name)) return undefined
  return `invalid release name, must match regex ${VALID.source} and the length must not be longer than ${MAX_LENGTH}`
}
