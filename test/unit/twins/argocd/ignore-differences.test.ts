import { describe, expect, it } from 'vitest'
import {
  readIgnoreRules,
  removePaths,
  withLiveValues,
} from '../../../../twins/argocd/diff/ignore-differences.js'

const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'app', labels: { 'a/b': '1', c: '2' } },
  spec: {
    replicas: 2,
    containers: [
      { name: 'x', image: 'i' },
      { name: 'y', image: 'j' },
    ],
  },
}
const rules = (entry: object) =>
  readIgnoreRules({ ignoreDifferences: [{ kind: 'Deployment', group: 'apps', ...entry }] })

describe('ignoreDifferences', () => {
  it.each([
    [{ jsonPointers: ['/spec/replicas'] }, { spec: { containers: object.spec.containers } }],
    [{ jsonPointers: ['/metadata/labels/a~1b'] }, { metadata: { ...object.metadata, labels: { c: '2' } } }],
    [{ jsonPointers: ['/spec/nothing/there'] }, {}],
    [
      { jsonPointers: ['/spec/containers/0'] },
      { spec: { replicas: 2, containers: [{ name: 'y', image: 'j' }] } },
    ],
    [
      { jqPathExpressions: ['.metadata.labels["a/b"]'] },
      { metadata: { ...object.metadata, labels: { c: '2' } } },
    ],
    [
      { jqPathExpressions: ['.spec.containers[].image'] },
      { spec: { replicas: 2, containers: [{ name: 'x' }, { name: 'y' }] } },
    ],
    [{ jsonPointers: ['/spec'], name: 'other' }, {}],
    [{ jsonPointers: ['/spec'], group: '*', kind: 'Stateful*' }, {}],
  ])('%j', (entry, changes) => expect(removePaths(object, rules(entry))).toEqual({ ...object, ...changes }))

  it('gives the same object back when nothing is ignored', () => {
    expect(removePaths(object, rules({ jsonPointers: ['/nothing'] }))).toBe(object)
  })

  it.each([[{ managedFieldsManagers: ['kubectl'] }], [{ jqPathExpressions: ['.spec | select(.x)'] }]])(
    '%j is not modelled',
    (entry) => expect(() => rules(entry)).toThrow(/not modelled/),
  )

  it('takes live values, and drops what is not live', () => {
    const live = {
      ...object,
      metadata: { ...object.metadata, labels: { c: '9' } },
      spec: { ...object.spec, replicas: 7 },
    }
    const taken = withLiveValues(
      object,
      live,
      rules({ jsonPointers: ['/spec/replicas', '/metadata/labels/c'] }),
    )
    expect(taken).toMatchObject({ spec: { replicas: 7 }, metadata: { labels: { 'a/b': '1', c: '9' } } })
  })
})
