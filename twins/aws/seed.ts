import { mintId, toUuid } from '../kernel/ids.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Call } from '../kernel/process.js'
import { AWS_PORT, DEFAULT_REGION, jsonRequest } from './wire.js'

/** A secret a world starts with: its value as text, or as an object that is stored as JSON text. */
export type SeedSecret = {
  readonly name: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
} & ({ readonly secretString: string } | { readonly json: JsonObject })

/** Calls of CreateSecret, on the wire, for the builder of a world. Default region: `us-east-1`. */
export function seedSecrets(
  secrets: readonly SeedSecret[],
  options: { readonly region?: string } = {},
): readonly Call[] {
  const region = options.region ?? DEFAULT_REGION
  return secrets.map((secret) => {
    const input = {
      Name: secret.name,
      ClientRequestToken: tokenOf(region, secret.name),
      ...(secret.description === undefined ? {} : { Description: secret.description }),
      SecretString: 'json' in secret ? JSON.stringify(secret.json) : secret.secretString,
      ...(secret.tags === undefined ? {} : { Tags: tagsOf(secret.tags) }),
    }
    return { port: AWS_PORT, payload: jsonRequest(region, 'secretsmanager.CreateSecret', input) }
  })
}

/** The part `secretsManager` of a scenario's world: `{ region, secrets: { name: JSON value or text } }`. */
export function seedSecretsManager(value: Json): readonly Call[] {
  const { region, secrets } = value as {
    region: string
    secrets: Readonly<Record<string, JsonObject | string>>
  }
  return seedSecrets(
    Object.entries(secrets).map(([name, held]) =>
      typeof held === 'string' ? { name, secretString: held } : { name, json: held },
    ),
    { region },
  )
}

/** The same in every world, whatever its seed: the id of a seeded version means the same everywhere. */
function tokenOf(region: string, name: string): string {
  const subject = `${region}/${name}`
  return toUuid(mintId({ seed: 0, actor: 'world', purpose: 'client-request-token', subject, incarnation: 0 }))
}

function tagsOf(tags: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }))
}
