import { describe, expect, it } from 'vitest'
import { customResourceDefinitions } from '../../../../../twins/external-secrets/crds/index.js'
import { arrayAt, objectAt, textAt, valueAt } from '../../../../../twins/kubernetes/client/objects.js'

function versionsOf(eso: string, name = 'externalsecrets.external-secrets.io') {
  const crd = customResourceDefinitions({ eso }).find((each) => textAt(each, 'metadata', 'name') === name)
  return arrayAt(crd, 'spec', 'versions')
}

function spec(eso: string) {
  const [first] = versionsOf(eso)
  return objectAt(first, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties')
}

describe('the ExternalSecret CRD', () => {
  it.each([
    ['0.15.1', ['v1beta1 served stored']],
    ['0.16.2', ['v1 served stored', 'v1beta1 served']],
    ['0.17.0', ['v1 served stored', 'v1beta1']],
    ['2.9.0', ['v1 served stored', 'v1beta1']],
  ])('of %s lists %j', (eso, expected) => {
    const listed = versionsOf(eso).map((version) =>
      [
        textAt(version, 'name'),
        ...(valueAt(version, 'served') === true ? ['served'] : []),
        ...(valueAt(version, 'storage') === true ? ['stored'] : []),
      ].join(' '),
    )
    expect(listed).toEqual(expected)
  })

  it.each([
    ['0.5.0', ['Store', 'Refresh Interval', 'Status']],
    ['0.10.7', ['Store', 'Refresh Interval', 'Status', 'Ready']],
    ['0.14.0', ['StoreType', 'Store', 'Refresh Interval', 'Status', 'Ready']],
    ['2.9.0', ['StoreType', 'Store', 'Refresh Interval', 'Status', 'Ready', 'Last Sync']],
  ])('of %s prints %j', (eso, columns) => {
    expect(
      arrayAt(versionsOf(eso)[0], 'additionalPrinterColumns').map((each) => textAt(each, 'name')),
    ).toEqual(columns)
  })

  it.each([
    ['1.1.0', '1h'],
    ['1.1.1', '1h0m0s'],
  ])('of %s defaults refreshInterval to %s', (eso, value) => {
    expect(valueAt(spec(eso), 'refreshInterval', 'default')).toBe(value)
  })

  it.each([
    ['2.8.0', { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' }],
    ['2.9.0', {}],
    [
      '2.5.0',
      {
        conversionStrategy: 'Default',
        decodingStrategy: 'None',
        metadataPolicy: 'None',
        nullBytePolicy: 'Ignore',
      },
    ],
    ['0.5.0', { conversionStrategy: 'Default' }],
  ])('of %s injects %j into every remoteRef', (eso, expected) => {
    const members = objectAt(spec(eso), 'data', 'items', 'properties', 'remoteRef', 'properties')
    const defaults = Object.entries(members).map(([name, schema]) => [name, valueAt(schema, 'default')])
    expect(Object.fromEntries(defaults.filter(([, value]) => value !== undefined))).toEqual(expected)
  })

  it.each([
    ['2.7.0', ['Owner', 'Orphan', 'Merge', 'None']],
    ['2.8.0', ['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge']],
  ])('of %s knows the creation policies %j', (eso, policies) => {
    expect(valueAt(spec(eso), 'target', 'properties', 'creationPolicy', 'enum')).toEqual(policies)
  })
})
