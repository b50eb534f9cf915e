import { describe, expect, it } from 'vitest'
import { reviewExternalSecret } from '../../../../twins/external-secrets/admission.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const DATA = [{ secretKey: 'a', remoteRef: { key: 'k' } }]

function review(spec: JsonObject, eso = '2.9.0'): string | undefined {
  const object = { metadata: { name: 'es' }, spec: { data: DATA, ...spec } }
  return reviewExternalSecret({ operation: 'CREATE', object, oldObject: undefined, profile: { eso } })
}

const NOT_OWNED =
  "deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner"
const NOTHING_TO_MERGE =
  'deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with'

describe('the webhook on policies', () => {
  const policies = ['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge']
  const deletions = ['Retain', 'Delete', 'Merge']
  const refused: Readonly<Record<string, string>> = {
    'Merge Delete': NOT_OWNED,
    'None Delete': NOT_OWNED,
    'CreateOrMerge Delete': NOT_OWNED,
    'None Merge': NOTHING_TO_MERGE,
  }
  const pairs = policies.flatMap((creation) => deletions.map((deletion) => [creation, deletion] as const))

  it.each(pairs)('%s with %s', (creationPolicy, deletionPolicy) => {
    expect(review({ target: { creationPolicy, deletionPolicy } })).toBe(
      refused[`${creationPolicy} ${deletionPolicy}`],
    )
  })
})

describe('the webhook on data', () => {
  it.each([
    ['2.9.0', 'either data or dataFrom should be specified'],
    ['0.9.8', undefined],
  ])('asks for an entry in %s', (eso, message) => {
    expect(review({ data: [] }, eso)).toBe(message)
  })

  it('refuses duplicate keys only with deletionPolicy Retain', () => {
    const data = [...DATA, ...DATA]
    expect(review({ data, target: { deletionPolicy: 'Retain' } })).toBe('duplicate secretKey found: a')
    expect(review({ data, target: { deletionPolicy: 'Merge' } })).toBeUndefined()
    expect(review({ data, target: { deletionPolicy: 'Retain' } }, '0.9.11')).toBeUndefined()
  })

  it.each([
    [{ find: {}, extract: { key: 'k' } }, 'extract, find, or generatorRef cannot be set at the same time'],
    [
      { extract: { key: 'k' }, sourceRef: { generatorRef: { name: 'g' } } },
      'extract, find, or generatorRef cannot be set at the same time',
    ],
    [{}, 'either extract, find, or sourceRef must be set to dataFrom'],
    [{ sourceRef: {} }, 'generatorRef or storeRef must be set when using sourceRef in dataFrom'],
    [{ extract: { key: 'k' } }, undefined],
  ])('judges dataFrom %j', (entry, message) => {
    expect(review({ dataFrom: [entry] })).toBe(message)
  })
})

describe('the webhook on templates', () => {
  it.each([
    [
      { type: 'bootstrap.kubernetes.io/token' },
      'template.type="bootstrap.kubernetes.io/token" is not allowed',
    ],
    [{ type: 'kubernetes.io/tls' }, undefined],
    [
      { templateFrom: [{ target: 'spec' }] },
      'templateFrom target="spec" is not allowed when targeting a Secret, must be one of "Data", "Annotations" or "Labels"',
    ],
    [{ templateFrom: [{ target: 'Labels' }] }, undefined],
  ])('judges %j', (template, message) => {
    expect(review({ target: { template } })).toBe(message)
    expect(review({ target: { template } }, '2.4.0')).toBeUndefined()
  })

  it('joins several problems by line breaks', () => {
    expect(review({ data: [], target: { creationPolicy: 'None', deletionPolicy: 'Delete' } })).toBe(
      `${NOT_OWNED}\neither data or dataFrom should be specified`,
    )
  })
})
