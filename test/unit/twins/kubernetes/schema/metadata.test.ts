import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { errorText } from '../../../../../twins/kubernetes/schema/field-error.js'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../../../twins/kubernetes/schema/metadata.js'
import {
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isEnvironmentName,
  isPortName,
} from '../../../../../twins/kubernetes/schema/names.js'

const LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const LABEL_KEY =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const good: JsonObject = { name: 'web', namespace: 'ns' }

function texts(metadata: JsonObject): readonly string[] {
  return validateObjectMeta(metadata, { namespaced: true }).map(errorText)
}

describe('validateObjectMeta', () => {
  it.each<readonly [string, JsonObject, readonly string[]]>([
    ['valid', { ...good, labels: { 'a.b/c': 'x' }, annotations: { 'A/b': 'any\nthing' } }, []],
    ['no name', { namespace: 'ns' }, ['metadata.name: Required value: name or generateName is required']],
    ['upper case name', { ...good, name: 'Web' }, [`metadata.name: Invalid value: "Web": ${SUBDOMAIN}`]],
    ['no namespace', { name: 'web' }, ['metadata.namespace: Required value']],
    [
      'bad label value',
      { ...good, labels: { a: 'a b' } },
      [`metadata.labels: Invalid value: "a b": ${LABEL_VALUE}`],
    ],
    [
      'long label value',
      { ...good, labels: { a: 'x'.repeat(64) } },
      [`metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`],
    ],
    [
      'bad label key',
      { ...good, labels: { 'a b': '' } },
      [`metadata.labels: Invalid value: "a b": ${LABEL_KEY}`],
    ],
    [
      'empty label prefix',
      { ...good, labels: { '/a': '' } },
      ['metadata.labels: Invalid value: "/a": prefix part must be non-empty'],
    ],
    [
      'annotations above 256 KiB',
      { ...good, annotations: { a: 'x'.repeat(262_144) } },
      ['metadata.annotations: Too long: may not be more than 262144 bytes'],
    ],
    [
      'owner without uid',
      { ...good, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '' }] },
      ['metadata.ownerReferences.uid: Invalid value: "": must not be empty'],
    ],
    [
      'contradicting finalizers',
      { ...good, finalizers: ['orphan', 'foregroundDeletion'] },
      [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      ],
    ],
    [
      'negative generation',
      { ...good, generation: -1 },
      ['metadata.generation: Invalid value: -1: must be greater than or equal to 0'],
    ],
  ])('%s', (_name, metadata, expected) => {
    expect(texts(metadata)).toEqual(expected)
  })

  it('two controllers are named', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', uid: 'u', controller: true }
    const [text] = texts({
      ...good,
      ownerReferences: [
        { ...owner, name: 'a' },
        { ...owner, name: 'b' },
      ],
    })
    expect(text).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b',
    )
  })

  it('a cluster-scoped object has no namespace', () => {
    expect(validateObjectMeta(good, { namespaced: false }).map(errorText)).toEqual([
      'metadata.namespace: Forbidden: not allowed on this type',
    ])
  })

  it('a generateName may end with a dash, because characters follow', () => {
    expect(texts({ ...good, generateName: 'web-' })).toEqual([])
    expect(texts({ ...good, generateName: 'Web-' })).toHaveLength(1)
  })

  it('built-in kinds refuse finalizers that are neither standard nor qualified', () => {
    const metadata = { ...good, finalizers: ['mine', 'a.b/c', 'orphan'] }
    expect(texts(metadata)).toEqual([])
    expect(validateObjectMeta(metadata, { namespaced: true, builtin: true }).map(errorText)).toEqual([
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ])
  })
})

describe('validateObjectMetaUpdate', () => {
  const old: JsonObject = {
    ...good,
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  }

  it.each<readonly [string, JsonObject, JsonObject, readonly string[]]>([
    ['nothing changed', old, old, []],
    ['uid changed', { ...old, uid: 'v' }, old, ['metadata.uid: Invalid value: "v": field is immutable']],
    [
      'no resourceVersion',
      { ...old, resourceVersion: '' },
      old,
      ['metadata.resourceVersion: Invalid value: "": must be specified for an update'],
    ],
    [
      'finalizer added while deleting',
      { ...old, deletionTimestamp: 't', finalizers: ['b/c', 'a/b'] },
      { ...old, deletionTimestamp: 't', finalizers: ['a/b'] },
      [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"b/c"}',
      ],
    ],
    [
      'generation decremented',
      { ...old, generation: 1 },
      { ...old, generation: 2 },
      ['metadata.generation: Invalid value: 1: must not be decremented'],
    ],
  ])('%s', (_name, metadata, before, expected) => {
    expect(validateObjectMetaUpdate(metadata, before).map(errorText)).toEqual(expected)
  })
})

describe('names', () => {
  it.each([
    ['label with dots', isDns1123Label('a.b'), ['must not contain dots']],
    ['DNS-1035 starting with a digit', isDns1035Label('1a').length, 1],
    ['environment name with an equals sign', isEnvironmentName('A=B').length, 1],
    ['environment name with odd but printable characters', isEnvironmentName('1 a.b-c'), []],
    ['config key that climbs', isConfigMapKey('..x'), ["must not start with '..'"]],
    ['port name without a letter', isPortName('80'), ['must contain at least one letter (a-z)']],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})
