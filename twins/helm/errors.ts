import { type ErrorDetails, RehearseError } from '../kernel/errors.js'

/**
 * What Helm refuses, in Helm's own words: `message` is upstream's text, literally, without the command's prefix
 * (`Error: `, `Error: UPGRADE FAILED: `). Match on `code`.
 */
export class HelmError extends RehearseError {
  override readonly name = 'HelmError'
}

/** What kind of thing Helm refused. */
export type HelmErrorCode =
  | 'helm-yaml-invalid'
  | 'helm-values-invalid'
  | 'helm-chart-invalid'
  | 'helm-manifest-invalid'
  | 'helm-render-failed'
  | 'helm-release-not-found'
  | 'helm-no-deployed-releases'
  | 'helm-release-exists'
  | 'helm-usage'
  | 'helm-request-failed'
  | 'helm-operation-in-progress'
  | 'helm-name-in-use'
  | 'helm-invalid-name'
  | 'helm-not-importable'
  | 'helm-object-missing'
  | 'helm-wait-failed'
  | 'helm-hook-failed'
  | 'helm-operation-failed'

/** Build a {@link HelmError}. */
export function helmError(
  code: HelmErrorCode,
  message: string,
  details: Omit<ErrorDetails, 'code'> = {},
): HelmError {
  return new HelmError(message, { code, ...details })
}

/** The same error with text in front, as Go's errors.Wrap does; errors of other classes pass unchanged. */
export function wrapHelmError(
  error: unknown,
  prefix: string,
  code: HelmErrorCode,
  subject?: string,
): unknown {
  if (!(error instanceof HelmError)) return error
  return helmError(code, `${prefix}: ${error.message}`, subject === undefined ? {} : { subject })
}

/** Helm v3.21.4 pkg/storage/driver/driver.go (ErrReleaseNotFound). */
export function releaseNotFound(name: string): HelmError {
  return helmError('helm-release-not-found', 'release: not found', { subject: `release ${name}` })
}

/** Helm v3.21.4 pkg/storage/driver/driver.go (StorageDriverError, ErrNoDeployedReleases). */
export function noDeployedReleases(name: string): HelmError {
  return helmError('helm-no-deployed-releases', `"${name}" has no deployed releases`, {
    subject: `release ${name}`,
  })
}

/** Helm v3.21.4 pkg/storage/driver/driver.go (ErrReleaseExists): what the loser of two racing writers gets. */
export function releaseExists(name: string): HelmError {
  return helmError('helm-release-exists', 'release: already exists', { subject: `release ${name}` })
}

/** Helm v3.21.4 pkg/action/action.go (errPending): the newest revision is `pending-*`. */
export function operationInProgress(name: string): HelmError {
  return helmError(
    'helm-operation-in-progress',
    'another operation (install/upgrade/rollback) is in progress',
    {
      subject: `release ${name}`,
      remedy: 'Roll back to a good revision, or delete the Secret of the pending one.',
    },
  )
}

/** The text of an error as Go's `err.Error()` gives it. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
