import { describe, expect, it } from 'vitest'
import { arrayAt, metadataOf, textAt } from '../../twins/kubernetes/index.js'
import { ArgoTwin } from '../unit/twins/argocd/argo-twin.js'
import { configMap, job } from '../unit/twins/argocd/manifests.js'

const HOOK = { 'argocd.argoproj.io/hook': 'PreSync' }

/** A sync that is stuck in a hook that never ends; branch `fixed` has one that does. */
function stuck(): ArgoTwin {
  const files = {
    'v1/app/migrate.yaml': job('migrate', HOOK, 'sleep 86400'),
    'v1/app/settings.yaml': configMap('settings', { a: '1' }),
    'v2/app/migrate.yaml': job('migrate', HOOK),
    'v2/app/settings.yaml': configMap('settings', { a: '2' }),
  }
  const twin = new ArgoTwin({ branches: { main: 'v1', fixed: 'v2' }, files })
  twin.application({ automated: {} })
  twin.elapse(20_000)
  return twin
}

const migrate = (twin: ArgoTwin) => twin.get('batch', 'jobs', 'app', 'migrate')
const patch = (body: string) => [
  'kubectl',
  'patch',
  'application',
  'web',
  '-n',
  'argocd',
  '--type=merge',
  '-p',
  body,
]

describe('{"operation": null}', () => {
  it('abandons a sync: the phase stays Running, the hook goes on, and terminate-op has nothing to end', () => {
    const twin = stuck()
    expect(twin.message()).toBe('waiting for completion of hook batch/Job/migrate')
    expect(twin.run(patch('{"operation": null}')).code).toBe(0)
    twin.elapse(400_000)
    expect(twin.summary()).toMatchObject({ phase: 'Running', operation: false })
    expect(migrate(twin)).toBeDefined()
    expect(arrayAt(metadataOf(migrate(twin)!), 'finalizers')).toContain('argocd.argoproj.io/hook-finalizer')
    const exit = twin.run('argocd app terminate-op web')
    expect(exit.code).toBe(20)
    expect(exit.stderr).toContain('Unable to terminate operation. No operation is in progress')
    expect(twin.conditions()[0]).toContain('SyncError: Failed last sync attempt to')
  })

  it('makes the next operation by kubectl resume the old one', () => {
    const twin = stuck()
    twin.run(patch('{"operation": null}'))
    twin.push('fixed')
    twin.elapse(1_000)
    twin.run(patch('{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'))
    twin.elapse(5_000)
    const operation = twin.app()['status'] as { operationState: { operation: { initiatedBy: object } } }
    expect(operation.operationState.operation.initiatedBy).toEqual({ automated: true })
  })

  it('is got over with a new commit', () => {
    const twin = stuck()
    twin.run(patch('{"operation": null}'))
    twin.push('fixed')
    twin.refresh()
    twin.settle()
    expect(twin.summary()).toEqual({
      sync: 'Synced',
      health: 'Healthy',
      phase: 'Succeeded',
      operation: false,
    })
  })
})

describe('a hook that somebody deletes', () => {
  it('stays in Terminating although its deletion was forced, until its finalizer is taken off', () => {
    const twin = stuck()
    twin.run(patch('{"operation": null}'))
    twin.run('kubectl delete job migrate -n app --force --grace-period=0 --wait=false')
    twin.elapse(60_000)
    expect(textAt(metadataOf(migrate(twin)!), 'deletionTimestamp')).not.toBe('')
    twin.run([
      'kubectl',
      'patch',
      'job',
      'migrate',
      '-n',
      'app',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ])
    twin.elapse(10_000)
    expect(migrate(twin)).toBeUndefined()
  })
})

