import { describe, expect, it } from 'vitest'
import { typeSchemaFromOpenApi } from '../../../../../twins/kubernetes/machinery/crd-types.js'
import { isNamedField, UNTYPED } from '../../../../../twins/kubernetes/machinery/type-schema.js'

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        keyed: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name', 'zone'],
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, zone: { type: 'string', default: 'a' } },
          },
        },
        set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        plain: { type: 'array', items: { type: 'string' } },
        atomic: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: { type: 'string' } } },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        template: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object' } },
        },
      },
    },
  },
}

describe('typeSchemaFromOpenApi', () => {
  const root = typeSchemaFromOpenApi(schema)
  const spec = root.fields['spec']

  it.each([
    ['keyed', { list: 'map', keys: [{ name: 'name' }, { name: 'zone', default: 'a' }] }],
    ['set', { list: 'set' }],
    ['plain', { list: 'atomic' }],
    ['atomic', { object: 'atomic' }],
    ['labels', { object: 'map' }],
  ])('reads the list and map types of %s', (name, expected) => {
    expect(spec?.fields[name]).toMatchObject(expected)
  })

  it('declares exactly the properties, unless unknown fields are preserved', () => {
    expect(spec?.closed).toBe(true)
    expect(spec?.fields['free']?.closed).toBeUndefined()
    expect(spec?.fields['free']?.element).toBe(UNTYPED)
  })

  it('gives the resource and embedded resources the type of metadata', () => {
    expect(root.fields['metadata']?.fields['finalizers']?.list).toBe('set')
    expect(spec?.fields['template']?.fields['metadata']).toBe(root.fields['metadata'])
  })

  it('takes declared members as fields and the members of maps as keys', () => {
    const labels = spec?.fields['labels']
    expect(spec !== undefined && isNamedField(spec, 'set')).toBe(true)
    expect(labels !== undefined && isNamedField(labels, 'set')).toBe(false)
  })

  it('is the same value for the same schema', () => {
    expect(typeSchemaFromOpenApi(schema)).toBe(root)
  })
})
