import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../harness/scenario/load.js'
import type { JsonObject } from '../../twins/kernel/index.js'
import { metadataOf, textAt } from '../../twins/kubernetes/index.js'
import { ArgoTwin } from '../unit/twins/argocd/argo-twin.js'

const CHARTS = readFiles(join(import.meta.dirname, '../golden/charts'))
const FILES = Object.fromEntries(
  CHARTS.list('')
    .filter((path) => /^(shop|sensors)(\.renders)?\//.test(path))
    .map((path) => [`main/${path}`, CHARTS.read(path) ?? '']),
)

/** An Application of a chart, for the release name and namespace its renders were recorded for. */
function charted(chart: string, release: string, helm: JsonObject): ArgoTwin {
  const twin = new ArgoTwin({
    branches: { main: 'main' },
    files: { ...FILES, 'main/more/blue.yaml': 'color: blue\n' },
    objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } }],
  })
  const destination = { server: 'https://kubernetes.default.svc', namespace: 'test' }
  twin.application({ automated: {} }, { name: release, source: { path: chart, helm }, spec: { destination } })
  twin.settle()
  return twin
}

describe('a chart', () => {
  it.each([
    ['parameters', { parameters: [{ name: 'color', value: 'blue' }] }],
    ['values', { values: 'color: blue\n' }],
    ['valuesObject', { valuesObject: { color: 'blue' } }],
    ['valueFiles', { valueFiles: ['../more/blue.yaml'] }],
    [
      'valueFiles from the root',
      { valueFiles: ['/more/blue.yaml', 'absent.yaml'], ignoreMissingValueFiles: true },
    ],
  ])('is rendered with %s', (_how, helm) => {
    const twin = charted('shop', 'shop', helm)
    expect(twin.conditions('shop')).toEqual([])
    expect(twin.summary('shop')).toMatchObject({ sync: 'Synced', health: 'Healthy', phase: 'Succeeded' })
    expect(twin.app('shop')).toMatchObject({ status: { sourceType: 'Helm' } })
  })

  it('runs the hooks of Helm that mean a phase, and never its tests', () => {
    const twin = charted('shop', 'shop', {
      valuesObject: { hook: { enabled: true } },
    })
    const hooks = twin
      .results('shop')
      .filter((line) => line.startsWith('PreSync') || line.startsWith('PostSync'))
    expect(hooks.length).toBeGreaterThan(0)
    const tests = charted('sensors', 'lab', {})
      .results('lab')
      .filter((line) => line.includes('test'))
    expect(tests).toEqual([])
  })

  it('that Helm refuses is a ComparisonError with what Helm says', () => {
    const twin = charted('shop', 'shop', { valueFiles: ['absent.yaml'] })
    expect(twin.conditions('shop')[0]).toContain('failed to execute helm template command')
    expect(twin.conditions('shop')[0]).toContain('absent.yaml: no such file or directory')
  })
})

describe('tracking by label', () => {
  it('a label that is stripped makes the object OutOfSync and is healed, again and again', () => {
    const twin = new ArgoTwin({
      branches: { main: 'main' },
      files: {
        'main/app/a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { k: v }\n',
      },
      version: '2.14.11',
    })
    twin.application({ automated: { selfHeal: true } })
    twin.settle()
    for (let round = 0; round < 2; round++) {
      twin.run('kubectl label secret a -n app app.kubernetes.io/instance-')
      twin.settle()
      expect(
        textAt(metadataOf(twin.get('', 'secrets', 'app', 'a')!), 'labels', 'app.kubernetes.io/instance'),
      ).toBe('web')
    }
  })

  it('what loses its mark and leaves Git is neither pruned nor deleted with the Application', () => {
    const twin = new ArgoTwin({
      branches: { main: 'main', next: 'next' },
      files: {
        'main/app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
        'main/app/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n',
        'next/app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
      },
    })
    twin.application(
      { automated: { prune: true } },
      { metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] } },
    )
    twin.settle()
    twin.run('kubectl annotate configmap b -n app argocd.argoproj.io/tracking-id-')
    twin.push('next')
    twin.refresh()
    expect(twin.resources()).toEqual(['ConfigMap/a Synced'])
    twin.run('argocd app delete web --wait')
    expect(twin.get('', 'configmaps', 'app', 'a')).toBeUndefined()
    expect(twin.get('', 'configmaps', 'app', 'b')).toBeDefined()
  })
})

describe('the plane', () => {
  const report = (twin: ArgoTwin) => {
    const [plane] = ArgoTwin.planes
    return plane!.inspect(twin.world, twin.system.profile).differences.map(({ message }) => message)
  }

  it('wants everything Synced and Healthy and no operation', () => {
    const twin = new ArgoTwin({
      branches: { main: 'main' },
      files: { 'main/app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n' },
    })
    twin.application()
    twin.quiesce()
    expect(report(twin)).toEqual(['is OutOfSync: ConfigMap/a', 'is Missing'])
    twin.run('argocd app sync web')
    expect(report(twin)).toEqual([])
  })
})