describe('the recovery that deletes the hook, nulls the operation and sets a new one', () => {
  const literal = (twin: ArgoTwin) => {
    twin.run('kubectl delete job migrate -n app --force --grace-period=0 --wait=false')
    twin.run(patch('{"operation": null}'))
    twin.push('fixed')
    twin.run('kubectl annotate application web -n argocd argocd.argoproj.io/refresh=hard --overwrite')
  }

  it('is stuck where the application is not automated: the old operation is resumed and waits for the deleted hook', () => {
    const twin = stuck()
    twin.patchApp({ spec: { syncPolicy: null } })
    literal(twin)
    twin.run(patch('{"operation": {"initiatedBy": {"username": "admin"}, "sync": {"prune": true}}}'))
    twin.elapse(600_000)
    expect(twin.summary()).toMatchObject({ sync: 'OutOfSync', phase: 'Running', operation: true })
    expect(twin.message()).toBe('waiting for completion of hook batch/Job/migrate')
    expect(textAt(metadataOf(migrate(twin)!), 'deletionTimestamp')).not.toBe('')
  })

  it('works with argocd app sync in place of the last patch: it forgets the old state', () => {
    const twin = stuck()
    twin.patchApp({ spec: { syncPolicy: null } })
    literal(twin)
    expect(twin.run('argocd app sync web').code).toBe(0)
    expect(twin.summary()).toEqual({
      sync: 'Synced',
      health: 'Healthy',
      phase: 'Succeeded',
      operation: false,
    })
  })
})

describe('argocd app terminate-op', () => {
  it('ends the operation and deletes the running hook', () => {
    const twin = stuck()
    const exit = twin.run('argocd app terminate-op web')
    expect(exit).toMatchObject({ code: 0, stdout: "Application 'web' operation terminating\n" })
    twin.elapse(10_000)
    expect(twin.summary()).toMatchObject({ phase: 'Failed', operation: false })
    expect(twin.message()).toBe('Operation terminated')
    expect(migrate(twin)).toBeUndefined()
  })
})

