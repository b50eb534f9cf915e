import { describe, expect, it } from 'vitest'
import { arrayAt, metadataOf, textAt } from '../../twins/kubernetes/index.js'
import { ArgoTwin, REPOSITORY } from '../unit/twins/argocd/argo-twin.js'
import { configMap, deployment, job } from '../unit/twins/argocd/manifests.js'

const colour = (twin: ArgoTwin) => textAt(twin.get('', 'configmaps', 'app', 'settings'), 'data', 'colour')

/** Branch main with one ConfigMap, branch next with another value of it. */
function twoColours(version?: string): ArgoTwin {
  const files = {
    'v1/app/settings.yaml': configMap('settings', { colour: 'red' }),
    'v2/app/settings.yaml': configMap('settings', { colour: 'blue' }),
  }
  return new ArgoTwin({
    branches: { main: 'v1', next: 'v2' },
    files,
    ...(version === undefined ? {} : { version }),
  })
}

describe('an Application', () => {
  it('deploys what Git has and ends Synced and Healthy', () => {
    const twin = twoColours()
    twin.application({ automated: {} })
    twin.quiesce()
    expect(twin.summary()).toEqual({
      sync: 'Synced',
      health: 'Healthy',
      phase: 'Succeeded',
      operation: false,
    })
    expect(colour(twin)).toBe('red')
    expect(twin.message()).toBe('successfully synced (all tasks run)')
  })

  it('sees a commit at the next poll, two minutes and a jitter later', () => {
    const twin = twoColours()
    twin.application({ automated: {} })
    twin.quiesce()
    twin.push('next')
    twin.elapse(100_000)
    expect(colour(twin)).toBe('red')
    twin.elapse(90_000)
    expect(colour(twin)).toBe('blue')
    expect(arrayAt(twin.app(), 'status', 'history')).toHaveLength(2)
  })

  it('sees it at once when a refresh is asked for, and the annotation goes', () => {
    const twin = twoColours()
    twin.application({ automated: {} })
    twin.quiesce()
    twin.push('next')
    twin.refresh()
    expect(colour(twin)).toBe('blue')
    expect(textAt(metadataOf(twin.app()), 'annotations', 'argocd.argoproj.io/refresh')).toBe('')
  })

  it('settles: polls that change nothing are no activity', () => {
    const twin = twoColours()
    twin.application({ automated: { selfHeal: true, prune: true } })
    expect(twin.settle()).toBe('settled')
    expect(twin.summary().sync).toBe('Synced')
  })

  it('without automated sync only says what differs', () => {
    const twin = twoColours()
    twin.application()
    twin.quiesce()
    expect(twin.summary()).toEqual({ sync: 'OutOfSync', health: 'Missing', phase: '', operation: false })
    expect(twin.resources()).toEqual(['ConfigMap/settings OutOfSync'])
  })

  it.each([
    ['3.5.1', 'annotations', 'argocd.argoproj.io/tracking-id', 'web:/ConfigMap:app/settings'],
    ['2.14.11', 'labels', 'app.kubernetes.io/instance', 'web'],
  ])('of release %s marks what it deploys with %s', (version, where, key, value) => {
    const twin = twoColours(version)
    twin.application({ automated: {} })
    twin.quiesce()
    expect(textAt(metadataOf(twin.get('', 'configmaps', 'app', 'settings')!), where, key)).toBe(value)
  })
})

