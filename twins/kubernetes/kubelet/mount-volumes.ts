import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, textAt } from '../client/objects.js'
import { timers } from '../controllers/latencies.js'
import type { ConfigReader } from './config-source.js'
import type { PodAddresses } from './field-ref.js'
import { type PodSync, tell } from './pod-sync.js'
import type { VolumeFiles } from './records.js'
import { contentIfModelled, volumeContent } from './volumes.js'

/**
 * Mounts all volumes of a pod before any container. Returns false, with an event for each one that fails and a growing
 * delay, until all can be set up. What is mounted once stays mounted.
 * Sources: kubernetes v1.36 pkg/kubelet/volumemanager/volume_manager.go (WaitForAttachAndMount),
 * pkg/volume/util/operationexecutor/operation_generator.go (GenerateMountVolumeFunc).
 */
export function* mountVolumes(sync: PodSync, addresses: PodAddresses, reader: ConfigReader): Proc<boolean> {
  if (sync.record.volumes !== null) return true
  const retry = sync.record.mountRetry
  if (retry !== null && sync.nowMs < Math.min(retry.retryAt, retry.warnAt)) {
    sync.due.push({ at: Math.min(retry.retryAt, retry.warnAt), timer: 'background' })
    return false
  }
  const { volumes, failed } = yield* setUpAll(sync, addresses, reader)
  if (failed.length === 0) {
    sync.record = { ...sync.record, volumes, mountRetry: null }
    return true
  }
  for (const { name, error } of failed) {
    const message = `MountVolume.SetUp failed for volume "${name}" : ${error}`
    yield* tell(sync, 'Warning', 'FailedMount', message)
  }
  yield* postpone(
    sync,
    failed.map((failure) => failure.name),
  )
  return false
}

function* setUpAll(sync: PodSync, addresses: PodAddresses, reader: ConfigReader) {
  const volumes: Record<string, VolumeFiles> = {}
  const failed: { name: string; error: string }[] = []
  for (const volume of volumesOf(sync.pod)) {
    const name = textAt(volume, 'name')
    const content = yield* volumeContent(sync.pod, volume, addresses, reader)
    if ('error' in content) failed.push({ name, error: content.error })
    else volumes[name] = content.files
  }
  return { volumes, failed }
}

/** Doubles the delay, and says at the end of each attach-or-mount wait that the pod still waits. */
function* postpone(sync: PodSync, names: readonly string[]): Proc<void> {
  const { nowMs } = sync
  const before = sync.record.mountRetry
  const delayMs =
    before === null ? timers.mountRetryBaseMs : Math.min(before.delayMs * 2, timers.mountRetryMaxMs)
  let warnAt = before?.warnAt ?? nowMs + timers.mountWaitMs
  if (nowMs >= warnAt) {
    const list = names.join(' ')
    const message = `Unable to attach or mount volumes: unmounted volumes=[${list}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`
    yield* tell(sync, 'Warning', 'FailedMount', message)
    warnAt = nowMs + timers.mountWaitMs
  }
  const mountRetry = { delayMs, retryAt: nowMs + delayMs, warnAt }
  sync.record = { ...sync.record, mountRetry }
  sync.due.push({ at: Math.min(mountRetry.retryAt, warnAt), timer: 'background' })
}

/**
 * Content of the mounted volumes at a restart: what still exists is read again, what is gone stays as it was, and so does what lies
 * outside the cluster.
 * Departs from upstream: files are refreshed when a container starts instead of every minute, since a running program
 * does not read them again.
 */
export function* refreshVolumes(sync: PodSync, addresses: PodAddresses, reader: ConfigReader): Proc<void> {
  const volumes: Record<string, VolumeFiles> = { ...sync.record.volumes }
  for (const volume of volumesOf(sync.pod)) {
    const content = yield* contentIfModelled(sync.pod, volume, addresses, reader)
    if (content !== undefined && 'files' in content) volumes[textAt(volume, 'name')] = content.files
  }
  sync.record = { ...sync.record, volumes }
}

function volumesOf(pod: JsonObject): readonly JsonObject[] {
  return arrayAt(pod, 'spec', 'volumes').filter(isObject)
}
