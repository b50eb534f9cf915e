import { validateContainer } from '../../api-server/subresources/validate-container.js'
import { succeeded } from '../../client/api.js'
import { textAt } from '../../client/objects.js'
import { badRequest } from '../../status-error.js'
import { methodNotAllowedAnswer, responseAnswer } from '../answers/answers.js'
import type { HttpAnswer } from '../contract.js'
import { addressOf, type ResourceCall } from '../routing/resource-call.js'

/**
 * GET or POST pods/<name>/exec: the command, for the host to run. Throws 400 for a container that does not exist, and
 * for a pod that no node runs.
 * Source: kubernetes pkg/registry/core/pod/strategy.go (ExecLocation, streamLocation), pkg/apis/core/validation
 * (ValidatePodExecOptions), v1.36.
 */
export function execAnswer({ path, query, host, http }: ResourceCall): HttpAnswer {
  if (http.method !== 'GET' && http.method !== 'POST') return methodNotAllowedAnswer()
  const { subresource: _exec, ...address } = addressOf(path)
  const response = host.call({ ...address, verb: 'get' }, http.actor)
  if (!succeeded(response)) return responseAnswer(response)
  const pod = response.body
  const container = validateContainer(pod, query.text('container'))
  if (textAt(pod, 'spec', 'nodeName') === '') {
    throw badRequest(`pod ${path.name} does not have a host assigned`)
  }
  const exec = {
    namespace: path.namespace,
    pod: path.name,
    container,
    command: query.all('command'),
    stdin: query.flag('stdin') === true,
    stdout: query.flag('stdout') === true,
    stderr: query.flag('stderr') === true,
    tty: query.flag('tty') === true,
  }
  if (exec.command.length === 0) throw badRequest('you must specify at least 1 command for the container')
  return { kind: 'exec', exec }
}
