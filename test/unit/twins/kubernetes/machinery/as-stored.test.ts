import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../../../../../twins/kernel/json.js'
import { asStored } from '../../../../../twins/kubernetes/machinery/as-stored.js'
import { typeSchemaFromOpenApi } from '../../../../../twins/kubernetes/machinery/crd-types.js'
import { typeSchemaOf } from '../../../../../twins/kubernetes/machinery/merge-keys.js'
import { PLAIN } from '../../../../../twins/kubernetes/machinery/type-schema.js'

const deployment = typeSchemaOf('Deployment') ?? PLAIN

describe('asStored', () => {
  it('leaves nulls, empty lists and empty maps of a built-in kind out, but keeps empty structs', () => {
    const object = deepFreeze({
      metadata: { name: 'd', labels: {}, finalizers: [], creationTimestamp: null },
      spec: { strategy: {}, template: { spec: { containers: [{ name: 'c', args: [] }], nodeSelector: {} } } },
    })
    expect(asStored(deployment, object)).toEqual({
      metadata: { name: 'd' },
      spec: { strategy: {}, template: { spec: { containers: [{ name: 'c' }] } } },
    })
  })

  it('keeps an empty list that Go writes even when it is empty', () => {
    const object = { spec: { template: { spec: { containers: [] } } } }
    expect(asStored(deployment, object)).toBe(object)
  })

  it('returns the object itself when nothing goes', () => {
    const object = deepFreeze({ metadata: { name: 'd' }, spec: { replicas: 0 } })
    expect(asStored(deployment, object)).toBe(object)
  })

  it('keeps empty values of a custom resource, and drops nulls that are not nullable', () => {
    const schema = typeSchemaFromOpenApi({
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            a: { type: 'string' },
            b: { type: 'string', nullable: true },
            l: { type: 'array', items: {} },
          },
        },
      },
    })
    expect(asStored(schema, { spec: { a: null, b: null, l: [] } })).toEqual({ spec: { b: null, l: [] } })
  })
})
