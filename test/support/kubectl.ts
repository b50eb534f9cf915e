import { memoryFiles } from '../../twins/kernel/files.js'
import { deepFreeze, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { type Call, ConnectionLost, type Request } from '../../twins/kernel/process.js'
import type { ApiRequest, ApiResponse } from '../../twins/kubernetes/client/api.js'
import { INTERNAL_GROUP, type ResourceInfo } from '../../twins/kubernetes/client/discovery.js'
import { notFound, type StatusError } from '../../twins/kubernetes/status-error.js'
import { kubectl } from '../../twins/kubernetes/tools/index.js'

/** What a scripted API server answers; `undefined` is 404, `lost` breaks the connection. */
export type Script = (request: ApiRequest, count: number) => ApiResponse | StatusError | 'lost' | undefined

export interface KubectlOptions {
  readonly script?: Script
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface KubectlRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Requests to the server without discovery, in order. */
  readonly requests: readonly ApiRequest[]
  /** Milliseconds slept and time-outs waited out. */
  readonly waitedMs: number
}

/**
 * Runs the built-in kubectl by hand against a scripted API server. A wait holds at once or times out; time stands still
 * otherwise. `line` is split at spaces.
 */
export function runKubectl(line: string | readonly string[], options: KubectlOptions = {}): KubectlRun {
  const argv = ['kubectl', ...(typeof line === 'string' ? line.split(' ') : line)]
  const { script = () => undefined, files = {}, stdin = '', cwd = '', env = {} } = options
  const state = { stdout: '', stderr: '', waitedMs: 0, requests: [] as ApiRequest[] }
  const context = { pid: 'kubectl', files: memoryFiles(files), profile: {}, resume: null }
  const program = kubectl(deepFreeze({ argv, env, cwd, stdin }) as unknown as JsonObject, context)
  let next = program.next()
  while (!next.done) {
    try {
      next = program.next(answer(next.value, script, state))
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      next = program.throw(error)
    }
  }
  return { ...state, code: next.value }
}

interface State {
  stdout: string
  stderr: string
  waitedMs: number
  requests: ApiRequest[]
}

function answer(request: Request, script: Script, state: State): unknown {
  switch (request.kind) {
    case 'print':
      state[request.stream] += request.text
      return null
    case 'now':
      return state.waitedMs
    case 'sleep':
      state.waitedMs += request.ms
      return null
    case 'call':
      return answerCall(request.call, script, state)
    case 'waitUntil': {
      const answers = request.reads.map((read) => answerCall(read, script, state))
      const timedOut = !request.predicate(answers)
      if (timedOut) state.waitedMs += request.timeoutMs
      return { timedOut, answers }
    }
    default:
      throw new TypeError(`unexpected request ${request.kind}`)
  }
}

function answerCall(call: Call, script: Script, state: State): Json {
  const request = call.payload as unknown as ApiRequest
  if (request.group === INTERNAL_GROUP) return { code: 200, body: { items: INFOS as unknown as Json } }
  state.requests.push(request)
  const scripted = script(request, state.requests.length)
  if (scripted === 'lost') throw new ConnectionLost()
  const { group, resource, name = '' } = request
  const response = scripted ?? notFound({ group, resource }, name)
  const plain = response instanceof Error ? { code: response.httpCode, body: response.status } : response
  return deepFreeze(plain) as unknown as Json
}

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update']

function info(kind: string, plural: string, more: Partial<ResourceInfo> = {}): ResourceInfo {
  return {
    group: '',
    versions: ['v1'],
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    kind,
    namespaced: true,
    verbs: VERBS,
    categories: [],
    subresources: [],
    custom: false,
    printerColumns: [],
    ...more,
  }
}

/** The resources the scripted server offers. */
export const INFOS: readonly ResourceInfo[] = [
  info('Pod', 'pods', { shortNames: ['po'], categories: ['all'] }),
  info('ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  info('Secret', 'secrets'),
  info('Namespace', 'namespaces', { shortNames: ['ns'], namespaced: false }),
  info('Node', 'nodes', { namespaced: false }),
  info('Deployment', 'deployments', { group: 'apps', shortNames: ['deploy'], categories: ['all'] }),
  info('StatefulSet', 'statefulsets', { group: 'apps', shortNames: ['sts'] }),
  info('Widget', 'widgets', { group: 'example.com', versions: ['v1', 'v1beta1'], custom: true }),
]

/** 200 with a body. */
export function ok(body: JsonObject, warnings?: readonly string[]): ApiResponse {
  return { code: 200, body, ...(warnings === undefined ? {} : { warnings }) }
}
