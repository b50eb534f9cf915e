import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue } from '../field-error.js'
import { numberAt, objectAt, stringAt } from '../share.js'
import { elapsedSince } from '../time.js'
import { defineBuiltin } from './define-builtin.js'
import { column, nameOf, wideColumn } from './printing.js'

/**
 * Core v1 Event. `events.k8s.io/v1` is not served.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/events.go (legacyValidateEvent),
 * pkg/printers/internalversion/printers.go (printEvent).
 */
export const event = defineBuiltin({
  group: '',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  allowCreateOnUpdate: true,
  validate: validateEvent,
  printerColumns: [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    wideColumn('Subobject'),
    wideColumn('Source'),
    column('Message'),
    wideColumn('First Seen'),
    wideColumn('Count'),
    wideColumn('Name'),
  ],
  printRow: (object, nowMs) => {
    const involved = objectAt(object, 'involvedObject')
    const series = objectAt(object, 'series')
    const first = elapsedSince(object['firstTimestamp'] ?? object['eventTime'], nowMs)
    const single =
      object['lastTimestamp'] === undefined ? first : elapsedSince(object['lastTimestamp'], nowMs)
    const kind = stringAt(involved, 'kind').toLowerCase()
    const target = stringAt(involved, 'name')
    return [
      series === undefined ? single : elapsedSince(series['lastObservedTime'], nowMs),
      stringAt(object, 'type'),
      stringAt(object, 'reason'),
      target === '' ? kind : `${kind}/${target}`,
      stringAt(involved, 'fieldPath'),
      sourceText(object),
      stringAt(object, 'message').trim(),
      first,
      String(numberAt(series ?? object, 'count') || 1),
      nameOf(object),
    ]
  },
})

/** Events of objects without a namespace live in `default`. */
function validateEvent(object: JsonObject): readonly FieldError[] {
  const involved = stringAt(object, 'involvedObject', 'namespace')
  const own = stringAt(object, 'metadata', 'namespace')
  const matches = involved === own || (involved === '' && own === 'default')
  return matches ? [] : [invalidValue('involvedObject.namespace', involved, 'does not match event.namespace')]
}

function sourceText(object: JsonObject): string {
  const component = stringAt(object, 'source', 'component') || stringAt(object, 'reportingComponent')
  const host = stringAt(object, 'source', 'host') || stringAt(object, 'reportingInstance')
  return host === '' ? component : `${component}, ${host}`
}
