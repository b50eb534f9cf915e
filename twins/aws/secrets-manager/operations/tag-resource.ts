import type { Operation, ServiceCall } from '../../service.js'
import { checkInput, SECRET_ID } from '../input.js'
import type { Secret, Tag } from '../secret.js'
import { requireLiveSecret, saveSecret } from '../store.js'
import { mergeTags, tagsOf } from '../tags.js'

/** TagResource: adds tags, or gives known keys a new value. The answer is empty. */
export const tagResource: Operation = (call, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID, Tags: { type: 'objects', required: true } })
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  return saveTags(call, secret, mergeTags(secret.tags, tagsOf(input) ?? []))
}

/** UntagResource: removes tags by key; unknown keys are no error (botocore 1.43.107 UntagResource). */
export const untagResource: Operation = (call, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID, TagKeys: { type: 'strings', required: true } })
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  const keys = input.texts('TagKeys') ?? []
  const kept = secret.tags?.filter((tag) => !keys.includes(tag.Key)) ?? null
  return saveTags(call, secret, kept?.length === secret.tags?.length ? secret.tags : kept)
}

function saveTags(call: ServiceCall, secret: Secret, tags: readonly Tag[] | null) {
  const changed = tags !== secret.tags
  saveSecret(call, secret, changed ? { ...secret, tags, changedMs: call.tx.now } : secret)
  return {}
}
