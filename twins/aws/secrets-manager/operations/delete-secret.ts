import type { JsonObject } from '../../../kernel/json.js'
import type { Operation, ServiceCall } from '../../service.js'
import { toEpochSeconds } from '../dates.js'
import { checkInput, type Input, SECRET_ID } from '../input.js'
import { alreadyScheduled, secretNotFound, windowAndForce, windowOutOfRange } from '../refusals.js'
import type { Secret } from '../secret.js'
import { findSecret, removeSecret, saveSecret, unknownArn } from '../store.js'

const DAY_MS = 86_400_000
const MIN_DAYS = 7
const MAX_DAYS = 30

const MEMBERS = {
  SecretId: SECRET_ID,
  RecoveryWindowInDays: { type: 'integer' },
  ForceDeleteWithoutRecovery: { type: 'boolean' },
} as const

/**
 * DeleteSecret: schedules the deletion for the end of a window of 7 to 30 days, by default 30; DeletionDate is its end.
 * With force the secret is gone, and an unknown or scheduled one is no error (botocore 1.43.107 DeleteSecret; LocalStack
 * 8b9a79f, test_force_delete_deleted_secret). Departs from upstream: a forced deletion is done at once, on AWS the name
 * stays scheduled for some seconds.
 */
export const deleteSecret: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const windowMs = windowOf(input)
  const secretId = input.text('SecretId')!
  const secret = findSecret(call, secretId)
  if (windowMs === null) return deleteNow(call, secretId, secret)
  if (secret === undefined) throw secretNotFound()
  if (secret.deletionMs !== null) throw alreadyScheduled()
  const deletionMs = call.tx.now + windowMs
  saveSecret(call, secret, { ...secret, deletionMs })
  return answer(secret.arn, secret.name, deletionMs)
}

/** The recovery window in ms; null with force. */
function windowOf(input: Input): number | null {
  const days = input.number('RecoveryWindowInDays')
  const force = input.on('ForceDeleteWithoutRecovery')
  if (days !== undefined && (days < MIN_DAYS || days > MAX_DAYS)) throw windowOutOfRange()
  if (days !== undefined && force) throw windowAndForce()
  return force ? null : (days ?? MAX_DAYS) * DAY_MS
}

function deleteNow(call: ServiceCall, secretId: string, secret: Secret | undefined): JsonObject {
  if (secret === undefined) return answer(unknownArn(call, secretId), secretId, call.tx.now)
  removeSecret(call, secret)
  return answer(secret.arn, secret.name, call.tx.now)
}

function answer(arn: string, name: string, deletionMs: number): JsonObject {
  return { ARN: arn, Name: name, DeletionDate: toEpochSeconds(deletionMs) }
}
