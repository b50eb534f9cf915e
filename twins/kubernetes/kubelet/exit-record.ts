import type { JsonObject } from '../../kernel/json.js'
import type { ProcessView } from '../../kernel/process.js'
import { textAt, valueAt } from '../client/objects.js'
import { CANNOT_START } from '../programs/cannot-start.js'
import type { ContainerRecord, ExitRecord } from './records.js'

const START_ERROR_CODE = 128
/** Source: kubernetes v1.36 pkg/kubelet/container/runtime.go (MaxContainerTerminationMessageLength, …LogLength, …LogLines). */
const MOST_MESSAGE = 4096
const MOST_LOG = 2048
const MOST_LINES = 80

/**
 * How a container ended, with what it left as its termination message: what its program reported as
 * `{ terminationMessage }` (the file), or with `FallbackToLogsOnError` the end of its log after a failure.
 * `{ oomKilled: true }` in the report says that memory was the reason.
 * Sources: kubernetes v1.36 pkg/kubelet/kuberuntime/kuberuntime_container.go (getTerminationMessage),
 * pkg/kubelet/kubelet_pods.go, containerd v2 internal/cri/server/container_start.go (StartError).
 */
export function exitRecordOf(
  container: JsonObject,
  state: ContainerRecord,
  found: ProcessView,
  nowMs: number,
): ExitRecord {
  const code = found.exit?.code ?? 0
  const { startedAt, id } = state
  const ended = { exitCode: code, startedAt, finishedAt: nowMs, id }
  const cannotStart = textAt(found.report, CANNOT_START)
  if (cannotStart !== '') {
    const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${cannotStart}: unknown`
    return { ...ended, exitCode: START_ERROR_CODE, reason: 'StartError', message }
  }
  const oomKilled = valueAt(found.report, 'oomKilled') === true
  const reason = oomKilled ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error'
  return { ...ended, reason, message: terminationMessage(container, found, code) }
}

function terminationMessage(container: JsonObject, found: ProcessView, code: number): string {
  const written = textAt(found.report, 'terminationMessage').slice(0, MOST_MESSAGE)
  const falls = textAt(container, 'terminationMessagePolicy') === 'FallbackToLogsOnError'
  if (written !== '' || !falls || code === 0) return written
  const log = `${found.exit?.stdout ?? ''}${found.exit?.stderr ?? ''}`
  return log
    .split(/(?<=\n)/)
    .slice(-MOST_LINES)
    .join('')
    .slice(-MOST_LOG)
}
