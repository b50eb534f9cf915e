import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { now, printError } from '../../../../kernel/requests.js'
import { discover, findResource } from '../../../client/discovery.js'
import { arrayAt, metadataOf, textAt, VIRTUAL_EPOCH_MS } from '../../../client/objects.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { eventAge, lastSeen } from '../describe/events.js'
import { KubectlError } from '../errors.js'
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS, unmodelled } from '../flag-sets.js'
import { objectPrinter } from '../printers/object-printer.js'
import { write } from '../printers/print-result.js'
import { alignColumns, TABLE_WIDTHS } from '../printers/tab-writer.js'

/** `kubectl events`; watching is not modelled. Source: kubectl v0.32.0 pkg/cmd/events/events.go, event_printer.go. */
export const events: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...ALL_NAMESPACES_FLAG,
    'chunk-size': { type: 'int', default: 500 },
    for: { type: 'string' },
    'no-headers': { type: 'bool' },
    types: { type: 'strings' },
    watch: unmodelled('bool', 'w'),
  },

  *run(invocation) {
    const { flags, namespace } = invocation
    const everywhere = flags.on('all-namespaces')
    const fieldSelector = yield* selectorOf(flags.text('for'))
    const printer = objectPrinter(invocation)
    const types = flags.list('types').map((type) => type.toLowerCase())
    if (types.some((type) => type !== 'normal' && type !== 'warning')) {
      throw new KubectlError('valid --types are Normal or Warning')
    }
    const body = yield* send(invocation, {
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'events',
      ...(everywhere ? {} : { namespace }),
      ...(fieldSelector === '' ? {} : { fieldSelector }),
    })
    const found = arrayAt(body, 'items')
      .filter(isObject)
      .filter((event) => types.length === 0 || types.includes(textAt(event, 'type').toLowerCase()))
    if (found.length === 0) {
      yield* printError(everywhere ? 'No events found.' : `No events found in ${namespace} namespace.`)
      return 0
    }
    const sorted = [...found].sort((a, b) => lastSeen(a) - lastSeen(b))
    if (printer !== undefined) {
      yield* write(printer({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: sorted }))
      return 0
    }
    yield* printTable(invocation, sorted)
    return 0
  },
}

/** The selector of `--for type/name`; '' when there is none. */
function* selectorOf(subject: string): Proc<string> {
  if (subject === '') return ''
  const [type = '', name, ...rest] = subject.split('/')
  if (name === undefined) throw new KubectlError('--for must be in resource/name form')
  if (rest.length > 0) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash')
  }
  const info = findResource(yield* discover(), type.toLowerCase())
  if (info === undefined)
    throw new KubectlError(`the server doesn't have a resource type "${type.split('.')[0]}"`)
  const version = info.versions[0] ?? ''
  const apiVersion = info.group === '' ? version : `${info.group}/${version}`
  return `involvedObject.kind=${info.kind},involvedObject.apiVersion=${apiVersion},involvedObject.name=${name}`
}

function* printTable({ flags }: Invocation, found: readonly JsonObject[]): Proc<void> {
  const everywhere = flags.on('all-namespaces')
  const nowMs = VIRTUAL_EPOCH_MS + (yield* now())
  const header = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const rows = found.map((event) => [
    ...(everywhere ? [textAt(metadataOf(event), 'namespace')] : []),
    eventAge(event, nowMs),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    `${textAt(event, 'involvedObject', 'kind')}/${textAt(event, 'involvedObject', 'name')}`,
    textAt(event, 'message').trim(),
  ])
  const lines = [...(flags.on('no-headers') ? [] : [header]), ...rows].map((cells) => cells.join('\t'))
  yield* write(`${alignColumns(lines.join('\n'), TABLE_WIDTHS)}\n`)
}
