import { describe, expect, it } from 'vitest'
import { launch, run } from '../../../../../twins/kernel/index.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { type EventRecord, recordEvent } from '../../../../../twins/kubernetes/client/events.js'
import { listObjects } from '../../../../../twins/kubernetes/client/objects.js'
import { secretOf, Workloads } from '../../../../support/workloads.js'

/** Records events one after the other, a minute apart, and returns what is stored. */
function recorded(events: (involved: JsonObject) => readonly EventRecord[]): readonly JsonObject[] {
  const twin = new Workloads()
  const involved = twin.create(secretOf('s', {}))
  const programs = twin.system.programs as Map<string, unknown>
  events(involved).forEach((event, index) => {
    programs.set(`say-${index}`, function* () {
      yield* recordEvent(event)
      return 0
    })
    twin.world = run(twin.system, launch(twin.system, twin.world, `say-${index}`, `say-${index}`, {})).world
    twin.elapse(60_000)
  })
  return listObjects(twin.world, '', 'events')
}

const said = (involved: JsonObject, more: Partial<EventRecord> = {}): EventRecord => ({
  involved,
  type: 'Normal',
  reason: 'Tested',
  message: 'a message',
  component: 'tester',
  ...more,
})

describe('recordEvent', () => {
  it('creates an event about the object', () => {
    const [event] = recorded((involved) => [said(involved, { host: 'node-a' })])
    expect(event).toMatchObject({
      metadata: { namespace: 'test', name: expect.stringMatching(/^s\.[0-9a-f]{16}$/) },
      involvedObject: { kind: 'Secret', apiVersion: 'v1', namespace: 'test', name: 's' },
      type: 'Normal',
      reason: 'Tested',
      message: 'a message',
      source: { component: 'tester', host: 'node-a' },
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
    })
  })

  it('counts when the same is said again', () => {
    const events = recorded((involved) => [said(involved), said(involved), said(involved)])
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      count: 3,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:02:00Z',
    })
  })

  it.each<Partial<EventRecord>>([
    { type: 'Warning' },
    { reason: 'Other' },
    { message: 'another' },
    { component: 'other' },
    { host: 'node-a' },
    { fieldPath: 'spec.x' },
  ])('makes another event when %j differs', (more) => {
    expect(recorded((involved) => [said(involved), said(involved, more)])).toHaveLength(2)
  })

  it('puts events about cluster-scoped objects into default', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-a', uid: 'u' } }
    expect(recorded(() => [said(node)])[0]).toMatchObject({ metadata: { namespace: 'default' } })
  })

  it('ignores a refusal', () => {
    const elsewhere = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'none', uid: 'u' },
    }
    expect(recorded(() => [said(elsewhere)])).toEqual([])
  })
})