describe('automated sync', () => {
  it('leaves drift alone without selfHeal, and heals it with', () => {
    for (const [selfHeal, expected] of [
      [false, 'green'],
      [true, 'red'],
    ] as const) {
      const twin = twoColours()
      twin.application({ automated: { selfHeal } })
      twin.quiesce()
      twin.run('kubectl patch configmap settings -n app --type merge -p {"data":{"colour":"green"}}')
      twin.settle()
      expect(colour(twin)).toBe(expected)
    }
  })

  it('heals the next time after two seconds, then six', () => {
    const twin = twoColours()
    twin.application({ automated: { selfHeal: true } })
    twin.quiesce()
    const healedAfter: number[] = []
    for (let round = 0; round < 3; round++) {
      twin.run('kubectl patch configmap settings -n app --type merge -p {"data":{"colour":"green"}}')
      const start = twin.world.now
      while (colour(twin) !== 'red') twin.elapse(500)
      healedAfter.push(twin.world.now - start)
      twin.quiesce()
    }
    expect(healedAfter[0]).toBeLessThanOrEqual(500)
    // The end of the operation is written in whole seconds, so up to one of them is missing.
    expect(healedAfter[1]).toBeGreaterThanOrEqual(1_000)
    expect(healedAfter[2]).toBeGreaterThanOrEqual(5_000)
    expect(arrayAt(twin.app(), 'status', 'history')).toHaveLength(1)
  })

  it('never tries a revision again whose sync has failed', () => {
    const broken = `apiVersion: v1\nkind: Service\nmetadata: { name: broken }\nspec: { ports: [{ port: 0 }] }\n`
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files: { 'v1/app/service.yaml': broken } })
    twin.application({ automated: { selfHeal: true }, retry: { limit: 1, backoff: { duration: '5s' } } })
    twin.settle()
    expect(twin.summary().phase).toBe('Failed')
    expect(twin.message()).toContain('(retried 1 times).')
    expect(twin.conditions()).toHaveLength(1)
    expect(twin.conditions()[0]).toContain('SyncError: Failed last sync attempt to [')
  })

  it('does not wipe out everything', () => {
    const files = { 'v1/app/settings.yaml': configMap('settings', { a: '1' }), 'v2/app/README.md': 'nothing' }
    const twin = new ArgoTwin({ branches: { main: 'v1', empty: 'v2' }, files })
    twin.application({ automated: { prune: true } })
    twin.quiesce()
    twin.push('empty')
    twin.refresh()
    expect(twin.get('', 'configmaps', 'app', 'settings')).toBeDefined()
    expect(twin.conditions()[0]).toContain('auto-sync will wipe out all resources')
  })
})

describe('prune', () => {
  const files = {
    'v1/app/a.yaml': configMap('a', { a: '1' }),
    'v1/app/b.yaml': configMap('b', { b: '1' }),
    'v2/app/a.yaml': configMap('a', { a: '2' }),
  }

  it.each([
    [true, undefined, 'Pruned'],
    [false, 'ConfigMap/b OutOfSync', 'PruneSkipped'],
  ])('%s', (prune, left, status) => {
    const twin = new ArgoTwin({ branches: { main: 'v1', next: 'v2' }, files })
    twin.application({ automated: { prune } })
    twin.quiesce()
    twin.push('next')
    twin.refresh()
    expect(twin.resources().find((line) => line.includes('/b'))).toBe(left)
    expect(twin.results().find((line) => line.includes('/b'))).toContain(status)
  })
})

