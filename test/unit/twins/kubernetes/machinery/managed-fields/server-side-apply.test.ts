import { describe, expect, it } from 'vitest'
import { deepFreeze, type JsonObject } from '../../../../../../twins/kernel/json.js'
import { typeSchemaFromOpenApi } from '../../../../../../twins/kubernetes/machinery/crd-types.js'
import {
  type Applied,
  ApplyConflict,
  ApplyError,
  applyServerSide,
  conflictCauses,
  formatConflicts,
  LAST_APPLIED_ANNOTATION,
  type ManagedFields,
  NO_MANAGERS,
  type ServerSideApply,
  trackUpdate,
} from '../../../../../../twins/kubernetes/machinery/managed-fields/index.js'
import { typeSchemaOf } from '../../../../../../twins/kubernetes/machinery/merge-keys.js'
import { PLAIN } from '../../../../../../twins/kubernetes/machinery/type-schema.js'

const listTypes = typeSchemaOf('ConfigMap') ?? PLAIN

function configMap(data: JsonObject, metadata: JsonObject = {}): JsonObject {
  return deepFreeze({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'ns', ...metadata },
    data,
  })
}

function apply(config: JsonObject, options: Partial<ServerSideApply> = {}): Applied {
  return deepFreeze(
    applyServerSide({
      kind: 'ConfigMap',
      listTypes,
      live: undefined,
      liveManagedFields: NO_MANAGERS,
      config,
      manager: 'a',
      force: false,
      apiVersion: 'v1',
      nowMs: 5000,
      ...options,
    }),
  )
}

function on({ object, managedFields }: Applied, manager: string, force = false): Partial<ServerSideApply> {
  return { live: object, liveManagedFields: managedFields, manager, force, nowMs: 6000 }
}

function managerNames(managers: ManagedFields): readonly string[] {
  return managers.map(({ manager, operation }) => `${manager} ${operation}`)
}

describe('conflicts', () => {
  const first = apply(configMap({ x: '1', y: '1' }))

  it('only arise where a value changes; equal values are shared', () => {
    const shared = apply(configMap({ x: '1' }), on(first, 'b'))
    expect(shared.object).toBe(first.object)
    expect(managerNames(shared.managedFields)).toEqual(['a Apply', 'b Apply'])
    expect(() => apply(configMap({ x: '2' }), on(first, 'b'))).toThrow(ApplyConflict)
  })

  it('name the manager and the path, with one or several', () => {
    expect(() => apply(configMap({ x: '2' }), on(first, 'b'))).toThrow(
      'Apply failed with 1 conflict: conflict with "a": .data.x',
    )
    expect(() => apply(configMap({ x: '2', y: '2' }), on(first, 'b'))).toThrow(
      'Apply failed with 2 conflicts: conflicts with "a":\n- .data.x\n- .data.y',
    )
  })

  it('are overridden by force, and the other manager loses the field', () => {
    const forced = apply(configMap({ x: '2' }), on(first, 'b', true))
    expect(forced.object['data']).toEqual({ x: '2', y: '1' })
    expect(forced.managedFields.find(({ manager }) => manager === 'a')?.fields).toEqual({
      'f:data': { 'f:y': {} },
    })
  })

  it('print updaters with their version and subresource', () => {
    const conflicts = [
      { manager: 'kubectl', operation: 'Update' as const, apiVersion: 'apps/v1', paths: ['.spec.replicas'] },
      {
        manager: 'kcm',
        operation: 'Update' as const,
        apiVersion: 'apps/v1',
        subresource: 'scale',
        paths: ['.x'],
      },
    ]
    expect(formatConflicts(conflicts)).toBe(
      'Apply failed with 2 conflicts: conflicts with "kcm" with subresource "scale" using apps/v1:\n- .x\nconflicts with "kubectl" using apps/v1:\n- .spec.replicas',
    )
    expect(conflictCauses(conflicts)[0]).toEqual({
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl" using apps/v1',
      field: '.spec.replicas',
    })
  })
})

describe('dropping a field', () => {
  const identity = deepFreeze({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'ns' },
  })

  it('removes it when nobody else owns it, and keeps it otherwise', () => {
    const first = apply(configMap({ x: '1', y: '1' }))
    const second = apply(configMap({ x: '1' }), on(first, 'b'))
    const dropped = apply(identity, on(second, 'a'))
    expect(dropped.object['data']).toEqual({ x: '1' })
    expect(managerNames(dropped.managedFields)).toEqual(['b Apply'])
  })

  it('keeps a field an update has set', () => {
    const first = apply(configMap({ x: '1' }))
    const after = configMap({ x: '1', z: '9' })
    const managedFields = trackUpdate({
      listTypes,
      before: first.object,
      after,
      managedFields: first.managedFields,
      manager: 'u',
      apiVersion: 'v1',
      nowMs: 1,
    })
    const dropped = apply(identity, on({ object: after, managedFields }, 'a'))
    expect(dropped.object['data']).toEqual({ z: '9' })
  })
})

