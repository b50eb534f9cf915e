import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { print } from '../../../kernel/requests.js'
import { arrayAt, numberAt, objectAt, textAt } from '../../../kubernetes/index.js'
import { type Application, isAutomated, syncOptionsOf } from '../../application.js'
import { isGitError, resolveRevision } from '../../git/port.js'
import { startOperation } from '../../start-operation.js'
import { getApplication, patchApplication, SERVER_MANAGER } from '../applications.js'
import { type Command, type Invocation, TIMEOUT_FLAG } from '../command.js'
import { fatal, rpcError } from '../errors.js'
import { waitOnApplication } from '../wait.js'

/** `argocd app sync`: sets the operation as the API server does, and waits for it unless `--async`. */
export const sync: Command = {
  flags: {
    ...TIMEOUT_FLAG,
    'dry-run': { type: 'bool' },
    prune: { type: 'bool' },
    revision: { type: 'string' },
    resource: { type: 'array' },
    async: { type: 'bool' },
    force: { type: 'bool' },
    replace: { type: 'bool' },
    'server-side': { type: 'bool' },
    'apply-out-of-sync-only': { type: 'bool' },
    strategy: { type: 'string' },
    'retry-limit': { type: 'int', default: 0 },
    'retry-refresh': { type: 'bool' },
  },
  args: [1, Number.POSITIVE_INFINITY],
  *run(invocation) {
    for (const argument of invocation.args) yield* syncOne(invocation, argument)
    return 0
  },
}

function* syncOne(invocation: Invocation, argument: string): Proc<void> {
  const { flags } = invocation
  const app = yield* getApplication(invocation, argument)
  yield* start(app, operationFor(invocation, app, yield* resolvedRevision(invocation, app)))
  if (flags.on('async')) return
  const after = yield* waitOnApplication(app, { operation: true }, flags.number('timeout'))
  if (flags.on('dry-run')) return
  const phase = textAt(after.operationState, 'phase')
  if (phase !== 'Succeeded') throw fatal(`Operation has completed with phase: ${phase}`)
  const whole = flags.list('resource').length === 0
  if (!whole || textAt(after.status, 'sync', 'status') === 'Synced') return
  const required = arrayAt(after.operationState, 'syncResult', 'resources').filter(
    (one) => textAt(one, 'status') === 'PruneSkipped',
  )
  if (required.length > 0) throw fatal(`${required.length} resources require pruning`)
}

/** The commit to sync to, which a retry keeps; of several sources nothing is resolved here. (resolveRevision.) */
function* resolvedRevision({ flags }: Invocation, app: Application): Proc<string> {
  const [source] = app.sources
  if (app.several || source === undefined) return flags.text('revision')
  const wanted = flags.text('revision') || textAt(source, 'targetRevision')
  const commit = yield* resolveRevision(textAt(source, 'repoURL'), wanted)
  if (!isGitError(commit)) return commit.revision
  const why =
    commit.error === 'no-repository'
      ? 'failed to list refs: repository not found'
      : `unable to resolve '${wanted}' to a commit SHA`
  throw rpcError('FailedPrecondition', `rpc error: code = Unknown desc = ${why}`)
}

/** server/application/application.go (Sync). */
function operationFor({ flags }: Invocation, app: Application, resolved: string): JsonObject {
  if (app.terminating) throw rpcError('FailedPrecondition', 'application is deleting')
  const policy = objectAt(app.spec, 'syncPolicy')
  const revision = flags.text('revision')
  const target = textAt(app.sources[0], 'targetRevision')
  if (isAutomated(app.spec) && revision !== '' && revision !== target && !flags.on('dry-run')) {
    throw rpcError('FailedPrecondition', `Cannot sync to ${revision}: auto-sync currently set to ${target}`)
  }
  const options = [
    ...syncOptionsOf(policy),
    ...(flags.on('replace') ? ['Replace=true'] : []),
    ...(flags.on('server-side') ? ['ServerSideApply=true'] : []),
    ...(flags.on('apply-out-of-sync-only') ? ['ApplyOutOfSyncOnly=true'] : []),
  ]
  const force = flags.on('force') ? { force: true } : {}
  const strategy = flags.text('strategy') === 'apply' ? { apply: force } : { hook: force }
  const operation: JsonObject = {
    initiatedBy: { username: 'admin' },
    sync: {
      ...(resolved === '' ? {} : { revision: resolved }),
      ...(flags.on('prune') ? { prune: true } : {}),
      ...(flags.on('dry-run') ? { dryRun: true } : {}),
      ...(options.length === 0 ? {} : { syncOptions: options }),
      ...(flags.list('resource').length === 0 ? {} : { resources: flags.list('resource').map(selected) }),
      syncStrategy: strategy,
    },
  }
  const retry = flags.given('retry-limit')
    ? { limit: flags.number('retry-limit'), ...(flags.on('retry-refresh') ? { refresh: true } : {}) }
    : policy['retry']
  return retry === undefined ? operation : { ...operation, retry }
}

