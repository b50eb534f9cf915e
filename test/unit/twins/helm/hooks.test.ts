import { describe, expect, it } from 'vitest'
import { deletePolicies, type Hook, hooksForEvent, readHook } from '../../../../twins/helm/hooks.js'

function read(annotations: Record<string, string>) {
  return readHook('c/templates/h.yaml', 'text', { apiVersion: 'v1', kind: 'Job', name: 'h', annotations })
}

function hook(annotations: Record<string, string>): Hook {
  const found = read({ 'helm.sh/hook': 'test', ...annotations })
  return found.kind === 'hook' ? found.hook : expect.fail('not a hook')
}

describe('readHook', () => {
  it.each([
    ['pre-install', ['pre-install']],
    [' Pre-Upgrade ,post-rollback', ['pre-upgrade', 'post-rollback']],
    ['test-success', ['test']],
  ])('events %s', (text, events) => {
    expect(hook({ 'helm.sh/hook': text }).events).toEqual(events)
  })

  it.each(['crd-install', 'pre-install,nonsense', ''])(
    'drops a document with the unknown event %j',
    (text) => {
      expect(read({ 'helm.sh/hook': text }).kind).toBe('dropped')
    },
  )

  it('takes a document without the annotation for a resource', () => {
    expect(read({ 'helm.sh/hook-weight': '1' }).kind).toBe('resource')
  })

  it.each([
    ['5', 5],
    ['-5', -5],
    ['+5', 5],
    ['5.5', undefined],
    ['heavy', undefined],
    ['0', undefined],
  ])('weight %s is stored as %s', (text, weight) => {
    expect(hook({ 'helm.sh/hook-weight': text }).weight).toBe(weight)
  })

  it('keeps delete and log policies as written', () => {
    const found = hook({
      'helm.sh/hook-delete-policy': 'Hook-Succeeded, hook-failed',
      'helm.sh/hook-output-log-policy': 'hook-failed',
    })
    expect(found.delete_policies).toEqual(['hook-succeeded', 'hook-failed'])
    expect(found.output_log_policies).toEqual(['hook-failed'])
  })

  it('deletes before creation when no policy is written', () => {
    expect(deletePolicies(hook({}))).toEqual(['before-hook-creation'])
    expect(deletePolicies(hook({ 'helm.sh/hook-delete-policy': 'hook-failed' }))).toEqual(['hook-failed'])
  })
})

describe('hooksForEvent', () => {
  it('sorts by weight, then name, and leaves other events out', () => {
    const make = (name: string, weight: number, event: string): Hook => ({
      ...hook({ 'helm.sh/hook': event, 'helm.sh/hook-weight': String(weight) }),
      name,
    })
    const hooks = [
      make('b', 1, 'test'),
      make('a', 1, 'test'),
      make('c', -1, 'test'),
      make('d', 0, 'pre-delete'),
    ]
    expect(hooksForEvent(hooks, 'test').map((item) => item.name)).toEqual(['c', 'a', 'b'])
  })
})
