import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { inspect } from '../../kernel/requests.js'
import { exitRecordOf } from './exit-record.js'
import { containersOf, initContainersOf, type PodSync, tell } from './pod-sync.js'
import { type ContainerRecord, isRunning, withContainer } from './records.js'

/**
 * Looks at the processes of a pod: which containers have exited, what the others report, whether the sandbox stands.
 * Source: kubernetes v1.36 pkg/kubelet/pleg/generic.go (Relist).
 */
export function* observe(sync: PodSync): Proc<void> {
  yield* observeSandbox(sync)
  for (const name of Object.keys(sync.record.containers)) {
    const container = sync.record.containers[name] as ContainerRecord
    if (!isRunning(container)) continue
    const found = yield* inspect(container.pid as string)
    if (found === null) {
      // The kubelet stopped between noting the instance and starting it: it was never created.
      sync.record = withContainer(sync.record, name, {
        pid: container.previousPid,
        previousPid: null,
        attempt: container.attempt - 1,
        exit: container.last,
        last: null,
      })
    } else if (found.exit !== null) {
      const exit = exitRecordOf(specOf(sync, name), container, found, sync.nowMs)
      sync.record = withContainer(sync.record, name, { exit, postStart: null, stop: null })
      if (exit.reason === 'StartError')
        yield* tell(sync, 'Warning', 'Failed', `Error: ${exit.message}`, specOf(sync, name))
    } else if (found.report !== null && found.report !== container.report) {
      sync.record = withContainer(sync.record, name, { report: found.report })
    }
  }
}

function specOf({ pod }: PodSync, name: string): JsonObject {
  return [...containersOf(pod), ...initContainersOf(pod)].find((one) => one['name'] === name) ?? {}
}

function* observeSandbox(sync: PodSync): Proc<void> {
  const { sandbox } = sync.record
  if (sandbox === null || sandbox.ip !== '') return
  const found = yield* inspect(sandbox.pid)
  if (found === null) sync.record = { ...sync.record, sandbox: null }
  else if (found.exit !== null)
    sync.record = { ...sync.record, sandbox: { ...sandbox, ip: found.exit.stdout.trimEnd() } }
}
