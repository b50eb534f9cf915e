import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, numberAt, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { type DescribeText, orNone, rfc1123 } from './describe-text.js'
import { describeProbes } from './probes.js'

/** What `describe` needs to show containers. */
export interface ContainersView {
  readonly label: 'Containers' | 'Init Containers'
  readonly containers: readonly JsonObject[]
  /** `status.containerStatuses`; empty for a template. */
  readonly statuses: readonly JsonObject[]
  /** Two spaces inside a template. */
  readonly space: '' | '  '
  /** The pod, to show the values of field references; absent for a template. */
  readonly pod?: JsonObject
}

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeContainers). */
export function describeContainers(text: DescribeText, view: ContainersView): void {
  const { containers, label, space } = view
  text.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const name = textAt(container, 'name')
    const status = view.statuses.find((each) => each['name'] === name)
    text.line(1, `${space === '' ? '' : ' '}${name}:`)
    describeBasics(text, container, status)
    describeWords(text, 'Command', arrayAt(container, 'command'))
    describeWords(text, 'Args', arrayAt(container, 'args'))
    if (status !== undefined) describeContainerState(text, status)
    describeResources(text, objectAt(container, 'resources'))
    describeProbes(text, container)
    describeEnvFrom(text, arrayAt(container, 'envFrom').filter(isObject))
    describeEnv(text, arrayAt(container, 'env').filter(isObject), view.pod)
    describeMounts(text, arrayAt(container, 'volumeMounts').filter(isObject))
  }
}

function describeBasics(text: DescribeText, container: JsonObject, status: JsonObject | undefined): void {
  if (status !== undefined) text.line(2, `Container ID:\t${textAt(status, 'containerID')}`)
  text.line(2, `Image:\t${textAt(container, 'image')}`)
  if (status !== undefined) text.line(2, `Image ID:\t${textAt(status, 'imageID')}`)
  const ports = arrayAt(container, 'ports').filter(isObject)
  describePorts(text, 'Port', ports, 'containerPort')
  describePorts(text, 'Host Port', ports, 'hostPort')
}

/** Source: kubectl v0.34.0 pkg/describe/describe.go (describeContainerPorts). */
const NAMES_PORTS = 34

function describePorts(text: DescribeText, title: string, ports: readonly JsonObject[], key: string): void {
  const list = ports
    .map((port) => {
      const name = text.minor >= NAMES_PORTS ? textAt(port, 'name') : ''
      return `${numberAt(port, 0, key)}/${textAt(port, 'protocol')}${name === '' ? '' : ` (${name})`}`
    })
    .join(', ')
  text.line(2, `${title}${ports.length > 1 ? 's' : ''}:\t${orNone(list)}`)
}

function describeWords(text: DescribeText, title: string, words: readonly Json[]): void {
  if (words.length === 0) return
  text.line(2, `${title}:`)
  for (const word of words) for (const line of String(word).split('\n')) text.line(3, line)
}

function describeContainerState(text: DescribeText, status: JsonObject): void {
  describeState(text, 'State', objectAt(status, 'state'))
  const last = objectAt(status, 'lastState')
  if (isObject(last['terminated'])) describeState(text, 'Last State', last)
  text.line(2, `Ready:\t${status['ready'] === true ? 'True' : 'False'}`)
  text.line(2, `Restart Count:\t${numberAt(status, 0, 'restartCount')}`)
}

function describeState(text: DescribeText, title: string, state: JsonObject): void {
  const { running, waiting, terminated } = state
  if (isObject(running)) {
    text.line(2, `${title}:\tRunning`)
    text.line(3, `Started:\t${rfc1123(textAt(running, 'startedAt'))}`)
    return
  }
  if (isObject(waiting) || !isObject(terminated)) {
    text.line(2, `${title}:\tWaiting`)
    if (textAt(waiting, 'reason') !== '') text.line(3, `Reason:\t${textAt(waiting, 'reason')}`)
    return
  }
  text.line(2, `${title}:\tTerminated`)
  if (textAt(terminated, 'reason') !== '') text.line(3, `Reason:\t${textAt(terminated, 'reason')}`)
  if (textAt(terminated, 'message') !== '') text.line(3, `Message:\t${textAt(terminated, 'message')}`)
  text.line(3, `Exit Code:\t${numberAt(terminated, 0, 'exitCode')}`)
  if (numberAt(terminated, 0, 'signal') > 0) text.line(3, `Signal:\t${numberAt(terminated, 0, 'signal')}`)
  text.line(3, `Started:\t${rfc1123(textAt(terminated, 'startedAt'))}`)
  text.line(3, `Finished:\t${rfc1123(textAt(terminated, 'finishedAt'))}`)
}

