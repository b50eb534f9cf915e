import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { sha3Of } from './object-hash.js'

const PREFIX = 'externalsecrets.external-secrets.io/'
/** Longest name that is not hashed. */
const MAX_LENGTH = 63

/** What an ExternalSecret wrote to a Secret last time, by the Secret's managedFields. */
export interface ManagedKeys {
  readonly data: readonly string[]
  readonly labels: readonly string[]
  readonly annotations: readonly string[]
}

/** The field manager an ExternalSecret writes its Secret with. external-secrets v2.9.0 externalsecret/util.go (fqdnFor). */
export function fieldManagerOf(name: string, { fieldManager }: Behaviours): string {
  if (fieldManager === 'shared') return 'external-secrets'
  const manager = PREFIX + name
  return fieldManager === 'per-name-hashed' && manager.length > MAX_LENGTH ? hashed(name) : manager
}

/**
 * Keys recorded under an ExternalSecret's manager in a Secret that was read with its managedFields.
 * Labels and annotations are looked up under a name that is hashed only when the ExternalSecret's own is longer than 63
 * characters, so those of names of 29 to 63 characters are never found. externalsecret_controller.go
 * (getManagedDataKeys), pkg/controllers/templating/parser.go (getManagedFieldKeys).
 */
export function managedKeysOf(
  secret: JsonObject | undefined,
  name: string,
  behaviours: Behaviours,
): ManagedKeys {
  const forMetadata =
    behaviours.fieldManager !== 'per-name-hashed'
      ? fieldManagerOf(name, behaviours)
      : name.length > MAX_LENGTH
        ? hashed(name)
        : PREFIX + name
  return {
    data: keysAt(secret, fieldManagerOf(name, behaviours), 'f:data'),
    labels: keysAt(secret, forMetadata, 'f:metadata', 'f:labels'),
    annotations: keysAt(secret, forMetadata, 'f:metadata', 'f:annotations'),
  }
}

function hashed(name: string): string {
  return `${PREFIX}sha3/${sha3Of(name)}`
}

function keysAt(
  secret: JsonObject | undefined,
  manager: string,
  ...path: readonly string[]
): readonly string[] {
  if (secret === undefined) return []
  const entries = arrayAt(metadataOf(secret), 'managedFields').filter(isObject)
  return entries
    .filter((entry) => textAt(entry, 'manager') === manager)
    .flatMap((entry) => Object.keys(objectAt(entry, 'fieldsV1', ...path)))
    .filter((key) => key.startsWith('f:'))
    .map((key) => key.slice('f:'.length))
}
