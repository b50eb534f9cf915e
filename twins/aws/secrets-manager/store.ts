import { mintId } from '../../kernel/ids.js'
import type { ServiceCall } from '../service.js'
import { ACCOUNT_ID } from '../wire.js'
import { invalidName, markedForDeletion, secretNotFound } from './refusals.js'
import { SECRETS, type Secret, secretKey, withoutValues } from './secret.js'

const NAME = /^[A-Za-z0-9/_+=.@!-]+$/
const SUFFIX_LENGTH = 6
const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** A word in the sense of the kernel's renaming of ids, at the end of a text. */
const LAST_WORD = /[A-Za-z0-9][A-Za-z0-9.-]*$/

/** Throws ValidationException for a name Secrets Manager does not accept. */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw invalidName()
}

/**
 * The secret of a `SecretId`: a name, a full ARN or an ARN without its suffix. Undefined if there is none, or if its
 * recovery window is over: then it is gone, although its row stays until the name is used again (upstream deletes in a
 * background job without a promise of when; botocore 1.43.107 DeleteSecret).
 * An ARN that ends in a hyphen and six characters counts as complete (LocalStack 8b9a79f, test_create_and_update_secret).
 */
export function findSecret(call: ServiceCall, secretId: string): Secret | undefined {
  if (!secretId.startsWith('arn:')) {
    checkName(secretId)
    return findByName(call, secretId)
  }
  const prefix = arnPrefix(call.region)
  if (!secretId.startsWith(prefix)) return undefined
  const rest = secretId.slice(prefix.length)
  if (!/-[A-Za-z0-9]{6}$/.test(rest)) return findByName(call, rest)
  const secret = findByName(call, rest.slice(0, -SUFFIX_LENGTH - 1))
  return secret?.arn === secretId ? secret : undefined
}

/** As {@link findSecret}; throws ResourceNotFoundException. */
export function requireSecret(call: ServiceCall, secretId: string): Secret {
  const secret = findSecret(call, secretId)
  if (secret === undefined) throw secretNotFound()
  return secret
}

/** As {@link requireSecret}; throws InvalidRequestException when it is scheduled for deletion. */
export function requireLiveSecret(call: ServiceCall, secretId: string): Secret {
  const secret = requireSecret(call, secretId)
  if (secret.deletionMs !== null) throw markedForDeletion()
  return secret
}

/** All secrets of the region, by name; those whose recovery window is over are gone. */
export function allSecrets(call: ServiceCall): readonly Secret[] {
  return call.tx
    .list<Secret>(SECRETS, secretKey(call.region, ''))
    .map((row) => row.value)
    .filter((secret) => !isPurged(call, secret))
}

/** Write a secret and log it without its values. Does nothing when `after` is `before`. */
export function saveSecret(call: ServiceCall, before: Secret | undefined, after: Secret): void {
  if (after === before) return
  const key = secretKey(call.region, after.name)
  log(call, key, before, after)
  call.tx.put(SECRETS, key, after)
}

/** Delete a secret for good. */
export function removeSecret(call: ServiceCall, secret: Secret): void {
  const key = secretKey(call.region, secret.name)
  log(call, key, secret, undefined)
  call.tx.delete(SECRETS, key)
}

/**
 * A new ARN: the name, a hyphen and six characters that are new each time the name is used. What is registered as the
 * minted id is the last word of the ARN, since that is what canonical forms rename.
 */
export function mintArn(call: ServiceCall, name: string): string {
  const tail = lastWord(name)
  const toText = (id: string) => `${tail === '' ? '' : `${tail}-`}${suffixOf(id)}`
  const text = call.tx.mint('secretsmanager', 'secret-arn', secretKey(call.region, name), toText)
  const head = tail === '' ? `${name}-` : name.slice(0, -tail.length)
  return arnPrefix(call.region) + head + text
}

/** An ARN for a secret that does not exist: what DeleteSecret with force answers for an unknown name. */
export function unknownArn(call: ServiceCall, name: string): string {
  const { seed } = call.tx.base
  const subject = secretKey(call.region, name)
  const id = mintId({ seed, actor: 'secretsmanager', purpose: 'unknown-arn', subject, incarnation: 0 })
  return `${arnPrefix(call.region)}${name}-${suffixOf(id)}`
}

function findByName(call: ServiceCall, name: string): Secret | undefined {
  const secret = call.tx.get<Secret>(SECRETS, secretKey(call.region, name))
  return secret === undefined || isPurged(call, secret) ? undefined : secret
}

function isPurged(call: ServiceCall, secret: Secret): boolean {
  return secret.deletionMs !== null && call.tx.now >= secret.deletionMs
}

function log(call: ServiceCall, key: string, before: Secret | undefined, after: Secret | undefined): void {
  call.tx.append({
    kind: 'write',
    verb: call.operation,
    table: SECRETS,
    key,
    before: before === undefined ? null : withoutValues(before),
    after: after === undefined ? null : withoutValues(after),
  })
}

function arnPrefix(region: string): string {
  return `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:`
}

function lastWord(name: string): string {
  return LAST_WORD.exec(name)?.[0] ?? ''
}

/** Six characters from 32 hexadecimal digits. */
function suffixOf(id: string): string {
  let suffix = ''
  for (let index = 0; index < SUFFIX_LENGTH; index++) {
    const part = Number.parseInt(id.slice(index * 5, index * 5 + 5), 16)
    suffix += SUFFIX_ALPHABET[part % SUFFIX_ALPHABET.length]
  }
  return suffix
}
