import { describe, expect, it } from 'vitest'
import { deepFreeze, type JsonObject } from '../../../../../../twins/kernel/json.js'
import {
  decodeManagedFields,
  encodeManagedFields,
  fieldSetOf,
  type ManagedFields,
  ManagedFieldsError,
  NO_MANAGERS,
  resetsManagedFields,
  trackUpdate,
} from '../../../../../../twins/kubernetes/machinery/managed-fields/index.js'
import { typeSchemaOf } from '../../../../../../twins/kubernetes/machinery/merge-keys.js'
import { PLAIN } from '../../../../../../twins/kubernetes/machinery/type-schema.js'

const listTypes = typeSchemaOf('ConfigMap') ?? PLAIN

function update(
  managedFields: ManagedFields,
  manager: string,
  version: number,
  nowMs = version * 1000,
): ManagedFields {
  const object = (value: number): JsonObject =>
    deepFreeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { [`k${value}`]: 'x' } })
  const before = version === 0 ? undefined : deepFreeze({ ...object(version), data: allKeys(version) })
  const after = deepFreeze({ ...object(version), data: allKeys(version + 1) })
  return trackUpdate({ listTypes, before, after, managedFields, manager, apiVersion: 'v1', nowMs })
}

function allKeys(count: number): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'x']))
}

describe('encodeManagedFields', () => {
  const managers: ManagedFields = [
    { manager: 'z', operation: 'Update', apiVersion: 'v1', timeMs: 1000, fields: { 'f:b': {} } },
    { manager: 'a', operation: 'Update', apiVersion: 'v1', timeMs: 2000, fields: { 'f:c': {} } },
    { manager: 'h', operation: 'Apply', apiVersion: 'v1', timeMs: 9000, fields: { 'f:a': {} } },
    { manager: 's', operation: 'Update', apiVersion: 'v1', subresource: 'status', fields: { 'f:d': {} } },
  ]
  const encoded = encodeManagedFields(managers, (timeMs) => `T${timeMs}`)

  it('sorts by operation, time and manager', () => {
    expect(encoded.map(({ manager }) => manager)).toEqual(['h', 's', 'z', 'a'])
  })

  it('writes the wire form', () => {
    expect(encoded[0]).toEqual({
      manager: 'h',
      operation: 'Apply',
      apiVersion: 'v1',
      time: 'T9000',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:a': {} },
    })
  })

  it('is read back', () => {
    const decoded = decodeManagedFields(encoded, (time) => Number(time.slice(1)))
    expect(encodeManagedFields(decoded, (timeMs) => `T${timeMs}`)).toEqual(encoded)
  })
})

describe('decodeManagedFields', () => {
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }
  it.each([
    [{ ...entry, operation: 'Delete' }, 'operation must be `Apply` or `Update`'],
    [{ ...entry, apiVersion: '' }, 'apiVersion must not be empty'],
    [{ ...entry, fieldsType: '' }, 'missing fieldsType in managed fields entry 0'],
    [{ ...entry, fieldsType: 'V2' }, 'invalid fieldsType "V2" in managed fields entry 0'],
  ])('refuses %j', (item, text) => {
    expect(() => decodeManagedFields([item])).toThrow(ManagedFieldsError)
    expect(() => decodeManagedFields([item])).toThrow(text)
  })

  it.each([
    [[], true],
    [[{}], true],
    [[entry], false],
    [undefined, false],
  ])('knows a reset (%j)', (json, expected) => {
    expect(resetsManagedFields(json)).toBe(expected)
  })
})

describe('trackUpdate', () => {
  it('moves a changed field to the updater and leaves the map itself to the first', () => {
    const object = (value: string): JsonObject => deepFreeze({ kind: 'ConfigMap', data: { x: value } })
    const common = { listTypes, apiVersion: 'v1' }
    const created = trackUpdate({
      ...common,
      before: undefined,
      after: object('1'),
      managedFields: NO_MANAGERS,
      manager: 'a',
      nowMs: 0,
    })
    expect(created[0]?.fields).toEqual({ 'f:data': { '.': {}, 'f:x': {} } })
    const updated = trackUpdate({
      ...common,
      before: object('1'),
      after: object('2'),
      managedFields: created,
      manager: 'b',
      nowMs: 1,
    })
    expect(updated.map(({ manager, fields }) => [manager, fields])).toEqual([
      ['a', { 'f:data': {} }],
      ['b', { 'f:data': { 'f:x': {} } }],
    ])
  })

  it('never tracks the identity of the object', () => {
    const after = deepFreeze({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'c',
        namespace: 'n',
        uid: 'u',
        resourceVersion: '1',
        creationTimestamp: 't',
        generation: 1,
      },
    })
    const created = trackUpdate({
      listTypes,
      before: undefined,
      after,
      managedFields: NO_MANAGERS,
      manager: 'a',
      apiVersion: 'v1',
      nowMs: 0,
    })
    expect(created).toEqual([])
  })

  it('keeps ten updaters and merges the oldest into ancient-changes', () => {
    const managers = Array.from({ length: 12 }, (_, index) => index).reduce<ManagedFields>(
      (all, index) => update(all, `m${index}`, index),
      NO_MANAGERS,
    )
    expect(managers).toHaveLength(10)
    const ancient = managers.find(({ manager }) => manager === 'ancient-changes')
    expect(ancient?.fields).toEqual({ 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {} } })
    expect(ancient?.timeMs).toBe(2000)
  })

  it('calls a manager without a name unknown', () => {
    expect(update(NO_MANAGERS, '', 0)[0]?.manager).toBe('unknown')
  })
})

describe('fieldSetOf', () => {
  it('names leaves, atomic values as one, items and map keys by themselves', () => {
    const deployment = typeSchemaOf('Deployment') ?? PLAIN
    const set = fieldSetOf(deployment, {
      metadata: { labels: { a: '1' } },
      spec: {
        selector: { matchLabels: { a: '1' } },
        template: { spec: { containers: [{ name: 'c', args: ['x'], ports: [{ containerPort: 80 }] }] } },
      },
    })
    expect(set).toEqual({
      'f:metadata': { 'f:labels': { 'f:a': {} } },
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"c"}': {
                '.': {},
                'f:args': {},
                'f:name': {},
                'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
              },
            },
          },
        },
      },
    })
  })
})