function describeResources(text: DescribeText, resources: JsonObject): void {
  for (const [title, key] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const amounts = objectAt(resources, key)
    const names = Object.keys(amounts).sort()
    if (names.length > 0) text.line(2, `${title}:`)
    for (const name of names) text.line(3, `${name}:\t${String(amounts[name])}`)
  }
}

function describeEnvFrom(text: DescribeText, sources: readonly JsonObject[]): void {
  if (sources.length === 0) return
  text.line(2, 'Environment Variables from:')
  for (const source of sources) {
    const { configMapRef, secretRef } = source
    const reference = isObject(configMapRef) ? configMapRef : isObject(secretRef) ? secretRef : {}
    const kind = isObject(configMapRef) ? 'ConfigMap' : isObject(secretRef) ? 'Secret' : ''
    const prefix = textAt(source, 'prefix')
    const from = prefix === '' ? kind : `${kind} with prefix '${prefix}'`
    text.line(3, `${textAt(reference, 'name')}\t${from}\tOptional: ${reference['optional'] === true}`)
  }
}

function describeEnv(text: DescribeText, env: readonly JsonObject[], pod: JsonObject | undefined): void {
  text.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`)
  for (const variable of env) {
    const name = textAt(variable, 'name')
    if (!isObject(variable['valueFrom'])) {
      const [first = '', ...more] = textAt(variable, 'value').split('\n')
      text.line(3, `${name}:\t${first}`)
      for (const line of more) text.line(3, `\t${line}`)
      continue
    }
    const line = referenceText(variable['valueFrom'], pod)
    if (line !== undefined) text.line(3, `${name}:\t${line}`)
  }
}

function referenceText(from: JsonObject, pod: JsonObject | undefined): string | undefined {
  const { fieldRef, secretKeyRef, configMapKeyRef, resourceFieldRef } = from
  if (isObject(fieldRef)) {
    const path = textAt(fieldRef, 'fieldPath')
    const value = pod === undefined ? undefined : valueAt(pod, ...path.split('.'))
    return `${typeof value === 'string' ? value : ''} (${textAt(fieldRef, 'apiVersion')}:${path})`
  }
  if (isObject(secretKeyRef)) {
    const { key, name, optional } = keyReference(secretKeyRef)
    return `<set to the key '${key}' in secret '${name}'>\tOptional: ${optional}`
  }
  if (isObject(configMapKeyRef)) {
    const { key, name, optional } = keyReference(configMapKeyRef)
    return `<set to the key '${key}' of config map '${name}'>\tOptional: ${optional}`
  }
  return isObject(resourceFieldRef) ? ` (${textAt(resourceFieldRef, 'resource')})` : undefined
}

function keyReference(reference: JsonObject): { key: string; name: string; optional: boolean } {
  const { optional } = reference
  return { key: textAt(reference, 'key'), name: textAt(reference, 'name'), optional: optional === true }
}

function describeMounts(text: DescribeText, mounts: readonly JsonObject[]): void {
  text.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`)
  const sorted = [...mounts].sort((a, b) => (textAt(a, 'mountPath') < textAt(b, 'mountPath') ? -1 : 1))
  for (const mount of sorted) {
    const subPath = textAt(mount, 'subPath')
    const flags = [mount['readOnly'] === true ? 'ro' : 'rw', ...(subPath === '' ? [] : [`path="${subPath}"`])]
    text.line(3, `${textAt(mount, 'mountPath')} from ${textAt(mount, 'name')} (${flags.join(',')})`)
  }
}
