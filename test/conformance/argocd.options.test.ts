import { describe, expect, it } from 'vitest'
import { type JsonObject, run } from '../../twins/kernel/index.js'
import { arrayAt, metadataOf, textAt } from '../../twins/kubernetes/index.js'
import { ArgoTwin } from '../unit/twins/argocd/argo-twin.js'
import { configMap, deployment, job } from '../unit/twins/argocd/manifests.js'

/** Main with the given folder, synced once by automation with these options; `next` has the second one. */
function synced(
  files: Readonly<Record<string, string>>,
  syncOptions: readonly string[],
  spec: JsonObject = {},
): ArgoTwin {
  const twin = new ArgoTwin({
    branches: { main: 'v1', next: 'v2' },
    files: { 'v2/app/none.txt': '', ...files },
  })
  twin.application({ automated: { prune: true }, syncOptions }, { spec })
  twin.settle()
  return twin
}

const A = { 'v1/app/a.yaml': configMap('a', { k: '1' }), 'v2/app/a.yaml': configMap('a', { k: '2' }) }
const managers = (twin: ArgoTwin) => {
  const address = { group: '', version: 'v1', resource: 'configmaps', namespace: 'app', name: 'a' }
  const { body } = twin.api({ verb: 'get', ...address, showManagedFields: true })
  return arrayAt(metadataOf(body), 'managedFields').map(
    (one) => `${textAt(one, 'manager')} ${textAt(one, 'operation')}`,
  )
}

describe('sync options', () => {
  it.each([
    ['', 'argocd-controller Update', 'configmap/a created'],
    ['ServerSideApply=true', 'argocd-controller Apply', 'configmap/a serverside-applied'],
    ['Replace=true', 'argocd-controller Update', 'configmap/a created'],
  ])('%s writes as %s', (option, manager, message) => {
    const twin = synced(A, option === '' ? [] : [option])
    expect(managers(twin)).toContain(manager)
    const [result] = arrayAt(twin.app(), 'status', 'operationState', 'syncResult', 'resources')
    expect(textAt(result, 'message')).toBe(message)
    expect(twin.summary().sync).toBe('Synced')
    twin.push('next')
    twin.refresh()
    expect(twin.summary().sync).toBe('Synced')
  })

  it('CreateNamespace=true makes the destination first', () => {
    const destination = { server: 'https://kubernetes.default.svc', namespace: 'new' }
    const without = synced(A, [], { destination })
    expect(without.summary().phase).not.toBe('Succeeded')
    const twin = synced(A, ['CreateNamespace=true'], { destination })
    expect(twin.summary()).toMatchObject({ sync: 'Synced', phase: 'Succeeded' })
    // Nobody looks at its task again: once the namespace exists there is none.
    expect(twin.results()[0]).toBe('PreSync Namespace/new Synced Running')
  })

  it('ApplyOutOfSyncOnly=true leaves alone what is in sync', () => {
    const files = { ...A, 'v1/app/b.yaml': configMap('b', {}), 'v2/app/b.yaml': configMap('b', {}) }
    const twin = synced(files, ['ApplyOutOfSyncOnly=true'])
    twin.push('next')
    twin.refresh()
    expect(twin.results()).toEqual(['Sync ConfigMap/a Synced Running'])
  })

  it('PruneLast=true prunes after everything else', () => {
    const files = { 'v1/app/old.yaml': configMap('old', {}), 'v2/app/web.yaml': deployment('web') }
    const twin = synced(files, ['PruneLast=true'])
    twin.push('next')
    twin.refresh()
    twin.settle()
    expect(twin.results()).toEqual([
      'Sync Deployment/web Synced Succeeded',
      'Sync ConfigMap/old Pruned Succeeded',
    ])
  })

  it('Prune=confirm waits for an approval', () => {
    const files = {
      ...A,
      'v1/app/b.yaml': configMap('b', {}, { 'argocd.argoproj.io/sync-options': 'Prune=confirm' }),
    }
    const twin = synced(files, [])
    twin.push('next')
    twin.refresh()
    twin.settle()
    expect(twin.message()).toBe('waiting for pruning confirmation of /ConfigMap/b')
    const approved = { 'argocd.argoproj.io/deletion-approved': '2026-01-05T00:00:00Z' }
    twin.patchApp({ metadata: { annotations: approved } })
    twin.settle()
    expect(twin.get('', 'configmaps', 'app', 'b')).toBeUndefined()
    expect(twin.summary()).toMatchObject({ sync: 'Synced', phase: 'Succeeded' })
  })

  it.each([
    [[], '1'],
    [['RespectIgnoreDifferences=true'], '9'],
  ])('ignoreDifferences with %j: the next sync writes %s', (syncOptions, value) => {
    const files = {
      'v1/app/a.yaml': configMap('a', { k: '1', other: '1' }),
      'v2/app/a.yaml': configMap('a', { k: '1', other: '2' }),
    }
    const ignoreDifferences = [{ group: '', kind: 'ConfigMap', jsonPointers: ['/data/k'] }]
    const twin = synced(files, syncOptions, { ignoreDifferences })
    twin.run('kubectl patch configmap a -n app --type merge -p {"data":{"k":"9"}}')
    twin.quiesce()
    expect(twin.summary().sync).toBe('Synced')
    twin.push('next')
    twin.refresh()
    expect(textAt(twin.get('', 'configmaps', 'app', 'a'), 'data', 'k')).toBe(value)
  })
})

describe('a SyncFail hook', () => {
  it('runs when the sync has failed, before the operation ends', () => {
    const twin = synced(
      {
        'v1/app/pre.yaml': job('pre', { 'argocd.argoproj.io/hook': 'PreSync' }, 'exit 1'),
        'v1/app/alarm.yaml': job('alarm', { 'argocd.argoproj.io/hook': 'SyncFail' }),
        'v1/app/a.yaml': configMap('a', {}),
      },
      [],
      { syncPolicy: null },
    )
    twin.patchApp({ operation: { sync: {} } })
    twin.settle()
    expect(twin.results()).toEqual(['PreSync Job/pre Synced Failed', 'SyncFail Job/alarm Synced Succeeded'])
    expect(twin.summary().phase).toBe('Failed')
  })
})

describe('HookSucceeded', () => {
  it('deletes the hook when the whole operation has succeeded', () => {
    const annotations = {
      'argocd.argoproj.io/hook': 'PreSync',
      'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded',
    }
    const twin = synced(
      { 'v1/app/pre.yaml': job('pre', annotations), 'v1/app/a.yaml': configMap('a', {}) },
      [],
    )
    expect(twin.summary().phase).toBe('Succeeded')
    expect(twin.get('batch', 'jobs', 'app', 'pre')).toBeUndefined()
  })
})

describe('the controllers', () => {
  it.each([
    ['write', false],
    ['reconcile', true],
  ] as const)('at grain %s (always re-executed: %s) come to the same end', (grain, alwaysReexecute) => {
    const files = {
      'v1/app/pre.yaml': job('pre', { 'argocd.argoproj.io/hook': 'PreSync' }),
      'v1/app/web.yaml': deployment('web', { 'argocd.argoproj.io/sync-wave': '1' }),
      'v1/app/a.yaml': configMap('a', {}, { 'argocd.argoproj.io/sync-wave': '2' }),
    }
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files, grain })
    Object.assign(twin.system, { alwaysReexecute })
    twin.application({ automated: { selfHeal: true } })
    twin.world = run(twin.system, twin.world).world
    expect(twin.summary()).toEqual({
      sync: 'Synced',
      health: 'Healthy',
      phase: 'Succeeded',
      operation: false,
    })
  })
})
