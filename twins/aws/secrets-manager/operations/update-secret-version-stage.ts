import type { Operation } from '../../service.js'
import { checkInput, SECRET_ID, VERSION_ID } from '../input.js'
import { currentNotRemovable, notAVersion, removeFromMissing, stageNotOnVersion } from '../refusals.js'
import type { SecretVersion } from '../secret.js'
import { requireLiveSecret, saveSecret } from '../store.js'
import { AWSCURRENT, moveStage, removeStage, versionWithId, versionWithStage } from '../versions.js'

const MEMBERS = {
  SecretId: SECRET_ID,
  VersionStage: { type: 'string', required: true, min: 1, max: 256 },
  RemoveFromVersionId: VERSION_ID,
  MoveToVersionId: VERSION_ID,
} as const

/**
 * UpdateSecretVersionStage: puts a label on a version, takes it from one, or moves it. A label that is on another
 * version must be taken from it by name; AWSCURRENT can only be moved (botocore 1.43.107 UpdateSecretVersionStage).
 */
export const updateSecretVersionStage: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  const versions = relabel(
    secret.versions,
    input.text('VersionStage')!,
    input.text('RemoveFromVersionId'),
    input.text('MoveToVersionId'),
  )
  const changed = versions !== secret.versions
  saveSecret(call, secret, changed ? { ...secret, versions, changedMs: call.tx.now } : secret)
  return { ARN: secret.arn, Name: secret.name }
}

function relabel(
  versions: readonly SecretVersion[],
  stage: string,
  fromId: string | undefined,
  toId: string | undefined,
): readonly SecretVersion[] {
  if (fromId !== undefined) {
    const from = versionWithId(versions, fromId)
    if (from === undefined) throw notAVersion(fromId)
    if (!from.stages.includes(stage)) throw stageNotOnVersion(stage, fromId)
  }
  if (toId === undefined) {
    if (fromId === undefined) return versions
    if (stage === AWSCURRENT) throw currentNotRemovable()
    return removeStage(versions, stage)
  }
  if (versionWithId(versions, toId) === undefined) throw notAVersion(toId)
  const holder = versionWithStage(versions, stage)
  if (holder !== undefined && holder.id !== toId && fromId === undefined) {
    throw removeFromMissing(stage, holder.id)
  }
  return moveStage(versions, stage, toId)
}
