import { beforeAll, describe, expect, it } from 'vitest'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import type { JsonObject, World } from '../../twins/kernel/index.js'
import { fromTimestamp, kubernetes, valueAt } from '../../twins/kubernetes/index.js'
import { FOREIGN_TAKEN_AT, foreignCluster } from '../support/foreign-cluster.js'
import { dumpObjects, writesOf } from '../support/snapshots.js'
import { TestTwin } from '../support/twin.js'

const components = [kubernetes]

function restore(): TestTwin {
  return new TestTwin({ components, snapshot: foreignCluster(), startMs: fromTimestamp(FOREIGN_TAKEN_AT) })
}

describe('a cluster that the twin has not made', () => {
  let twin: TestTwin

  beforeAll(() => {
    twin = restore()
    twin.settle()
  })

  it('is written to by nobody: controllers and kubelets find everything as they want it', () => {
    expect(writesOf(twin).filter((write) => !isOfTwin(write))).toEqual([])
  })

  it('is shown verbatim, but for resourceVersions', () => {
    const shown = new Map(dumpObjects(twin.system, twin.world).map((object) => [idOf(object), object]))
    for (const object of foreignCluster())
      expect(withoutVersion(shown.get(idOf(object)))).toEqual(withoutVersion(object))
  })

  it('gives what is deleted and made again another uid', () => {
    const uid = () => valueAt(twin.get('apps', 'deployments', 'shop', 'web'), 'metadata', 'uid')
    const before = uid()
    expect(twin.run('kubectl delete deployment web -n shop --cascade=orphan').code).toBe(0)
    expect(twin.run('kubectl create deployment web -n shop --image=nginx:1.27').code).toBe(0)
    expect(uid()).not.toBe(before)
  })
})

describe('a container of a restored pod', () => {
  it('keeps running when the Secret it was started with is gone, and cannot be started again', () => {
    const twin = restore()
    twin.settle()
    const status = () =>
      twin.run('kubectl get pod web-5d8f9c7b6d-x7k2q -n shop --no-headers').stdout.trim().split(/\s+/)
    expect(status()).toEqual(['web-5d8f9c7b6d-x7k2q', '1/1', 'Running', '4', '(15d', 'ago)', '19d'])
    twin.world = createEmbeddedTwin(twin.system).restartContainers(twin.world) as World
    twin.settle()
    expect(status()).toEqual([
      'web-5d8f9c7b6d-x7k2q',
      '0/1',
      'CreateContainerConfigError',
      '4',
      '(10s',
      'ago)',
      '19d',
    ])
  })
})

describe('kinds that nobody models', () => {
  it('are served by their CustomResourceDefinition, or schemaless under a guessed plural', () => {
    const twin = restore()
    twin.settle()
    expect(twin.run('kubectl get certificates,backuppolicies -n shop -o name').stdout).toBe(
      'certificate.cert-manager.io/web\nbackuppolicy.policy.example.com/nightly\n',
    )
    expect(
      twin.run('kubectl get backuppolicy nightly -n shop -o jsonpath={.spec.targets[0].name}').stdout,
    ).toBe('cache')
  })

  it('take any field, and hold their namespace by their finalizers', () => {
    const twin = restore()
    twin.settle()
    const patch = [
      'kubectl',
      'patch',
      'backuppolicy',
      'nightly',
      '-n',
      'shop',
      '--type=merge',
      '-p',
      '{"spec":{"any":{"thing":1}}}',
    ]
    expect(twin.run(patch).stdout).toBe('backuppolicy.policy.example.com/nightly patched\n')
    twin.run('kubectl delete namespace shop --wait=false')
    twin.settle()
    expect(twin.get('', 'namespaces', '', 'shop')).toBeDefined()
    expect(twin.get('policy.example.com', 'backuppolicies', 'shop', 'nightly')).toBeDefined()
  })
})

/** What the twin adds to a dump that shows no system namespaces. */
const isOfTwin = (write: string): boolean =>
  /\/(default|kube-node-lease|kube-public|kube-system)(\/|$)/.test(write) || write.startsWith('world ')

function idOf(object: JsonObject | undefined): unknown {
  return valueAt(object, 'metadata', 'uid')
}

function withoutVersion(object: JsonObject | undefined): unknown {
  const { resourceVersion: _version, ...metadata } = (object?.['metadata'] ?? {}) as JsonObject
  return { ...object, metadata }
}
