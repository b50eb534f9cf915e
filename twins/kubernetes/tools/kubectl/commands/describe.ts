import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { now, printError } from '../../../../kernel/requests.js'
import { VIRTUAL_EPOCH_MS } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { DescribeText } from '../describe/describe-text.js'
import { describerOf } from '../describe/describers.js'
import { describeEvents, eventsOf } from '../describe/events.js'
import { type CommandError, isNotFoundError, throwCollected } from '../errors.js'
import { ALL_NAMESPACES_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../flag-sets.js'
import type { Mapping } from '../mappings.js'
import { write } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { attempt, collect, fetchTarget, type Target } from '../sources.js'

/** `kubectl describe`. Source: kubectl v0.32.0 pkg/cmd/describe/describe.go. */
export const describe: Command = {
  flags: {
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...ALL_NAMESPACES_FLAG,
    'chunk-size': { type: 'int', default: 500 },
    'show-events': { type: 'bool', default: true },
  },

  *run(invocation) {
    const { args, flags, namespace } = invocation
    const selected = yield* select(invocation, selectionOf(invocation, { typeAlone: true }))
    const { found, error } = yield* collect(invocation, selected)
    if (error !== undefined && isNotFoundError(error) && args.length === 2) {
      yield* describeMatching(invocation, error)
      return 0
    }
    const errors: CommandError[] = error === undefined ? [] : [error]
    let first = true
    for (const target of found) {
      const text = yield* attempt(errors, describeTarget(invocation, target))
      if (text === undefined) continue
      yield* write(first ? text : `\n\n${text}`)
      first = false
    }
    if (found.length === 0 && errors.length === 0) {
      const everywhere = flags.on('all-namespaces')
      yield* printError(everywhere ? 'No resources found' : `No resources found in ${namespace} namespace.`)
    }
    throwCollected(errors)
    return 0
  },
}

/** A name that is not there is taken as the beginning of names. Source: describe.go (DescribeMatchingResources). */
function* describeMatching(invocation: Invocation, error: CommandError): Proc<void> {
  const [type = '', prefix = ''] = invocation.args
  const selected = yield* select(invocation, { args: [type], typeAlone: true })
  const { found } = yield* collect(invocation, selected)
  const matching = found.filter(({ name }) => name.startsWith(prefix))
  if (matching.length === 0) throw error
  for (const target of matching) yield* write(`${yield* describeTarget(invocation, target)}\n`)
}

/** Describers read the object again, as upstream's do. */
function* describeTarget(invocation: Invocation, target: Target): Proc<string> {
  const { object } = yield* fetchTarget(invocation, target)
  return yield* describeObject(invocation, target.mapping, object)
}

/** The description of an object, events included. */
function* describeObject(invocation: Invocation, mapping: Mapping, object: JsonObject): Proc<string> {
  const describer = describerOf(mapping)
  const text = new DescribeText(invocation.minor)
  yield* describer.write(text, object, invocation)
  if (describer.events && invocation.flags.on('show-events')) {
    const events = yield* eventsOf(invocation, object)
    const nowMs = events.length === 0 ? 0 : VIRTUAL_EPOCH_MS + (yield* now())
    describeEvents(text, events, nowMs)
  }
  return text.toString()
}