describe('an object nobody manages', () => {
  it('stays so under updates, and belongs to before-first-apply when it is applied to', () => {
    const live = configMap({ x: '1' })
    const update = {
      listTypes,
      before: live,
      after: configMap({ x: '2' }),
      manager: 'u',
      apiVersion: 'v1',
      nowMs: 1,
    }
    expect(trackUpdate({ ...update, managedFields: NO_MANAGERS })).toBe(NO_MANAGERS)
    const applied = apply(configMap({ y: '1' }), { live, nowMs: 7000 })
    expect(managerNames(applied.managedFields)).toEqual(['before-first-apply Update', 'a Apply'])
  })
})

describe('kubectl apply --server-side after kubectl apply', () => {
  const lastApplied = (data: JsonObject): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'ns' }, data })
  const live = configMap({ x: '1' }, { annotations: { [LAST_APPLIED_ANNOTATION]: lastApplied({ x: '1' }) } })
  const managers = trackUpdate({
    listTypes,
    before: undefined,
    after: live,
    managedFields: NO_MANAGERS,
    manager: 'kubectl-client-side-apply',
    apiVersion: 'v1',
    nowMs: 0,
  })

  it('takes over what the annotation holds, and keeps the annotation up to date', () => {
    const applied = apply(configMap({ x: '2' }), on({ object: live, managedFields: managers }, 'kubectl'))
    expect(applied.object['data']).toEqual({ x: '2' })
    const { annotations } = applied.object['metadata'] as { annotations: Record<string, string> }
    expect(annotations[LAST_APPLIED_ANNOTATION]).toContain('"data":{"x":"2"}')
  })

  it('conflicts for any other manager', () => {
    const request = on({ object: live, managedFields: managers }, 'helm')
    expect(() => apply(configMap({ x: '2' }), request)).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.x',
    )
  })
})

describe('what is refused', () => {
  const custom = typeSchemaFromOpenApi({
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { n: { type: 'integer' }, list: { type: 'array', items: {} } } },
    },
  })
  it.each([
    [
      { apiVersion: 'v2', kind: 'ConfigMap' },
      'Incorrect version specified in apply patch. Specified patch version: v2, expected: v1',
    ],
    [configMap({}, { managedFields: [] }), 'metadata.managedFields must be nil'],
    [
      configMap({}, { labels: { canary: true } }),
      'failed to create typed patch object (ns/c; /v1, Kind=ConfigMap): .metadata.labels.canary: expected string, got &value.valueUnstructured{Value:true}',
    ],
    [
      configMap({ a: 1, b: 2 }),
      'failed to create typed patch object (ns/c; /v1, Kind=ConfigMap): errors:\n  .data.a: expected string, got &value.valueUnstructured{Value:1}\n  .data.b: expected string, got &value.valueUnstructured{Value:2}',
    ],
  ])('%j', (config, text) => {
    expect(() => apply(config as JsonObject)).toThrow(ApplyError)
    expect(() => apply(config as JsonObject)).toThrow(text)
  })

  it.each([
    [{ spec: { other: 1 } }, '.spec.other: field not declared in schema'],
    [{ spec: { n: 'x' } }, '.spec.n: expected numeric (int or float), got string'],
    [{ spec: { list: {} } }, '.spec.list: expected list, got &{map[]}'],
    [{ spec: [] }, '.spec: expected map, got &{[]}'],
  ])('custom resource with %j', (body, text) => {
    const config = { apiVersion: 'v1', kind: 'T', metadata: { name: 'c' }, ...body } as JsonObject
    const message = `failed to create typed patch object (/c; /v1, Kind=T): ${text}`
    expect(() => apply(config, { kind: 'T', listTypes: custom })).toThrow(message)
  })

  it('two env variables of one name', () => {
    const config = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { template: { spec: { containers: [{ name: 'c', env: [{ name: 'X' }, { name: 'X' }] }] } } },
    }
    const types = typeSchemaOf('Deployment') ?? PLAIN
    expect(() => apply(config, { kind: 'Deployment', listTypes: types, apiVersion: 'apps/v1' })).toThrow(
      '.spec.template.spec.containers[name="c"].env: duplicate entries for key [name="X"]',
    )
  })
})

describe('fields an endpoint resets', () => {
  it('are never owned', () => {
    const config = deepFreeze({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      status: { phase: 'Running' },
    })
    const types = typeSchemaOf('Pod') ?? PLAIN
    const applied = apply(config, { kind: 'Pod', listTypes: types, resetFields: { 'f:status': {} } })
    expect(applied.managedFields).toEqual([])
  })
})
