import { imageProgramName } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { spawn } from '../../kernel/requests.js'
import { asJson } from '../../kernel/tables.js'
import { arrayAt, textAt, valueAt } from '../client/objects.js'
import { type Environment, resolveEnvironment } from './environment.js'
import { HOLDING_PROGRAM } from './holding-program.js'
import { containersOf, initContainersOf, type PodSync, save } from './pod-sync.js'
import { containerOf, type VolumeFiles, withContainer } from './records.js'
import { containerArgs, type StartContext } from './start-container.js'
import { contentIfModelled } from './volumes.js'

/** Knows nothing of its image. */
const GENERIC = imageProgramName('generic')
/** Runs scripts, which cannot be gone on with in the middle. */
const SCRIPTS = imageProgramName('busybox')

/**
 * Makes the processes of a restored pod's running containers: they go on, so nothing is counted, told or written. Their
 * environment and files are read from what Secrets and ConfigMaps say now. A container whose configuration is gone meanwhile,
 * one that is not ready though nothing is known of its image, and the script of a pod that shall run for ever stay as their
 * status shows them (`holding-program.ts`); scripts that are to end, and those of init containers, begin anew.
 */
export function* resumeContainers(sync: PodSync, context: StartContext): Proc<void> {
  const { resume = [], ...record } = sync.record
  sync.record = { ...record, volumes: yield* readVolumes(sync.pod, context) }
  for (const container of [...initContainersOf(sync.pod), ...containersOf(sync.pod)]) {
    if (resume.includes(textAt(container, 'name'))) yield* resumeContainer(sync, container, context)
  }
}

function* resumeContainer(sync: PodSync, container: JsonObject, context: StartContext): Proc<void> {
  const name = textAt(container, 'name')
  const state = containerOf(sync.record, name)
  const ready = valueAt(state.report, 'ready') === true
  const known = yield* environmentNow(sync, container, context)
  const args = containerArgs(sync, container, known ?? {})
  const own = context.programOf(args.image)
  const endless =
    (textAt(sync.pod, 'spec', 'restartPolicy') || 'Always') === 'Always' &&
    containersOf(sync.pod).includes(container)
  const held = known === undefined || (!ready && own === GENERIC) || (endless && own === SCRIPTS)
  const process = `${sync.record.uid}/${name}/${state.id.replace(/^.*\//, '')}`
  sync.record = withContainer(sync.record, name, { pid: `${sync.actor}/${process}` })
  yield* save(sync)
  yield* spawn(process, held ? HOLDING_PROGRAM : own, held ? { ...args, ready } : asJson(args))
}

/** What can be read; a volume whose source is gone, or lies outside the cluster, is taken for empty. */
function* readVolumes(
  pod: JsonObject,
  { addresses, reader }: StartContext,
): Proc<Record<string, VolumeFiles>> {
  const volumes: Record<string, VolumeFiles> = {}
  for (const volume of arrayAt(pod, 'spec', 'volumes').filter(isObject)) {
    const content = yield* contentIfModelled(pod, volume, addresses, reader)
    volumes[textAt(volume, 'name')] = content !== undefined && 'files' in content ? content.files : {}
  }
  return volumes
}

/** The environment as of now; undefined when it cannot be made any more. */
function* environmentNow(
  { pod }: PodSync,
  container: JsonObject,
  { addresses, reader }: StartContext,
): Proc<Environment | undefined> {
  try {
    const found = yield* resolveEnvironment(pod, container, addresses, reader)
    return 'env' in found ? found.env : undefined
  } catch (error) {
    if (error instanceof NotModelled) return undefined
    throw error
  }
}
