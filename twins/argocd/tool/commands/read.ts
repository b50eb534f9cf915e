import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject, jsonEqual, stableStringify } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now, print, sleep } from '../../../kernel/requests.js'
import { api, itemsOf, LAST_APPLIED, objectAt, toGoYaml, toTimestamp } from '../../../kubernetes/index.js'
import { type Application, readApplication } from '../../application.js'
import { behavioursOf } from '../../behaviours.js'
import { compareAppState, type ManagedResource } from '../../compare/compare-app-state.js'
import { diffOf, newComparison } from '../../compare/managed.js'
import { APPLICATION, GROUP, VERSION } from '../../names.js'
import { isSecret } from '../../secret-values.js'
import { readSettings } from '../../settings.js'
import { addressOf, getApplication, requestRefresh } from '../applications.js'
import type { Command, Invocation } from '../command.js'
import { ArgoError } from '../errors.js'
import {
  conditionLines,
  historyLines,
  listLines,
  operationLines,
  resourceLines,
  summaryLines,
} from '../print.js'
import { printAll } from '../wait.js'

const POLL_MS = 100
const MOST_POLLS = 600
const OUTPUT = { output: { type: 'string', short: 'o', default: 'wide' } } as const

/** `argocd app list`. */
export const list: Command = {
  flags: { ...OUTPUT, selector: { type: 'string', short: 'l' } },
  args: [0, 0],
  *run({ flags }) {
    const labelSelector = flags.text('selector')
    const request = { verb: 'list', group: GROUP, version: VERSION, resource: APPLICATION.resource } as const
    const items = itemsOf(yield* api({ ...request, ...(labelSelector === '' ? {} : { labelSelector }) }))
    if (flags.text('output') === 'name') yield* printAll(items.map((item) => readApplication(item).key))
    else yield* printAll(listLines(items.map(readApplication)))
    return 0
  },
}

/** `argocd app get`, with `--refresh` and `--hard-refresh`, which wait until the refresh is done. */
export const get: Command = {
  flags: {
    ...OUTPUT,
    refresh: { type: 'bool' },
    'hard-refresh': { type: 'bool' },
    'show-operation': { type: 'bool' },
  },
  args: [1, 1],
  *run(invocation) {
    const { flags, args } = invocation
    const app = yield* refreshed(invocation, args[0] ?? '')
    switch (flags.text('output')) {
      case 'json':
        yield* print(stableStringify(app.object, 2))
        return 0
      case 'yaml':
        yield* printAll(toGoYaml(app.object).trimEnd().split('\n'))
        return 0
      case 'wide':
      case '': {
        const conditions = conditionLines(app)
        const operation = flags.on('show-operation')
          ? ['', ...operationLines(app, toTimestamp(yield* now()))]
          : []
        const resources = resourceLines(app)
        yield* printAll([
          ...summaryLines(app),
          ...(conditions.length === 0 ? [] : ['', ...conditions, '']),
          ...operation,
        ])
        if (resources.length > 0) yield* printAll(['', ...resources])
        return 0
      }
      default:
        throw new NotModelled(`argocd app get -o ${flags.text('output')}`, 'Use json, yaml or wide.')
    }
  },
}

function* refreshed(invocation: Invocation, argument: string): Proc<Application> {
  const { flags } = invocation
  const app = yield* getApplication(invocation, argument)
  const hard = flags.on('hard-refresh')
  if (!hard && !flags.on('refresh')) return app
  yield* requestRefresh(app, hard ? 'hard' : 'normal')
  for (let count = 0; count < MOST_POLLS; count++) {
    yield* sleep(POLL_MS)
    const next = yield* getApplication(invocation, argument)
    if (!isObject(next.object) || !hasRefresh(next)) return next
  }
  throw new ArgoError('rpc error: code = DeadlineExceeded desc = application refresh deadline exceeded')
}

function hasRefresh({ object }: Application): boolean {
  const annotations = (object['metadata'] as JsonObject)['annotations']
  return isObject(annotations) && annotations['argocd.argoproj.io/refresh'] !== undefined
}

