import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { inspect, spawn } from '../../kernel/requests.js'
import { textAt } from '../client/objects.js'
import { latencies, timers } from '../controllers/latencies.js'
import { lookUpImage, PULL_PROGRAM } from './node-port.js'
import { namespaceOf, type PodSync, podNameOf, save, tell } from './pod-sync.js'
import { imageOf, type PullFailure, type Waiting, withImage } from './records.js'

/** `ready`: the container may be created; `pulling`: ask again when the pull has ended; else why it waits. */
export type ImageState = 'ready' | 'pulling' | Waiting

/** How long `ErrImagePull` stands before the next pod sync turns it into `ImagePullBackOff`. */
const SHOWN_MS = 1_000
/** What the runtime says of the size of what it pulled. */
const IMAGE_SIZE_BYTES = 10_485_760

/**
 * Makes sure that the node holds a container's image.
 * Source: kubernetes v1.36 pkg/kubelet/images/image_manager.go (EnsureImageExists).
 */
export function* ensureImage(sync: PodSync, container: JsonObject): Proc<ImageState> {
  const image = textAt(container, 'image')
  const problem = problemOfName(image)
  if (problem !== undefined) return yield* refuseName(sync, container, image, problem)
  const known = imageOf(sync.record, image)
  if (known.pid !== null) return yield* awaitPull(sync, container, image, known.pid)
  if (known.failure !== null) {
    const waiting = yield* waitOutBackOff(sync, container, image, known.failure)
    if (waiting !== undefined) return waiting
  }
  const policy = textAt(container, 'imagePullPolicy') || defaultPullPolicy(image)
  const { present, error } = yield* lookUpImage(sync.record.node, {
    image,
    namespace: namespaceOf(sync.pod),
    pod: podNameOf(sync.pod),
  })
  if (policy === 'Never' && !present) return yield* refuseNever(sync, container, image)
  if (present && policy !== 'Always') {
    const message = `Container image "${image}" already present on machine`
    yield* tell(sync, 'Normal', 'Pulled', message, container)
    return 'ready'
  }
  yield* tell(sync, 'Normal', 'Pulling', `Pulling image "${image}"`, container)
  if (present) {
    // Always asks the registry at each start; the layers are there, so that takes next to no time.
    if (error !== '') return yield* registerFailure(sync, container, image, error)
    sync.record = withImage(sync.record, image, { failure: null })
    yield* tellPulled(sync, container, image, '0s')
    return 'ready'
  }
  return yield* startPull(sync, image)
}

