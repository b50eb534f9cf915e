import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print } from '../../../../kernel/requests.js'
import { metadataOf, objectAt } from '../../../client/objects.js'
import { goQuote } from '../../../schema/go-text.js'
import { isLabelValue } from '../../../schema/names.js'
import type { Command, Invocation } from '../command.js'
import { type CommandError, KubectlError, KubectlErrors } from '../errors.js'
import { splitPairs } from '../pairs.js'
import { toCompactJson } from '../printers/go-json.js'
import {
  checkMetadataCommand,
  METADATA_FLAGS,
  type MetadataChange,
  runMetadataCommand,
} from './metadata-change.js'

/** `kubectl label`. Source: kubectl v0.32.0 pkg/cmd/label/label.go. `--local` is not modelled. */
export const label: Command = {
  flags: { ...METADATA_FLAGS, 'field-manager': { type: 'string', default: 'kubectl-label' } },
  *run(invocation) {
    return yield* runMetadataCommand(invocation, readChange(invocation))
  },
}

function readChange(invocation: Invocation): MetadataChange {
  const { args, flags } = invocation
  const { resources, pairs } = splitPairs(args, 'label')
  const { set, remove } = parseLabels(pairs)
  checkMetadataCommand(invocation, { resources, set, remove }, 'label')
  return {
    field: 'labels',
    resources,
    set,
    remove,
    refuse: (object) => refuseOverwrite(object, set),
    announce: (object) => announceMissing(object, remove),
    operation: (before, after) => operationOf(before, after, flags.on('overwrite')),
  }
}

function parseLabels(pairs: readonly string[]): {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
} {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const [key = '', value, ...rest] = pair.split('=')
    if (value === undefined) {
      remove.push(pair.slice(0, -1))
      continue
    }
    if (rest.length > 0) throw new KubectlError(`invalid label spec: ${pair}`)
    const problems = isLabelValue(value)
    if (problems.length > 0) {
      throw new KubectlError(`invalid label value: ${goQuote(pair)}: ${problems.join(';')}`)
    }
    set.set(key, value)
  }
  if (remove.some((key) => set.has(key))) {
    throw new KubectlError('can not both modify and remove a label in the same command')
  }
  return { set, remove }
}

function refuseOverwrite(object: JsonObject, set: ReadonlyMap<string, string>): CommandError | undefined {
  const current = objectAt(metadataOf(object), 'labels')
  const errors = [...set]
    .filter(([key, value]) => current[key] !== undefined && current[key] !== value)
    .map(
      ([key]) =>
        new KubectlError(`'${key}' already has a value (${String(current[key])}), and --overwrite is false`),
    )
  const [first] = errors
  return errors.length > 1 ? new KubectlErrors(errors) : first
}

/** Labels to remove that are not there are named on standard output. */
function* announceMissing(object: JsonObject, remove: readonly string[]): Proc<void> {
  const current = objectAt(metadataOf(object), 'labels')
  for (const key of remove) {
    if (current[key] === undefined) yield* print(`label ${goQuote(key)} not found.`)
  }
}

/** Source: label.go (updateDataChangeMsg): a shorter object counts as unlabeled. */
function operationOf(before: JsonObject, after: JsonObject, overwrite: boolean): string {
  const [old, next] = [toCompactJson(before), toCompactJson(after)]
  if (old === next) return 'not labeled'
  return !overwrite && next.length < old.length ? 'unlabeled' : 'labeled'
}
