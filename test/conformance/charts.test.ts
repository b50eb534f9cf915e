import { afterEach, describe, expect, it } from 'vitest'
import { findObject, objectAt, valueAt } from '../../twins/kubernetes/index.js'
import { foundHelms, HelmSession, objectsOf, releasesOf, statusesOf } from '../support/releases.js'

let session: HelmSession
afterEach(() => session.close())

function value(group: string, resource: string, name: string, ...path: string[]): unknown {
  return valueAt(findObject(session.world, group, resource, 'test', name) ?? {}, ...path)
}

/** The hooks of a release's newest revision that have run: `books-migrate Succeeded`. */
function ranHooks(name: string): readonly string[] {
  const hooks = releasesOf(session.world, name).at(-1)?.hooks ?? []
  return hooks
    .filter((hook) => hook.last_run.phase !== '')
    .map((hook) => `${hook.name} ${hook.last_run.phase}`)
    .sort()
}

const LEDGER = [
  'ConfigMap books-archive',
  'ConfigMap books-config',
  'ConfigMap books-migration',
  'StatefulSet books',
  'Job books-migrate',
  'PodDisruptionBudget books',
  'Role books',
  'RoleBinding books',
  'Secret books-auth',
  'ServiceAccount books',
  'Service books',
  'Service books-headless',
]

const WAIT = '--wait --timeout 20s'

describe.each([...foundHelms(), '3.17.2', '4.1.4'] as const)('charts by helm %s', (helm) => {
  it('ledger: stateful pods, hooks of every event, tests, a password that is kept', async () => {
    session = new HelmSession()
    await session.helm(helm, `install books charts/ledger ${WAIT}`)
    expect(objectsOf(session.world)).toEqual(LEDGER)
    expect(value('apps', 'statefulsets', 'books', 'status', 'readyReplicas')).toBe(2)
    expect(ranHooks('books')).toEqual([
      'books-announce Succeeded',
      'books-migrate Succeeded',
      'books-migration Succeeded',
    ])

    await session.helm(helm, 'test books')
    expect(ranHooks('books')).toContain('books-test-balance Succeeded')

    await session.helm(helm, `upgrade books charts/ledger -f charts/ledger-values/ciao.yaml ${WAIT}`)
    expect(value('', 'configmaps', 'books-config', 'data', 'greeting')).toBe('ciao')
    expect(value('', 'secrets', 'books-auth', 'data', 'password')).toBe('Y2hhbmdlLW1l')

    await session.helm(helm, `upgrade books charts/ledger -f charts/ledger-values/migration-fails.yaml`, 1)
    expect(ranHooks('books')).toEqual(['books-migrate Failed', 'books-migration Succeeded'])

    await session.helm(helm, `rollback books 1 ${WAIT}`)
    expect(value('', 'configmaps', 'books-config', 'data', 'greeting')).toBe('hello')
    expect(ranHooks('books')).toContain('books-thaw Succeeded')
    expect(statusesOf(session.world, 'books')).toEqual([
      '1 superseded',
      '2 superseded',
      '3 failed',
      '4 deployed',
    ])

    await session.helm(helm, `uninstall books ${WAIT}`)
    expect(objectsOf(session.world)).toEqual([
      'ConfigMap books-archive',
      'ConfigMap books-migration',
      'Job books-migrate',
      'Job books-thaw',
    ])
    expect(statusesOf(session.world, 'books')).toEqual([])
  })

  it('portal: a library, conditions, tags, tpl, a Job and a CronJob', async () => {
    session = new HelmSession()
    const answer = await session.helm(helm, `install site charts/portal ${WAIT} --wait-for-jobs`)
    expect(answer).toContain('NOTES:\nOpen http://site.example.com/ on Kubernetes 1.25 or later.\n')
    expect(objectsOf(session.world)).toEqual([
      'ConfigMap site-settings',
      'Deployment site-cache',
      'Deployment site-portal',
      'CronJob site-cleanup',
      'Job site-import',
      'Service site-cache',
    ])
    expect(value('batch', 'jobs', 'site-import', 'status', 'succeeded')).toBe(1)
    await session.helm(helm, 'upgrade site charts/portal -f charts/portal-values/no-cache.yaml')
    expect(objectsOf(session.world)).not.toContain('Deployment site-cache')
    expect(value('', 'configmaps', 'site-settings', 'data', 'cache')).toBe('none')
    await session.helm(helm, `upgrade site charts/portal -f charts/portal-values/extras.yaml ${WAIT}`)
    expect(value('', 'configmaps', 'site-finder', 'data', 'shards')).toBe('5')
    const dependencies = releasesOf(session.world, 'site').at(-1)?.chart?.metadata.dependencies ?? []
    expect(dependencies.map(({ name }) => name)).toEqual(['kit', 'cache', 'finder'])
    await session.helm(helm, 'rollback site 2')
    expect(objectsOf(session.world)).not.toContain('ConfigMap site-finder')
    await session.helm(helm, 'uninstall site')
    expect(objectsOf(session.world)).toEqual([])
  })

  it('sensors: a kind of its own, a DaemonSet and a hook that is no Job', async () => {
    session = new HelmSession()
    await session.helm(helm, `install lab charts/sensors ${WAIT}`)
    expect(objectsOf(session.world)).toEqual(['DaemonSet lab', 'Probe lab'])
    expect(value('apps', 'daemonsets', 'lab', 'status', 'numberReady')).toBe(2)
    await session.helm(helm, 'upgrade lab charts/sensors -f charts/sensors-values/invalid.yaml', 1)
    expect(statusesOf(session.world, 'lab')).toEqual(['1 deployed', '2 failed'])
    await session.helm(helm, `upgrade lab charts/sensors -f charts/sensors-values/limits.yaml ${WAIT}`)
    const probe = findObject(session.world, 'sensors.example.com', 'probes', 'test', 'lab') ?? {}
    expect(objectAt(probe, 'spec', 'limits')).toEqual({ low: '1', high: '9' })
    await session.helm(helm, 'rollback lab 1')
    expect(value('sensors.example.com', 'probes', 'lab', 'spec', 'limits')).toBeUndefined()
    await session.helm(helm, 'uninstall lab')
    expect(objectsOf(session.world)).toEqual([])
  })
})