describe('retries', () => {
  it('wait 5, 10, … seconds and say so', () => {
    const files = { 'v1/app/migrate.yaml': job('migrate', HOOK, 'exit 1') }
    const twin = new ArgoTwin({ branches: { main: 'v1' }, files })
    twin.application(null)
    twin.quiesce()
    twin.patchApp({ operation: { sync: {}, retry: { limit: 2 } } })
    const messages = new Set<string>()
    for (let second = 0; second < 60; second++) {
      twin.elapse(1_000)
      messages.add(twin.message())
    }
    const text = 'one or more synchronization tasks completed unsuccessfully'
    expect([...messages].filter((message) => message.startsWith(text))).toEqual([
      expect.stringMatching(/Retrying attempt #1 at 12:00AM\.$/),
      expect.stringMatching(/Retrying attempt #2 at 12:00AM\.$/),
      `${text} (retried 2 times).`,
    ])
  })
})

describe('the command argocd', () => {
  const files = {
    'v1/app/a.yaml': configMap('a', { colour: 'red' }),
    'v1/app/b.yaml': configMap('b', { colour: 'red' }),
    'v2/app/a.yaml': configMap('a', { colour: 'blue' }),
  }
  const colour = (twin: ArgoTwin) => textAt(twin.get('', 'configmaps', 'app', 'a'), 'data', 'colour')

  function manual(): ArgoTwin {
    const twin = new ArgoTwin({ branches: { main: 'v1', next: 'v2' }, files })
    twin.application()
    twin.quiesce()
    return twin
  }

  it('syncs and waits', () => {
    const twin = manual()
    const exit = twin.run('argocd app sync web --core')
    expect(exit.stderr).toBe('')
    expect(exit.code).toBe(0)
    expect(exit.stdout).toContain('Phase:              Succeeded')
    expect(exit.stdout).toMatch(/ {7}ConfigMap {2}app {8}a {5}Synced {16}configmap\/a created/)
    expect(twin.summary().sync).toBe('Synced')
  })

  it('fails when resources require pruning', () => {
    const twin = manual()
    twin.run('argocd app sync web')
    twin.push('next')
    const exit = twin.run('argocd app sync web')
    expect(exit.code).toBe(1)
    expect(exit.stderr).toContain('1 resources require pruning')
    expect(twin.run('argocd app sync web --prune').code).toBe(0)
    expect(twin.get('', 'configmaps', 'app', 'b')).toBeUndefined()
  })

  it('rolls back to an entry of the history, but not with automated sync', () => {
    const twin = manual()
    twin.run('argocd app sync web')
    twin.push('next')
    twin.run('argocd app sync web --prune')
    expect(colour(twin)).toBe('blue')
    expect(twin.run('argocd app history web').stdout.split('\n')).toHaveLength(5)
    expect(twin.run('argocd app rollback web 0').code).toBe(0)
    expect(colour(twin)).toBe('red')
    expect(twin.run('argocd app set web --sync-policy automated').code).toBe(0)
    twin.quiesce()
    const exit = twin.run('argocd app rollback web 0')
    expect(exit.code).toBe(20)
    expect(exit.stderr).toContain('rollback cannot be initiated when auto-sync is enabled')
  })

  it('shows differences with exit code 1', () => {
    const twin = manual()
    twin.run('argocd app sync web')
    expect(twin.run('argocd app diff web')).toMatchObject({ code: 0, stdout: '' })
    twin.run('kubectl patch configmap a -n app --type merge -p {"data":{"colour":"green"}}')
    const exit = twin.run('argocd app diff web')
    expect(exit.code).toBe(1)
    expect(exit.stdout).toBe(
      '\n===== /ConfigMap app/a ======\n< .data.colour: "green"\n> .data.colour: "red"\n',
    )
  })

  it('never shows the values of a Secret', () => {
    const secret = (password: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's' },
        stringData: { password, same: 'same' },
      })
    const twin = new ArgoTwin({
      branches: { main: 'v1', next: 'v2' },
      files: { 'v1/app/s.yaml': secret('hunter2'), 'v2/app/s.yaml': secret('hunter3') },
    })
    twin.application()
    twin.quiesce()
    twin.run('argocd app sync web')
    twin.push('next')
    expect(twin.run('argocd app diff web').stdout).toBe(
      '\n===== /Secret app/s ======\n< .data.password: "++++++++"\n> .data.password: "+++++++++"\n',
    )
    expect(ArgoTwin.secretValues(twin.world)).toEqual(
      expect.arrayContaining(['hunter2', 'hunter3', 'aHVudGVyMw==']),
    )
  })

  it.each([
    ['argocd app get nobody', 20, 'applications.argoproj.io \\"nobody\\" not found'],
    [
      'argocd app wait web --sync --timeout 5',
      20,
      'timed out (5s) waiting for app \\"argocd/web\\" match desired state',
    ],
    ['argocd app set web', 1, 'Please set at least one option to update'],
    ['argocd app rollback web', 1, 'should have at least two successful deployments'],
  ])('%s ends with %i', (command, code, text) => {
    const exit = manual().run(command)
    expect(exit.code).toBe(code)
    expect(exit.stderr).toContain(text)
  })

  it('lists', () => {
    const { stdout } = manual().run('argocd app list')
    expect(stdout.split('\n')).toEqual([
      'NAME        CLUSTER                         NAMESPACE  PROJECT  STATUS     HEALTH   SYNCPOLICY  CONDITIONS',
      'argocd/web  https://kubernetes.default.svc  app        default  OutOfSync  Missing  Manual      <none>',
      '',
    ])
  })

  it('deletes with and without what was deployed', () => {
    for (const [flag, left] of [
      ['--cascade', false],
      ['--cascade=false', true],
    ] as const) {
      const twin = manual()
      twin.run('argocd app sync web')
      expect(twin.run(`argocd app delete web ${flag} --wait --yes`).stdout).toBe(
        "application 'web' deleted\n",
      )
      expect(colour(twin) === 'red').toBe(left)
    }
  })
})
