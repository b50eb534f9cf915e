import type { ServedResource } from '../../api-server/served-resource.js'
import { loggedInstance } from '../../api-server/subresources/log.js'
import { validateContainer } from '../../api-server/subresources/validate-container.js'
import { type ApiRequest, succeeded } from '../../client/api.js'
import { findObject, textAt } from '../../client/objects.js'
import { responseAnswer, textAnswer } from '../answers/answers.js'
import type { HttpAnswer } from '../contract.js'
import { addressOf, type ResourceCall } from '../routing/resource-call.js'
import { logWindowOf, windowed } from './log-lines.js'
import { printedSince } from './log-since.js'
import { LogStream } from './log-stream.js'

/** Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/rest/streamer.go; kubernetes pkg/registry/core/pod/rest/log.go. */
const LOG_TYPE = 'text/plain'

/** GET pods/<name>/log: plain text, or with `follow` a stream that ends with the container. */
export function logAnswer(call: ResourceCall, resource: ServedResource): HttpAnswer {
  const { query, host, http, path } = call
  const window = logWindowOf(query, host.world().now)
  const container = query.text('container')
  const previous = query.flag('previous') === true
  const options = { ...(container === '' ? {} : { container }), ...(previous ? { previous } : {}) }
  const request: ApiRequest = { ...addressOf(path), ...options, verb: 'get' }
  const response = host.call(request, http.actor)
  if (!succeeded(response)) return responseAnswer(response)
  const world = host.world()
  const pod = findObject(world, resource.group, resource.resource, path.namespace, path.name) ?? {}
  const shown =
    window.sinceMs === undefined ||
    printedSince(pod, validateContainer(pod, container), previous, window.sinceMs)
  const shownWindow = shown ? window : { ...window, tailLines: 0 }
  if (query.flag('follow') !== true) {
    return textAnswer(200, windowed(textAt(response.body, 'text'), shownWindow), LOG_TYPE)
  }
  const stream = new LogStream(loggedInstance(world, pod, request), shownWindow)
  return { kind: 'stream', status: 200, headers: { 'content-type': LOG_TYPE }, stream }
}