/** `GROUP:KIND:NAME`, or with `NAMESPACE/NAME`. */
function selected(text: string): JsonObject {
  const [group = '', kind = '', last = ''] = text.split(':')
  const [first = '', second] = last.split('/')
  if (kind === '' || last === '') {
    throw rpcError('InvalidArgument', `Resource should have GROUP:KIND:NAME, but instead got: ${text}`)
  }
  return second === undefined ? { group, kind, name: first } : { group, kind, namespace: first, name: second }
}

function* start(app: Application, operation: JsonObject): Proc<void> {
  const refused = yield* startOperation(app, operation, SERVER_MANAGER)
  if (refused !== undefined) throw rpcError('FailedPrecondition', refused)
}

/** `argocd app wait`: by default for sync, health and the operation. */
export const wait: Command = {
  flags: {
    ...TIMEOUT_FLAG,
    sync: { type: 'bool' },
    health: { type: 'bool' },
    operation: { type: 'bool' },
    suspended: { type: 'bool' },
    degraded: { type: 'bool' },
  },
  args: [1, Number.POSITIVE_INFINITY],
  *run(invocation) {
    const { flags, args } = invocation
    const names = ['sync', 'health', 'operation', 'suspended', 'degraded'] as const
    const asked = Object.fromEntries(names.map((name) => [name, flags.on(name)]))
    const watch = names.some((name) => flags.on(name)) ? asked : { sync: true, health: true, operation: true }
    for (const argument of args) {
      const app = yield* getApplication(invocation, argument)
      yield* waitOnApplication(app, watch, flags.number('timeout'))
    }
    return 0
  },
}

/** `argocd app terminate-op`. server/application/application.go (TerminateOperation). */
export const terminateOp: Command = {
  flags: {},
  args: [1, 1],
  *run(invocation) {
    const app = yield* getApplication(invocation, invocation.args[0] ?? '')
    if (app.operation === undefined || app.operationState === undefined) {
      throw rpcError('InvalidArgument', 'Unable to terminate operation. No operation is in progress')
    }
    yield* patchApplication(app, { status: { operationState: { phase: 'Terminating' } } })
    yield* print(`Application '${app.name}' operation terminating`)
    return 0
  },
}

/** `argocd app rollback`: a sync to an entry of the history, without hooks. (Rollback.) */
export const rollback: Command = {
  flags: { ...TIMEOUT_FLAG, prune: { type: 'bool' } },
  args: [1, 2],
  *run(invocation) {
    const { flags, args } = invocation
    const app = yield* getApplication(invocation, args[0] ?? '')
    const entry = findHistory(app, args[1])
    if (app.terminating) throw rpcError('FailedPrecondition', 'application is deleting')
    if (isAutomated(app.spec)) {
      throw rpcError('FailedPrecondition', 'rollback cannot be initiated when auto-sync is enabled')
    }
    const { source, revision } = entry
    const options = syncOptionsOf(objectAt(app.spec, 'syncPolicy'))
    const sync = {
      source: source ?? {},
      revision: revision ?? '',
      ...(flags.on('prune') ? { prune: true } : {}),
      ...(options.length === 0 ? {} : { syncOptions: options }),
      syncStrategy: { apply: {} },
    }
    yield* start(app, { initiatedBy: { username: 'admin' }, sync })
    yield* waitOnApplication(app, { operation: true }, flags.number('timeout'))
    return 0
  },
}

/** The entry with this id; without one the deployment before the last. app.go (findRevisionHistory). */
function findHistory(app: Application, id: string | undefined): JsonObject {
  const history = arrayAt(app.status, 'history') as readonly JsonObject[]
  if (id === undefined || id === '-1') {
    const before = history.at(-2)
    if (before === undefined)
      throw fatal(`application '${app.key}' should have at least two successful deployments`)
    return before
  }
  const found = history.find((entry) => numberAt(entry, -1, 'id') === Number(id))
  if (found === undefined)
    throw fatal(`application '${app.key}' does not have deployment id '${id}' in history`)
  return found
}
