import type { Input } from './input.js'
import { tokenInUse, tokenMissing, twoValues } from './refusals.js'
import type { Secret, SecretVersion } from './secret.js'
import { versionWithId } from './versions.js'

/** The value in a request: text or binary, never both. */
export interface SecretValue {
  readonly secretString: string | null
  readonly secretBinary: string | null
}

/** The value of a request, or undefined when it has none; empty counts as none. Throws for two values. */
export function secretValueOf(input: Input): SecretValue | undefined {
  const secretString = input.text('SecretString') || null
  const secretBinary = input.text('SecretBinary') || null
  if (secretString !== null && secretBinary !== null) throw twoValues()
  return secretString === null && secretBinary === null ? undefined : { secretString, secretBinary }
}

/** The id of the version to be made. SDKs and the CLI always send one; AWS makes none itself. */
export function tokenOf(input: Input): string {
  const token = input.text('ClientRequestToken')
  if (token === undefined) throw tokenMissing()
  return token
}

/**
 * The version that an earlier request with this token made, or undefined. Throws ResourceExistsException when it has
 * another value. Source: botocore 1.43.107 PutSecretValue (ClientRequestToken).
 */
export function repeatedVersion(
  secret: Secret,
  token: string,
  value: SecretValue | undefined,
): SecretVersion | undefined {
  const version = versionWithId(secret.versions, token)
  if (version === undefined) return undefined
  const same =
    version.secretString === (value?.secretString ?? null) &&
    version.secretBinary === (value?.secretBinary ?? null)
  if (!same) throw tokenInUse(token, secret.arn)
  return version
}

/** A version without labels. */
export function newVersion(id: string, value: SecretValue, createdMs: number): SecretVersion {
  return { id, stages: [], ...value, createdMs }
}
