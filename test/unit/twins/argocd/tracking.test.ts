import { describe, expect, it } from 'vitest'
import {
  applicationKey,
  instanceName,
  instanceOf,
  isSelfReferenced,
  parseTrackingId,
  withTracking,
} from '../../../../twins/argocd/tracking.js'

const SETTINGS = {
  tracking: 'annotation',
  instanceLabel: 'app.kubernetes.io/instance',
  installationId: '',
  resyncMs: 0,
  jitterMs: 0,
  applicationHealth: false,
} as const
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } }

describe('tracking', () => {
  it.each([
    ['app:/Service:ns/x', { instance: 'app', group: '', kind: 'Service', namespace: 'ns', name: 'x' }],
    [
      'app:apps/Deployment:ns/x',
      { instance: 'app', group: 'apps', kind: 'Deployment', namespace: 'ns', name: 'x' },
    ],
    ['app:Service:ns/x', undefined],
    ['app:/Service:x', undefined],
    ['app', undefined],
    ['a:b/c:d/e:f', undefined],
  ])('reads %s', (text, expected) => expect(parseTrackingId(text)).toEqual(expected))

  it.each([
    ['argocd', 'web', 'web'],
    ['team', 'web', 'team_web'],
  ])('names %s/%s %s, and back', (namespace, name, instance) => {
    expect(instanceName(namespace, name)).toBe(instance)
    expect(applicationKey(instance)).toBe(`${namespace}/${name}`)
  })

  it.each([
    ['label', { labels: { 'app.kubernetes.io/instance': 'web' } }],
    ['annotation', { annotations: { 'argocd.argoproj.io/tracking-id': 'web:/Service:ns/x' } }],
    [
      'annotation+label',
      {
        labels: { 'app.kubernetes.io/instance': 'web' },
        annotations: { 'argocd.argoproj.io/tracking-id': 'web:/Service:ns/x' },
      },
    ],
  ] as const)('by %s marks and finds again', (tracking, metadata) => {
    const settings = { ...SETTINGS, tracking }
    const marked = withTracking(service, 'web', 'ns', settings)
    expect(marked['metadata']).toEqual({ name: 'x', ...metadata })
    expect(instanceOf(marked, settings)).toBe('web')
  })

  it('never marks a CustomResourceDefinition', () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'x' },
    }
    expect(withTracking(crd, 'web', 'ns', SETTINGS)).toBe(crd)
  })

  it('knows a copied annotation, and an installation that is not its own', () => {
    const marked = withTracking(
      { ...service, metadata: { name: 'x', namespace: 'ns' } },
      'web',
      'ns',
      SETTINGS,
    )
    expect(isSelfReferenced(marked, SETTINGS)).toBe(true)
    const copy = { ...marked, metadata: { ...(marked['metadata'] as object), name: 'copy' } }
    expect(isSelfReferenced(copy, SETTINGS)).toBe(false)
    expect(instanceOf(marked, { ...SETTINGS, installationId: 'other' })).toBe('')
  })
})
