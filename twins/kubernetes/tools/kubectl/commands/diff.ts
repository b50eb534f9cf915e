import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { mint, now, printError } from '../../../../kernel/requests.js'
import { metadataOf, objectAt, VIRTUAL_EPOCH_MS } from '../../../client/objects.js'
import { isNotFound, StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { failureText, isCommandError, KubectlError, usageError } from '../errors.js'
import { FILE_FLAGS, SELECTOR_FLAG, unmodelled } from '../flag-sets.js'
import { withoutLastApplied } from '../last-applied.js'
import { resourceOf } from '../mappings.js'
import { toGoYaml } from '../printers/go-yaml.js'
import { write } from '../printers/print-result.js'
import { unifiedDiff } from '../printers/unified-diff.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, type Found, fetchTarget, visit } from '../sources.js'
import { mergePatchOf } from './apply-patch.js'
import { warnIfDeleting } from './warn-if-deleting.js'

/** Exit codes. Source: kubectl v0.32.0 pkg/cmd/diff/diff.go (NewCmdDiff). */
const DIFFERS = 1
const FAILED = 2

const MASK = '***'
const MASK_BEFORE = '*** (before)'
const MASK_AFTER = '*** (after)'

/**
 * `kubectl diff`: the live objects and what applying the files would make of them, as `diff -u -N` shows two folders. What
 * goes wrong ends it with 2. Another program in KUBECTL_EXTERNAL_DIFF is not modelled.
 * Source: kubectl v0.32.0 pkg/cmd/diff/diff.go.
 */
export const diff: Command = {
  flags: {
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    concurrency: { type: 'int', default: 1 },
    'field-manager': { type: 'string', default: 'kubectl-client-side-apply' },
    'force-conflicts': { type: 'bool' },
    prune: unmodelled('bool'),
    'prune-allowlist': unmodelled('array'),
    'server-side': { type: 'bool' },
    'show-managed-fields': { type: 'bool' },
  },

  *run(invocation) {
    try {
      const pairs = yield* pairsOf(invocation)
      const differences = yield* printDifferences(invocation, pairs)
      return differences === 0 ? 0 : DIFFERS
    } catch (error) {
      if (!isCommandError(error)) throw error
      yield* printError(failureText(error).replace(/\n$/, ''))
      return FAILED
    }
  },
}

/** A live object and what would become of it. */
interface Pair {
  readonly name: string
  readonly live: JsonObject | undefined
  readonly merged: JsonObject
}

function* pairsOf(invocation: Invocation): Proc<readonly Pair[]> {
  const { args, flags, path } = invocation
  if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`)
  if (flags.list('filename').length === 0) throw new KubectlError('must specify one of -f and -k')
  if (flags.on('force-conflicts') && !flags.on('server-side')) {
    throw new KubectlError('--force-conflicts only works with --server-side')
  }
  const pairs: Pair[] = []
  const selected = yield* select(invocation, selectionOf(invocation))
  yield* visit(invocation, selected, {}, function* (target) {
    const live = yield* liveOf(invocation, target as Found)
    const merged = yield* mergedOf(invocation, target as Found, live)
    if (live !== undefined) yield* warnIfDeleting(live)
    const { mapping, namespace, name } = target
    const group = mapping.group === '' ? '' : `${mapping.group}.`
    pairs.push({ name: `${group}${mapping.version}.${mapping.kind}.${namespace}.${name}`, live, merged })
  })
  return pairs
}

function* liveOf(invocation: Invocation, target: Found): Proc<JsonObject | undefined> {
  try {
    return (yield* fetchTarget(invocation, target)).object
  } catch (error) {
    if (error instanceof StatusError && isNotFound(error)) return undefined
    throw error
  }
}

/** The object as it would be: a dry run of apply. */
function* mergedOf(invocation: Invocation, target: Found, live: JsonObject | undefined): Proc<JsonObject> {
  const { flags } = invocation
  const fieldManager = flags.text('field-manager')
  if (flags.on('server-side')) {
    const manager = flags.given('field-manager') ? fieldManager : 'kubectl'
    return yield* send(invocation, {
      verb: 'patch',
      ...addressOf(target),
      patchType: 'apply',
      body: target.object,
      fieldManager: manager,
      force: flags.on('force-conflicts'),
      dryRun: true,
    })
  }
  if (live === undefined) {
    return yield* send(invocation, {
      verb: 'create',
      ...resourceOf(target.mapping),
      ...(target.namespace === '' ? {} : { namespace: target.namespace }),
      body: target.object,
      fieldManager,
      dryRun: true,
    })
  }
  const { type, body } = mergePatchOf(target, withoutLastApplied(target.object), live)
  return yield* send(invocation, {
    verb: 'patch',
    ...addressOf(target),
    patchType: type,
    body,
    fieldManager,
    dryRun: true,
  })
}

/** Prints what differs, file by file in the order of their names, and gives how many do. */
function* printDifferences(invocation: Invocation, pairs: readonly Pair[]): Proc<number> {
  const live = `/tmp/LIVE-${yield* digits('live')}`
  const merged = `/tmp/MERGED-${yield* digits('merged')}`
  let count = 0
  const sorted = [...pairs].sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const pair of sorted) {
    const [before, after] = masked(invocation, pair)
    const hunks = unifiedDiff(before, after)
    if (hunks === '') continue
    count++
    const written = `${stamp(yield* now())}`
    const absent = '1970-01-01 00:00:00.000000000 +0000'
    yield* write(
      `diff -u -N ${live}/${pair.name} ${merged}/${pair.name}\n` +
        `--- ${live}/${pair.name}\t${pair.live === undefined ? absent : written}\n` +
        `+++ ${merged}/${pair.name}\t${written}\n${hunks}`,
    )
  }
  return count
}

/** The random part of a temporary folder's name. */
function* digits(purpose: string): Proc<string> {
  return String(Number.parseInt((yield* mint('diff', purpose)).slice(0, 8), 16))
}

/** `2026-01-01 00:00:05.000000000 +0000`, as diff prints the time of a file. */
function stamp(nowMs: number): string {
  const [day = '', time = ''] = new Date(VIRTUAL_EPOCH_MS + nowMs).toISOString().split('T')
  return `${day} ${time.slice(0, -1)}000000 +0000`
}

/** Both objects as YAML; what a Secret holds is masked in a way that still shows what changes. */
function masked({ flags }: Invocation, { live, merged }: Pair): readonly [string, string] {
  const shown = (object: JsonObject | undefined) =>
    object === undefined || flags.on('show-managed-fields') ? object : withoutManagers(object)
  const before = shown(live)
  const after = shown(merged) as JsonObject
  const isSecret = merged['kind'] === 'Secret' && merged['apiVersion'] === 'v1'
  if (!isSecret) return [before === undefined ? '' : toGoYaml(before), toGoYaml(after)]
  const old = before === undefined ? {} : objectAt(before, 'data')
  const next = objectAt(after, 'data')
  return [
    before === undefined ? '' : toGoYaml(withData(before, maskedData(old, next, MASK_BEFORE))),
    toGoYaml(withData(after, maskedData(next, old, MASK_AFTER))),
  ]
}

function maskedData(data: JsonObject, other: JsonObject, changed: string): JsonObject {
  const mask = (key: string, value: Json | undefined): string =>
    other[key] !== undefined && other[key] !== value ? changed : MASK
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mask(key, value)]))
}

function withData(object: JsonObject, data: JsonObject): JsonObject {
  return isObject(object['data']) ? { ...object, data } : object
}

function withoutManagers(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = metadataOf(object)
  return { ...object, metadata }
}
