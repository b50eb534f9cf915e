import { type Difference, imageProgramName, type Plane, type PlaneReport } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import type { Process } from '../kernel/process.js'
import { PROCESSES } from '../kernel/tables.js'
import type { View } from '../kernel/world.js'
import { arrayAt, listObjects, metadataOf, namespacedName, textAt, valueAt } from '../kubernetes/index.js'
import { isServerImage } from './images.js'

/**
 * What the servers want: that each of them serves, which none does whose stores lack its schema. Databases themselves cannot be looked into; a version that is
 * applied in part shows in the first server that starts after it.
 */
export const temporalPlane: Plane = { name: 'temporal', inspect }

function inspect(view: View): PlaneReport {
  const containers = listObjects(view, '', 'pods')
    .filter(
      (pod) =>
        metadataOf(pod)['deletionTimestamp'] === undefined && textAt(pod, 'status', 'phase') !== 'Succeeded',
    )
    .flatMap((pod) =>
      arrayAt(pod, 'spec', 'containers')
        .filter((container) => isServerImage(textAt(container, 'image')))
        .map((container) => ({ pod, name: textAt(container, 'name') })),
    )
  const differences = containers.flatMap(({ pod, name }) => {
    const problem = problemOf(view, pod, name)
    return problem === null ? [] : [{ ...problem, owner: 'Temporal' } satisfies Difference]
  })
  return { compared: containers.length, differences }
}

function problemOf(view: View, pod: JsonObject, name: string): Omit<Difference, 'owner'> | null {
  const status = arrayAt(pod, 'status', 'containerStatuses').find((one) => textAt(one, 'name') === name)
  if (valueAt(status, 'ready') === true) return null
  const said = lastWords(view, textAt(metadataOf(pod), 'uid'), name)
  return {
    subject: `Pod ${namespacedName(pod)}`,
    message: `the Temporal server ${name} does not serve${said === '' ? '' : `: ${said}`}`,
  }
}

/** The last line of standard error of the container's latest process. */
function lastWords(view: View, podUid: string, container: string): string {
  const runs = view
    .list<Process>(PROCESSES)
    .map(({ value }) => value)
    .filter(
      ({ program, args }) =>
        program.startsWith(imageProgramName('temporal-')) &&
        args['podUid'] === podUid &&
        args['container'] === container,
    )
  const latest = runs.reduce<Process | null>(
    (last, run) => (last === null || run.at >= last.at ? run : last),
    null,
  )
  return latest?.stderr.trimEnd().split('\n').at(-1) ?? ''
}
