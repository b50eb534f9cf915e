import { hashJson, hashToHex } from '../../kernel/hash.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { TableSpec } from '../../kernel/table.js'

/** The table of secrets: one row a secret, key `<region>/<name>`. */
export const SECRETS = 'aws.secretsmanager'

/** A tag as the API writes it. */
export interface Tag extends JsonObject {
  readonly Key: string
  readonly Value: string
}

/** One version of a secret. A version without stages is deprecated. */
export interface SecretVersion extends JsonObject {
  readonly id: string
  /** Staging labels, sorted. */
  readonly stages: readonly string[]
  readonly secretString: string | null
  /** Base64. */
  readonly secretBinary: string | null
  /** Virtual ms. */
  readonly createdMs: number
}

/** A secret with its versions in the order of their creation. */
export interface Secret extends JsonObject {
  readonly arn: string
  readonly name: string
  readonly description: string | null
  readonly kmsKeyId: string | null
  /** null until the secret is tagged for the first time. */
  readonly tags: readonly Tag[] | null
  readonly versions: readonly SecretVersion[]
  /** Virtual ms. */
  readonly createdMs: number
  readonly changedMs: number
  /** End of the recovery window in virtual ms; null unless it is scheduled for deletion. */
  readonly deletionMs: number | null
}

/** Row key of a secret. */
export function secretKey(region: string, name: string): string {
  return `${region}/${name}`
}

/**
 * Fingerprints see names, stages, tags, whether it is scheduled for deletion and a digest of each value, but no times.
 * The end of a recovery window is no timer of the world: two worlds that differ only in how much of it is left are the
 * same. A window is at least seven days, longer than a run goes on by itself.
 */
export const secretsTable: TableSpec<Secret> = {
  name: SECRETS,
  fingerprint: (secret) => hashJson(projection(secret)),
  canonical: (secret) => projection(secret),
}

/** The row for logs: without values. */
export function withoutValues(secret: Secret): JsonObject {
  return {
    ...secret,
    versions: secret.versions.map(({ id, stages, createdMs }) => ({ id, stages, createdMs })),
  }
}

function projection(secret: Secret): JsonObject {
  const { arn, name, description, kmsKeyId, tags } = secret
  const versions = secret.versions.map(({ id, stages, secretString, secretBinary }): Json => {
    return { id, stages, value: hashToHex(hashJson([secretString, secretBinary])) }
  })
  return { arn, name, description, kmsKeyId, tags, versions, scheduled: secret.deletionMs !== null }
}
