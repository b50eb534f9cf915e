import type { Operation } from '../../service.js'
import { checkInput, SECRET_ID } from '../input.js'
import { requireSecret, saveSecret } from '../store.js'

/** RestoreSecret: takes back a scheduled deletion; on a live secret it changes nothing. */
export const restoreSecret: Operation = (call, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID })
  const secret = requireSecret(call, input.text('SecretId')!)
  saveSecret(call, secret, secret.deletionMs === null ? secret : { ...secret, deletionMs: null })
  return { ARN: secret.arn, Name: secret.name }
}
