import type { JsonObject } from '../../../../kernel/json.js'
import { metadataOf, objectAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { splitPairs } from '../pairs.js'
import {
  checkMetadataCommand,
  METADATA_FLAGS,
  type MetadataChange,
  runMetadataCommand,
} from './metadata-change.js'

/** The annotation that may always be overwritten. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/** `kubectl annotate`. Source: kubectl v0.32.0 pkg/cmd/annotate/annotate.go. `--local` is not modelled. */
export const annotate: Command = {
  flags: { ...METADATA_FLAGS, 'field-manager': { type: 'string', default: 'kubectl-annotate' } },
  *run(invocation) {
    return yield* runMetadataCommand(invocation, readChange(invocation))
  },
}

function readChange(invocation: Invocation): MetadataChange {
  const { args } = invocation
  const { resources, pairs } = splitPairs(args, 'annotation')
  const { set, remove } = parseAnnotations(pairs)
  checkMetadataCommand(invocation, { resources, set, remove }, 'annotation')
  const both = remove.filter((key) => set.has(key))
  if (both.length > 0) {
    throw new KubectlError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    )
  }
  return {
    field: 'annotations',
    resources,
    set,
    remove,
    refuse: (object) => refuseOverwrite(object, set),
    operation: () => 'annotated',
  }
}

/** Source: kubectl v0.32.0 pkg/cmd/util/helpers.go (ParsePairs). */
function parseAnnotations(pairs: readonly string[]): {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
} {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals > 0) set.set(pair.slice(0, equals), pair.slice(equals + 1))
    else remove.push(pair.slice(0, -1))
  }
  return { set, remove }
}

function refuseOverwrite(object: JsonObject, set: ReadonlyMap<string, string>): KubectlError | undefined {
  const current = objectAt(metadataOf(object), 'annotations')
  const taken = [...set]
    .filter(([key, value]) => key !== CHANGE_CAUSE && current[key] !== undefined && current[key] !== value)
    .map(([key]) => `'${key}' already has a value (${String(current[key])})`)
  if (taken.length === 0) return undefined
  return new KubectlError(
    `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
  )
}