/** `argocd app history`. */
export const history: Command = {
  flags: OUTPUT,
  args: [1, 1],
  *run(invocation) {
    const app = yield* getApplication(invocation, invocation.args[0] ?? '')
    if (invocation.flags.text('output') === 'id') {
      const entries = (app.status['history'] ?? []) as readonly JsonObject[]
      yield* printAll(entries.map((entry) => String(entry['id'])))
    } else yield* printAll(historyLines(app))
    return 0
  },
}

/**
 * `argocd app diff`: exit code 1 when something differs. Departs from upstream: below each object's heading stand the
 * changed fields, not the output of diff(1).
 */
export const diff: Command = {
  flags: {
    refresh: { type: 'bool' },
    'hard-refresh': { type: 'bool' },
    'exit-code': { type: 'bool', default: true },
    'diff-exit-code': { type: 'int', default: 1 },
    revision: { type: 'string' },
  },
  args: [1, 1],
  *run(invocation) {
    const { flags, args, context } = invocation
    addressOf(invocation, args[0] ?? '')
    const app = yield* refreshed(invocation, args[0] ?? '')
    const behaviours = behavioursOf(context.profile)
    const comparison = yield* newComparison(app, behaviours, yield* readSettings(behaviours))
    for (let count = 0; count < MOST_POLLS; count++) {
      const result = yield* compareAppState(comparison, app.sources, [flags.text('revision')])
      if (result === 'pending') {
        yield* sleep(POLL_MS)
        continue
      }
      const [problem] = result.conditions.filter(({ type }) => type === 'ComparisonError')
      if (problem !== undefined) throw new ArgoError(`rpc error: code = Unknown desc = ${problem.message}`)
      const changed = result.resources.filter(({ status }) => status === 'OutOfSync')
      for (const resource of changed) {
        const { target, live } = resource
        const compared =
          target !== undefined && live !== undefined ? yield* diffOf(comparison, target, live) : undefined
        const [before, after] = hidden(compared?.live ?? live, compared?.predicted ?? target)
        yield* printAll(['', heading(resource), ...differences(before, after)])
      }
      return changed.length > 0 && flags.on('exit-code') ? flags.number('diff-exit-code') : 0
    }
    throw new ArgoError('rpc error: code = DeadlineExceeded desc = context deadline exceeded')
  },
}

function heading({ key: { group, kind, namespace, name } }: ManagedResource): string {
  return `===== ${group}/${kind} ${namespace}/${name} ======`
}

/** Both sides with pluses for the values of a Secret: more of them where they differ. gitops-engine diff.go (HideSecretData). */
function hidden(
  live: JsonObject | undefined,
  target: JsonObject | undefined,
): readonly (JsonObject | undefined)[] {
  if (!isSecret(live ?? target ?? {})) return [live, target]
  const before = objectAt(live, 'data')
  const mask = (side: JsonObject | undefined) => {
    if (side === undefined) return undefined
    const values = Object.entries(objectAt(side, 'data')).map(([key, value]) => {
      const same = before[key] === undefined || before[key] === value
      return [key, same ? '++++++++' : '+++++++++']
    })
    const { metadata, data: _data, stringData: _text, ...rest } = side
    const annotations = { ...objectAt(metadata, 'annotations'), [LAST_APPLIED]: '' }
    return {
      ...rest,
      metadata: { ...(metadata as JsonObject), annotations },
      data: Object.fromEntries(values),
    } as JsonObject
  }
  return [mask(live), mask(target)]
}

function differences(live: Json | undefined, target: Json | undefined, path = ''): readonly string[] {
  if (jsonEqual(live, target)) return []
  if (isObject(live) && isObject(target)) {
    const members = [...new Set([...Object.keys(live), ...Object.keys(target)])].sort()
    return members.flatMap((member) => differences(live[member], target[member], `${path}.${member}`))
  }
  const shown = (sign: string, value: Json | undefined) =>
    value === undefined ? [] : [`${sign} ${path}: ${stableStringify(value)}`]
  return [...shown('<', live), ...shown('>', target)]
}
