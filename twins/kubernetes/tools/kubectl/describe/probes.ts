import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, numberAt, textAt } from '../../../client/objects.js'
import type { DescribeText } from './describe-text.js'

/** `Liveness:`, `Readiness:` and `Startup:` of a container. */
export function describeProbes(text: DescribeText, container: JsonObject): void {
  for (const [title, key] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    const probe = container[key]
    if (isObject(probe)) text.line(2, `${title}:\t${probeText(probe)}`)
  }
}

/** Source: kubectl v0.32.0 pkg/describe/describe.go (DescribeProbe). */
function probeText(probe: JsonObject): string {
  const attributes = [
    `delay=${numberAt(probe, 0, 'initialDelaySeconds')}s`,
    `timeout=${numberAt(probe, 0, 'timeoutSeconds')}s`,
    `period=${numberAt(probe, 0, 'periodSeconds')}s`,
    `#success=${numberAt(probe, 0, 'successThreshold')}`,
    `#failure=${numberAt(probe, 0, 'failureThreshold')}`,
  ].join(' ')
  return `${handlerText(probe)} ${attributes}`
}

function handlerText({ exec, httpGet, tcpSocket, grpc }: JsonObject): string {
  if (isObject(exec)) return `exec [${arrayAt(exec, 'command').join(' ')}]`
  if (isObject(httpGet)) {
    const scheme = textAt(httpGet, 'scheme').toLowerCase()
    const path = textAt(httpGet, 'path')
    const slash = path === '' || path.startsWith('/') ? '' : '/'
    return `http-get ${scheme}://${textAt(httpGet, 'host')}:${portText(httpGet)}${slash}${path}`
  }
  if (isObject(tcpSocket)) return `tcp-socket ${textAt(tcpSocket, 'host')}:${portText(tcpSocket)}`
  if (isObject(grpc)) return `grpc <pod>:${portText(grpc)} ${textAt(grpc, 'service')}`
  return 'unknown'
}

function portText({ port }: JsonObject): string {
  return typeof port === 'number' || typeof port === 'string' ? String(port) : ''
}