describe('waves and hooks', () => {
  const WAVES = {
    'v1/app/pre.yaml': job('migrate', { 'argocd.argoproj.io/hook': 'PreSync' }),
    'v1/app/web.yaml': deployment('web', { 'argocd.argoproj.io/sync-wave': '1' }),
    'v1/app/last.yaml': configMap('last', { a: '1' }, { 'argocd.argoproj.io/sync-wave': '2' }),
  }

  it('run in their order, each after the one before is healthy', () => {
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files: WAVES })
    twin.application({ automated: {} })
    twin.quiesce()
    expect(twin.results()).toEqual([
      'PreSync Job/migrate Synced Succeeded',
      'Sync Deployment/web Synced Succeeded',
      'Sync ConfigMap/last Synced Running',
    ])
    expect(twin.summary()).toEqual({
      sync: 'Synced',
      health: 'Healthy',
      phase: 'Succeeded',
      operation: false,
    })
    const order = ['jobs.batch/app/migrate', 'deployments.apps/app/web', 'configmaps/app/last'].map((key) =>
      twin.writes(key).findIndex((line) => line.includes('argocd') && line.includes('create')),
    )
    expect(order.every((index) => index >= 0)).toBe(true)
  })

  it.each([
    ['3.5.1', true],
    ['2.14.3', true],
    ['2.14.11', false],
  ])('of %s hold hooks with a finalizer while they run: %s', (version, held) => {
    const files = { 'v1/app/pre.yaml': job('migrate', { 'argocd.argoproj.io/hook': 'PreSync' }, 'sleep 30') }
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files, version })
    twin.application()
    twin.quiesce()
    twin.patchApp({ operation: { sync: {} } })
    twin.elapse(5_000)
    const live = twin.get('batch', 'jobs', 'app', 'migrate')!
    expect(arrayAt(metadataOf(live), 'finalizers').includes('argocd.argoproj.io/hook-finalizer')).toBe(held)
    expect(twin.message()).toBe('waiting for completion of hook batch/Job/migrate')
  })

  it('a hook of the default policy is deleted and created anew at every full sync', () => {
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files: WAVES })
    twin.application({ automated: {} })
    twin.quiesce()
    const uid = textAt(metadataOf(twin.get('batch', 'jobs', 'app', 'migrate')!), 'uid')
    twin.patchApp({ operation: { sync: {} } })
    twin.quiesce()
    expect(textAt(metadataOf(twin.get('batch', 'jobs', 'app', 'migrate')!), 'uid')).not.toBe(uid)
    expect(twin.summary().phase).toBe('Succeeded')
  })

  it('a failing hook fails the operation and nothing after it is applied', () => {
    const files = {
      ...WAVES,
      'v1/app/pre.yaml': job('migrate', { 'argocd.argoproj.io/hook': 'PreSync' }, 'exit 1'),
    }
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files })
    twin.application()
    twin.quiesce()
    twin.patchApp({ operation: { sync: {} } })
    twin.settle()
    expect(twin.summary().phase).toBe('Failed')
    expect(twin.message()).toBe('one or more synchronization tasks completed unsuccessfully')
    expect(twin.get('apps', 'deployments', 'app', 'web')).toBeUndefined()
  })

  it('a changed annotation of a hook makes nothing OutOfSync', () => {
    const files = {
      'v1/app/pre.yaml': job('migrate', { 'argocd.argoproj.io/hook': 'PreSync', 'force-trigger': '1' }),
      'v1/app/a.yaml': configMap('a', { a: '1' }),
      'v2/app/pre.yaml': job('migrate', { 'argocd.argoproj.io/hook': 'PreSync', 'force-trigger': '2' }),
      'v2/app/a.yaml': configMap('a', { a: '1' }),
    }
    const twin = new ArgoTwin({ branches: { main: 'v1', next: 'v2' }, files })
    twin.application({ automated: { selfHeal: true } })
    twin.quiesce()
    const uid = textAt(metadataOf(twin.get('batch', 'jobs', 'app', 'migrate')!), 'uid')
    twin.push('next')
    twin.refresh()
    expect(twin.summary().sync).toBe('Synced')
    expect(textAt(metadataOf(twin.get('batch', 'jobs', 'app', 'migrate')!), 'uid')).toBe(uid)
  })
})

describe('a deleted Application', () => {
  it.each([
    [['resources-finalizer.argocd.argoproj.io'], false],
    [['resources-finalizer.argocd.argoproj.io/background'], false],
    [[], true],
  ])('with finalizers %j leaves its resources: %s', (finalizers, left) => {
    const twin = twoColours()
    twin.application({ automated: {} }, { metadata: { finalizers } })
    twin.quiesce()
    twin.run('kubectl delete application web -n argocd --wait=false')
    twin.quiesce()
    expect(twin.get('argoproj.io', 'applications', 'argocd', 'web')).toBeUndefined()
    expect(colour(twin) === 'red').toBe(left)
  })
})

describe('what cannot be loaded', () => {
  it.each([
    [{ targetRevision: 'gone' }, "unable to resolve 'gone' to a commit SHA"],
    [{ path: 'nowhere' }, 'nowhere: app path does not exist'],
    [{ repoURL: `${REPOSITORY}-other` }, 'repository not found'],
  ])('%j is a ComparisonError', (source, message) => {
    const twin = twoColours()
    twin.application({ automated: {} }, { source })
    twin.quiesce()
    expect(twin.summary().sync).toBe('Unknown')
    expect(twin.conditions()[0]).toContain(
      'ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1',
    )
    expect(twin.conditions()[0]).toContain(message)
  })

  it('a project that does not exist makes sync and health Unknown', () => {
    const twin = twoColours()
    twin.application({ automated: {} }, { spec: { project: 'team' } })
    twin.quiesce()
    expect(twin.summary()).toMatchObject({ sync: 'Unknown', health: 'Unknown' })
    expect(twin.conditions()).toEqual([
      'InvalidSpecError: Application referencing project team which does not exist',
    ])
  })
})
