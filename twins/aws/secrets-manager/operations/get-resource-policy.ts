import type { Operation } from '../../service.js'
import { checkInput, SECRET_ID } from '../input.js'
import { requireLiveSecret } from '../store.js'

/** GetResourcePolicy: no secret of the twin has a policy, so the answer names the secret and nothing else. */
export const getResourcePolicy: Operation = (call, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID })
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  return { ARN: secret.arn, Name: secret.name }
}
