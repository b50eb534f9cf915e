import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { spawn } from '../../kernel/requests.js'
import { arrayAt, numberAt, objectAt, textAt } from '../client/objects.js'
import { EXEC_PROGRAM } from './exec.js'
import { namespaceOf, type PodSync, podNameOf, save } from './pod-sync.js'
import { containerOf } from './records.js'
import { SLEEP_PROGRAM } from './sleep-program.js'

/** The handler of a hook, if the container has one. */
export function hookOf(container: JsonObject, kind: 'postStart' | 'preStop'): JsonObject | undefined {
  const handler = objectAt(container, 'lifecycle')[kind]
  return isObject(handler) ? handler : undefined
}

/**
 * Starts a hook in a container as a process, whose exit code is the outcome. `remember` puts its pid into the record,
 * which is saved before the hook starts: a kubelet that stops in between does not run it again.
 * Throws `NotModelled` for `httpGet` and `tcpSocket`.
 * Source: kubernetes v1.36 pkg/kubelet/lifecycle/handlers.go (Run).
 */
export function* startHook(
  sync: PodSync,
  container: JsonObject,
  kind: 'postStart' | 'preStop',
  remember: (pid: string) => void,
): Proc<void> {
  const handler = hookOf(container, kind) ?? {}
  const name = textAt(container, 'name')
  const target = { namespace: namespaceOf(sync.pod), pod: podNameOf(sync.pod), container: name }
  const { id } = containerOf(sync.record, name)
  const child = `${sync.record.uid}/${name}/${id.replace(/^.*\//, '')}/${kind}`
  remember(`${sync.actor}/${child}`)
  yield* save(sync)
  if (isObject(handler['sleep'])) {
    yield* spawn(child, SLEEP_PROGRAM, { ...target, seconds: numberAt(handler, 0, 'sleep', 'seconds') })
  } else if (isObject(handler['exec'])) {
    yield* spawn(child, EXEC_PROGRAM, { ...target, command: arrayAt(handler, 'exec', 'command'), stdin: '' })
  } else {
    throw new NotModelled(
      `${kind} hook ${Object.keys(handler).join(', ')} of container ${name} of pod ${sync.key}`,
      'Use exec or sleep.',
    )
  }
}
