import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { arrayAt, metadataOf, textAt, valueAt } from '../../twins/kubernetes/index.js'
import { ArgoTwin, application, REPOSITORY } from '../unit/twins/argocd/argo-twin.js'
import { configMap, deployment } from '../unit/twins/argocd/manifests.js'

const FILES = {
  'v1/apps/db/a.yaml': configMap('db', { a: '1' }),
  'v1/apps/web/a.yaml': deployment('web'),
  'v1/other/x.yaml': configMap('x', {}),
  'v2/apps/db/a.yaml': configMap('db', { a: '2' }),
  'v2/apps/web/a.yaml': deployment('web', { changed: 'yes' }),
}
const DIRECTORIES = { git: { repoURL: REPOSITORY, revision: 'main', directories: [{ path: 'apps/*' }] } }
const PHASES = {
  list: {
    elements: [
      { name: 'db', phase: '1' },
      { name: 'web', phase: '2' },
    ],
  },
}

function applicationSet(
  generator: JsonObject,
  more: JsonObject = {},
  name = '{{path.basename}}',
): JsonObject {
  const { spec } = application(
    { automated: { prune: true, selfHeal: true } },
    { source: { path: `apps/${name}` } },
  )
  const labels = generator['list'] === undefined ? {} : { phase: '{{phase}}' }
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'all', namespace: 'argocd' },
    spec: {
      generators: [generator],
      template: { metadata: { name, labels }, spec: spec as JsonObject },
      ...more,
    },
  }
}

const ROLLING = {
  strategy: {
    type: 'RollingSync',
    rollingSync: {
      steps: ['1', '2'].map((phase) => ({
        matchExpressions: [{ key: 'phase', operator: 'In', values: [phase] }],
      })),
    },
  },
}
const ENABLED = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-cmd-params-cm', namespace: 'argocd' },
  data: { 'applicationsetcontroller.enable.progressive.syncs': 'true' },
}

function twinWith(set: JsonObject, objects: readonly JsonObject[] = []): ArgoTwin {
  return new ArgoTwin({ branches: { main: 'v1', next: 'v2' }, files: FILES, objects: [...objects, set] })
}

const statuses = (twin: ArgoTwin) =>
  arrayAt(twin.get('argoproj.io', 'applicationsets', 'argocd', 'all'), 'status', 'applicationStatus').map(
    (one) => `${textAt(one, 'application')} ${textAt(one, 'step')} ${textAt(one, 'status')}`,
  )

describe('an ApplicationSet', () => {
  it.each([
    ['git directories', applicationSet(DIRECTORIES)],
    ['a list', applicationSet(PHASES, {}, '{{name}}')],
    ['a list, with Go templates', applicationSet(PHASES, { goTemplate: true }, '{{ .name }}')],
  ])('generates Applications from %s', (_what, set) => {
    if ((set['spec'] as JsonObject)['goTemplate'] === true) {
      const text = JSON.stringify(set).replaceAll('{{phase}}', '{{ .phase }}')
      set = JSON.parse(text) as JsonObject
    }
    const twin = twinWith(set)
    twin.settle()
    for (const name of ['db', 'web']) {
      expect(twin.summary(name)).toEqual({
        sync: 'Synced',
        health: 'Healthy',
        phase: 'Succeeded',
        operation: false,
      })
    }
  })

  it('creates a deleted Application again, and it is as it was', () => {
    const twin = twinWith(applicationSet(DIRECTORIES))
    twin.settle()
    const uid = textAt(metadataOf(twin.app('db')), 'uid')
    twin.run('kubectl delete application db -n argocd --wait=false')
    twin.settle()
    expect(textAt(metadataOf(twin.app('db')), 'uid')).not.toBe(uid)
    expect(twin.summary('db')).toMatchObject({ sync: 'Synced', health: 'Healthy' })
  })

  it('resets what is edited, finalizers included', () => {
    const twin = twinWith(applicationSet(DIRECTORIES))
    twin.settle()
    twin.patchApp({ metadata: { finalizers: null }, spec: { syncPolicy: null } }, 'db')
    twin.quiesce()
    expect(arrayAt(metadataOf(twin.app('db')), 'finalizers')).toEqual([
      'resources-finalizer.argocd.argoproj.io',
    ])
    expect(valueAt(twin.app('db'), 'spec', 'syncPolicy', 'automated', 'selfHeal')).toBe(true)
  })

  it('generates nothing from a revision it cannot resolve, and deletes nothing', () => {
    const twin = twinWith(applicationSet(DIRECTORIES))
    twin.settle()
    const git = { ...DIRECTORIES.git, revision: 'gone' }
    const address = {
      group: 'argoproj.io',
      version: 'v1alpha1',
      resource: 'applicationsets',
      namespace: 'argocd',
      name: 'all',
    }
    twin.api({ verb: 'patch', ...address, patchType: 'merge', body: { spec: { generators: [{ git }] } } })
    twin.settle()
    expect(twin.summary('db').sync).toBe('Synced')
    expect(twin.get('argoproj.io', 'applicationsets', 'argocd', 'all')).toMatchObject({
      status: { conditions: [{ type: 'ErrorOccurred', status: 'True' }, {}, {}] },
    })
  })
})

describe('RollingSync', () => {
  it('turns automated sync off and syncs one step after the other', () => {
    const twin = twinWith(applicationSet(PHASES, ROLLING, '{{name}}'), [ENABLED])
    expect(twin.settle()).toBe('settled')
    for (const name of ['db', 'web']) {
      expect(valueAt(twin.app(name), 'spec', 'syncPolicy', 'automated', 'enabled')).toBe(false)
      expect(twin.summary(name)).toMatchObject({ sync: 'Synced', health: 'Healthy', phase: 'Succeeded' })
    }
    expect(statuses(twin)).toEqual(['db 1 Healthy', 'web 2 Healthy'])
    const first = (key: string) =>
      twin.log().find(({ event }) => event.kind === 'write' && event.key === key)?.seq ?? 0
    expect(first('configmaps/app/db')).toBeLessThan(first('deployments.apps/app/web'))
  })

  it('without progressive syncs enabled is a plain set', () => {
    const twin = twinWith(applicationSet(PHASES, ROLLING, '{{name}}'))
    twin.settle()
    expect(statuses(twin)).toEqual([])
    expect(valueAt(twin.app('db'), 'spec', 'syncPolicy', 'automated', 'enabled')).toBeUndefined()
  })

  it('rolls a new revision out, the second step only after the first', () => {
    const twin = twinWith(applicationSet(PHASES, ROLLING, '{{name}}'), [ENABLED])
    twin.settle()
    twin.push('next')
    twin.settle()
    expect(textAt(twin.get('', 'configmaps', 'app', 'db'), 'data', 'a')).toBe('2')
    expect(statuses(twin)).toEqual(['db 1 Healthy', 'web 2 Healthy'])
  })
})
