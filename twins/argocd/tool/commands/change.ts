import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { print, waitUntil } from '../../../kernel/requests.js'
import { apiCall, arrayAt, numberAt, objectAt, parseYaml } from '../../../kubernetes/index.js'
import type { Application } from '../../application.js'
import { ownAddress, remove } from '../../kube.js'
import { APPLICATION, BACKGROUND_FINALIZER, CASCADE_FINALIZERS, RESOURCES_FINALIZER } from '../../names.js'
import { getApplication, patchApplication } from '../applications.js'
import type { Command, Invocation } from '../command.js'
import { ArgoError, fatal } from '../errors.js'

/** `argocd app delete`: cascading by default. server/application/application.go (Delete). */
export const deleteCommand: Command = {
  flags: {
    cascade: { type: 'bool', default: true },
    'propagation-policy': { type: 'string', short: 'p', default: 'foreground' },
    yes: { type: 'bool', short: 'y' },
    wait: { type: 'bool' },
  },
  args: [1, Number.POSITIVE_INFINITY],
  *run(invocation) {
    for (const argument of invocation.args) yield* deleteOne(invocation, argument)
    return 0
  },
}

function* deleteOne(invocation: Invocation, argument: string): Proc<void> {
  const { flags } = invocation
  const app = yield* getApplication(invocation, argument)
  const policy = flags.text('propagation-policy')
  if (policy !== 'foreground' && policy !== 'background') {
    throw new ArgoError(`rpc error: code = InvalidArgument desc = invalid propagation policy: ${policy}`)
  }
  const others = app.finalizers.filter((finalizer) => !CASCADE_FINALIZERS.includes(finalizer))
  const own = policy === 'background' ? BACKGROUND_FINALIZER : RESOURCES_FINALIZER
  const finalizers = flags.on('cascade') ? [...others, own] : others
  if (String(finalizers) !== String(app.finalizers))
    yield* patchApplication(app, { metadata: { finalizers } })
  const address = ownAddress(APPLICATION, app.namespace, app.name)
  yield* remove(address, 'Background')
  if (flags.on('wait')) {
    const reads = [apiCall({ verb: 'get', ...address })]
    const gone = ([answer]: readonly unknown[]) => numberAt(answer as JsonObject, 0, 'code') === 404
    yield* waitUntil({ reads, predicate: gone, pollMs: 1_000, timeoutMs: Number.POSITIVE_INFINITY })
  }
  yield* print(`application '${argument}' deleted`)
}

/** `argocd app set`: source, parameters and sync policy of a single source. cmd/util/app.go (SetAppSpecOptions). */
export const set: Command = {
  flags: {
    repo: { type: 'string' },
    path: { type: 'string' },
    revision: { type: 'string' },
    'dest-namespace': { type: 'string' },
    'dest-server': { type: 'string' },
    project: { type: 'string' },
    values: { type: 'array' },
    'values-literal-file': { type: 'string' },
    parameter: { type: 'array', short: 'p' },
    'helm-set': { type: 'array' },
    'helm-set-string': { type: 'array' },
    'release-name': { type: 'string' },
    'sync-policy': { type: 'string' },
    'sync-option': { type: 'array' },
    'auto-prune': { type: 'bool' },
    'self-heal': { type: 'bool' },
  },
  args: [1, 1],
  *run(invocation) {
    const app = yield* getApplication(invocation, invocation.args[0] ?? '')
    const names = Object.keys(set.flags)
    if (!names.some((name) => invocation.flags.given(name)))
      throw fatal('Please set at least one option to update')
    if (app.several) {
      throw new ArgoError(
        'Source position should be specified and must be greater than 0 for applications with multiple sources',
      )
    }
    yield* patchApplication(app, { spec: specPatch(invocation, app) })
    return 0
  },
}

function specPatch(invocation: Invocation, app: Application): JsonObject {
  const { flags } = invocation
  const given = (flag: string, member: string): JsonObject =>
    flags.given(flag) ? { [member]: flags.text(flag) } : {}
  const source = {
    ...given('repo', 'repoURL'),
    ...given('path', 'path'),
    ...given('revision', 'targetRevision'),
    ...helmPatch(invocation, app),
  }
  const destination = { ...given('dest-namespace', 'namespace'), ...given('dest-server', 'server') }
  const policy = policyPatch(invocation, app)
  return {
    ...given('project', 'project'),
    ...(Object.keys(source).length === 0 ? {} : { source }),
    ...(Object.keys(destination).length === 0 ? {} : { destination }),
    ...(policy === undefined ? {} : { syncPolicy: policy }),
  }
}

function helmPatch({ flags, context }: Invocation, app: Application): JsonObject {
  const helm = objectAt(app.sources[0], 'helm')
  const pairs = (name: string, forced: boolean) =>
    flags.list(name).map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return { name: key, value: value.join('='), ...(forced ? { forceString: true } : {}) }
    })
  const added = [...pairs('parameter', false), ...pairs('helm-set', false), ...pairs('helm-set-string', true)]
  const kept = (arrayAt(helm, 'parameters') as readonly JsonObject[]).filter(
    (one) => !added.some(({ name }) => name === one['name']),
  )
  const literal = flags.text('values-literal-file')
  const patch: JsonObject = {
    ...(flags.given('values') ? { valueFiles: flags.list('values') } : {}),
    ...(flags.given('release-name') ? { releaseName: flags.text('release-name') } : {}),
    ...(added.length === 0 ? {} : { parameters: [...kept, ...added] }),
    ...(literal === ''
      ? {}
      : { valuesObject: readValues(context.files.read(literal), literal), values: null }),
  }
  return Object.keys(patch).length === 0 ? {} : { helm: patch }
}

function readValues(text: string | undefined, path: string): JsonObject {
  if (text === undefined) throw fatal(`open ${path}: no such file or directory`)
  const values = parseYaml(text)
  return isObject(values) ? values : {}
}

function policyPatch({ flags }: Invocation, app: Application): JsonObject | undefined {
  const policy = flags.text('sync-policy')
  const changes = {
    ...(flags.given('auto-prune') ? { prune: flags.on('auto-prune') } : {}),
    ...(flags.given('self-heal') ? { selfHeal: flags.on('self-heal') } : {}),
  }
  const options = flags.list('sync-option')
  const known = arrayAt(app.spec, 'syncPolicy', 'syncOptions').map(String)
  const removed = options.filter((option) => option.startsWith('!')).map((option) => option.slice(1))
  const syncOptions = [
    ...known.filter((option) => !removed.includes(option)),
    ...options.filter((option) => !option.startsWith('!') && !known.includes(option)),
  ]
  const more = options.length === 0 ? {} : { syncOptions }
  if (['none', 'manual'].includes(policy)) return { automated: null, ...more }
  if (['auto', 'automated', 'automatic'].includes(policy)) return { automated: changes, ...more }
  if (policy !== '') throw fatal(`Invalid sync-policy: ${policy}`)
  if (Object.keys(changes).length === 0) return options.length === 0 ? undefined : more
  if (!isObject(objectAt(app.spec, 'syncPolicy')['automated'])) {
    throw fatal('Cannot set --auto-prune: application not configured with automatic sync')
  }
  return { automated: changes, ...more }
}