/** Always for `:latest` or no tag, else IfNotPresent. Source: kubernetes v1.36 pkg/apis/core/v1/defaults.go. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function* startPull(sync: PodSync, image: string): Proc<ImageState> {
  const { pod, actor } = sync
  const pulls = imageOf(sync.record, image).pulls + 1
  const name = `${sync.record.uid}/pull/${image}/${pulls}`
  const pid = `${actor}/${name}`
  sync.record = withImage(sync.record, image, { pulls, pid })
  yield* save(sync)
  const args = { namespace: namespaceOf(pod), pod: podNameOf(pod), node: sync.record.node, image }
  yield* spawn(name, PULL_PROGRAM, args)
  return 'pulling'
}

function* awaitPull(sync: PodSync, container: JsonObject, image: string, pid: string): Proc<ImageState> {
  const pull = yield* inspect(pid)
  if (pull !== null && pull.exit === null) return 'pulling'
  sync.record = withImage(sync.record, image, { pid: null })
  if (pull === null || pull.exit === null) return yield* startPull(sync, image)
  if (pull.exit.code !== 0) return yield* registerFailure(sync, container, image, pull.exit.stderr.trimEnd())
  sync.record = withImage(sync.record, image, { failure: null })
  yield* tellPulled(sync, container, image, `${latencies.imagePullMs / 1000}s`)
  return 'ready'
}

function* tellPulled(sync: PodSync, container: JsonObject, image: string, took: string): Proc<void> {
  const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${IMAGE_SIZE_BYTES} bytes.`
  yield* tell(sync, 'Normal', 'Pulled', message, container)
}

function* registerFailure(
  sync: PodSync,
  container: JsonObject,
  image: string,
  error: string,
): Proc<ImageState> {
  const before = imageOf(sync.record, image).failure
  const delayMs =
    before === null ? timers.imageBackOffBaseMs : Math.min(before.delayMs * 2, timers.imageBackOffMaxMs)
  const failure: PullFailure = { message: error, delayMs, failedAt: sync.nowMs }
  sync.record = withImage(sync.record, image, { failure })
  yield* tell(sync, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`, container)
  yield* tell(sync, 'Warning', 'Failed', 'Error: ErrImagePull', container)
  sync.due.push({ at: sync.nowMs + SHOWN_MS, timer: 'foreground' })
  return { reason: 'ErrImagePull', message: error }
}

function* waitOutBackOff(
  sync: PodSync,
  container: JsonObject,
  image: string,
  failure: PullFailure,
): Proc<Waiting | undefined> {
  const { nowMs, due } = sync
  const retryAt = failure.failedAt + failure.delayMs
  if (nowMs >= retryAt) return undefined
  if (nowMs < failure.failedAt + SHOWN_MS) {
    due.push({ at: failure.failedAt + SHOWN_MS, timer: 'foreground' })
    return { reason: 'ErrImagePull', message: failure.message }
  }
  due.push({ at: retryAt, timer: 'background' })
  const name = textAt(container, 'name')
  if (sync.record.containers[name]?.waiting?.reason !== 'ImagePullBackOff') {
    yield* tell(sync, 'Normal', 'BackOff', `Back-off pulling image "${image}"`, container)
    yield* tell(sync, 'Warning', 'Failed', 'Error: ImagePullBackOff', container)
  }
  const message = `Back-off pulling image "${image}": ErrImagePull: ${failure.message}`
  return { reason: 'ImagePullBackOff', message }
}

function* refuseNever(sync: PodSync, container: JsonObject, image: string): Proc<Waiting> {
  const message = `Container image "${image}" is not present with pull policy of Never`
  yield* tell(sync, 'Warning', 'ErrImageNeverPull', message, container)
  sync.due.push({ at: sync.nowMs + timers.podSyncRetryMs, timer: 'background' })
  return { reason: 'ErrImageNeverPull', message }
}

const PATH = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const HOST = '(?:[A-Za-z0-9.-]+(?::[0-9]+)?|\\[[0-9a-fA-F:]+\\](?::[0-9]+)?)'
const REFERENCE = new RegExp(
  `^(?:${HOST}/)?${PATH}(?:/${PATH})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$`,
)

/** Upstream's text of what is wrong with the name of an image. Source: distribution/reference v0.6 reference.go (ErrNameNotLowercase). */
function problemOfName(image: string): string | undefined {
  if (REFERENCE.test(image)) return undefined
  const lower = image.toLowerCase()
  const name = image.replace(/[:@][^/]*$/, '')
  const why = REFERENCE.test(lower)
    ? `: repository name (${name.includes('/') ? '' : 'library/'}${name}) must be lowercase`
    : ''
  return `invalid reference format${why}`
}

/** Source: kubernetes v1.36 pkg/kubelet/images/image_manager.go (applyDefaultImageTag). */
function* refuseName(sync: PodSync, container: JsonObject, image: string, problem: string): Proc<Waiting> {
  const message = `Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image name ${JSON.stringify(image)}: ${problem}`
  yield* tell(sync, 'Warning', 'InspectFailed', message, container)
  yield* tell(sync, 'Warning', 'Failed', 'Error: InvalidImageName', container)
  // Nothing but another image can help, and that wakes the kubelet.
  return { reason: 'InvalidImageName', message }
}
