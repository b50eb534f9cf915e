import { describe, expect, it } from 'vitest'
import { compareKinds, installOrder, sortByKind, uninstallOrder } from '../../../../twins/helm/kind-order.js'

describe('kind order', () => {
  it.each([
    [
      'install',
      installOrder(3),
      ['Namespace', 'ServiceAccount', 'Secret', 'Service', 'Deployment', 'Job', 'ExternalSecret', 'Widget'],
    ],
    [
      'uninstall',
      uninstallOrder(3),
      ['Service', 'Job', 'Deployment', 'Secret', 'ServiceAccount', 'Namespace', 'ExternalSecret', 'Widget'],
    ],
  ] as const)('%s puts unknown kinds last, alphabetically', (_, order, expected) => {
    expect(sortByKind([...expected].sort(), (kind) => kind, order)).toEqual(expected)
  })

  it('keeps the order of items of one kind', () => {
    const items = [
      { kind: 'Secret', n: 1 },
      { kind: 'Namespace', n: 2 },
      { kind: 'Secret', n: 3 },
    ]
    expect(sortByKind(items, (item) => item.kind).map((item) => item.n)).toEqual([2, 1, 3])
  })

  it('lists the same kinds for both directions', () => {
    expect([...installOrder(3)].sort()).toEqual([...uninstallOrder(3)].sort())
  })

  it('knows webhook configurations in Helm 4 only', () => {
    const order = (major: 3 | 4) =>
      compareKinds('MutatingWebhookConfiguration', 'Widget', installOrder(major))
    expect(order(4)).toBeLessThan(0)
    expect(compareKinds('ValidatingWebhookConfiguration', 'Aaa', installOrder(3))).toBeGreaterThan(0)
  })
})
