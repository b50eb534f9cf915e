import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, metadataOf, numberAt, textAt } from '../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../twins/kubernetes/controllers/nodes.js'
import { appProgram } from '../../twins/kubernetes/programs/index.js'
import { deploymentOf, envFromSecret, podOf, secretOf, Workloads, waitingOf } from '../support/workloads.js'

const NODES = ['node-a', 'node-b', 'node-c'].map((name) => nodeManifest(name))
const nameOf = (object: JsonObject): string => textAt(metadataOf(object), 'name')
const isReady = (pod: JsonObject): boolean =>
  arrayAt(pod, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
  )
const restarts = (pod: JsonObject): number =>
  numberAt(arrayAt(pod, 'status', 'containerStatuses')[0] ?? {}, 0, 'restartCount')

/** A Deployment of `replicas` that reads Secret `db`, rolled out and then given a new image while `db` is gone. */
function stuckRollout(replicas: number): Workloads {
  const twin = new Workloads({ nodes: NODES })
  twin.create(secretOf('db', { password: 'fake' }))
  twin.create(deploymentOf('api', replicas, { env: [envFromSecret('DB', 'db', 'password')] }))
  twin.quiesce()
  twin.delete('secrets', 'db')
  twin.patch('deployments', 'api', {
    spec: {
      template: {
        spec: {
          containers: [{ name: 'main', image: 'app:2', env: [envFromSecret('DB', 'db', 'password')] }],
        },
      },
    },
  })
  twin.elapse(60_000)
  return twin
}

describe('a rollout whose new pods lack a Secret', () => {
  it.each([
    { replicas: 1, old: 1, fresh: 1 },
    { replicas: 2, old: 2, fresh: 1 },
    { replicas: 3, old: 3, fresh: 1 },
    { replicas: 4, old: 3, fresh: 2 },
    { replicas: 8, old: 6, fresh: 4 },
  ])('of $replicas keeps $old old pods and has $fresh new ones', ({ replicas, old, fresh }) => {
    const pods = stuckRollout(replicas).pods()
    expect(pods.filter(isReady)).toHaveLength(old)
    const waiting = pods.filter((pod) => !isReady(pod))
    expect(waiting).toHaveLength(fresh)
    for (const pod of waiting) {
      expect(waitingOf(pod)).toBe('CreateContainerConfigError: secret "db" not found')
      expect(textAt(pod, 'status', 'phase')).toBe('Pending')
      expect(restarts(pod)).toBe(0)
    }
  })

  it('heals by itself within 10 s of the Secret', () => {
    const twin = stuckRollout(2)
    twin.create(secretOf('db', { password: 'fake' }))
    twin.elapse(10_500)
    twin.quiesce()
    const pods = twin.pods().filter((pod) => metadataOf(pod)['deletionTimestamp'] === undefined)
    expect(pods).toHaveLength(2)
    expect(pods.every(isReady)).toBe(true)
    expect(pods.every((pod) => textAt(arrayAt(pod, 'spec', 'containers')[0], 'image') === 'app:2')).toBe(true)
  })

  it('exceeds its progress deadline after 600 s and is not undone', () => {
    const twin = stuckRollout(2)
    twin.elapse(545_000)
    const progressing = arrayAt(twin.deployment('api'), 'status', 'conditions').find(
      (condition) => textAt(condition, 'type') === 'Progressing',
    )
    expect(progressing).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' })
    expect(textAt(progressing, 'message')).toMatch(/^ReplicaSet "api-\w+" has timed out progressing\.$/)
    expect(twin.pods()).toHaveLength(3)
  })

  it('goes back to the old ReplicaSet without restarting its pods', () => {
    const twin = stuckRollout(2)
    const before = twin.pods().filter(isReady).map(nameOf)
    twin.patch('deployments', 'api', {
      spec: {
        template: {
          spec: {
            containers: [{ name: 'main', image: 'app:1', env: [envFromSecret('DB', 'db', 'password')] }],
          },
        },
      },
    })
    twin.elapse(40_000)
    expect(twin.pods().map(nameOf)).toEqual(before)
    expect(twin.pods().map(restarts)).toEqual([0, 0])
    expect(twin.replicaSets()).toHaveLength(2)
    expect(
      textAt(twin.deployment('api'), 'metadata', 'annotations', 'deployment.kubernetes.io/revision'),
    ).toBe('3')
  })
})

describe('a pod whose Secret was deleted', () => {
  function running(): { twin: Workloads; name: string } {
    const twin = new Workloads()
    twin.create(secretOf('db', { password: 'fake' }))
    twin.create(deploymentOf('api', 1, { env: [envFromSecret('DB', 'db', 'password')] }))
    twin.quiesce()
    twin.delete('secrets', 'db')
    twin.elapse(3_600_000)
    return { twin, name: nameOf(twin.pods()[0]!) }
  }

  it('keeps running', () => {
    const { twin } = running()
    expect(twin.pods().map(isReady)).toEqual([true])
    expect(twin.pods().map(restarts)).toEqual([0])
  })

  it('fails at the next restart of its container, and heals when the Secret is back', () => {
    const { twin, name } = running()
    twin.crash(name)
    twin.elapse(1_000)
    expect(waitingOf(twin.pod(name)!)).toBe('CreateContainerConfigError: secret "db" not found')
    expect(textAt(twin.pod(name)!, 'status', 'phase')).toBe('Running')
    expect(restarts(twin.pod(name)!)).toBe(0)
    twin.create(secretOf('db', { password: 'fake' }))
    twin.elapse(10_500)
    expect(isReady(twin.pod(name)!)).toBe(true)
    expect(restarts(twin.pod(name)!)).toBe(1)
  })
})

describe('a crash loop', () => {
  it('restarts after 0, 10, 20, 40, 80, 160, 300 and 300 s', () => {
    const twin = new Workloads({
      images: [{ name: 'app', matches: () => true, program: appProgram({ requiredEnv: ['MISSING'] }) }],
    })
    twin.create(podOf('p'))
    twin.elapse(1_300_000)
    const starts = twin
      .log()
      .filter(({ event }) => event.kind === 'process-started' && event.program === 'image:app')
      .map(({ at }) => at)
    const pauses = starts.slice(1).map((at, index) => Math.round((at - starts[index]!) / 1000))
    expect(pauses.slice(0, 8)).toEqual([0, 10, 20, 40, 80, 160, 300, 300])
    const pod = twin.pod('p')!
    expect(waitingOf(pod)).toMatch(
      /^CrashLoopBackOff: back-off 5m0s restarting failed container=main pod=p_test\(/,
    )
    expect(arrayAt(pod, 'status', 'containerStatuses')[0]).toMatchObject({
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    })
  })
})

describe('garbage collection', () => {
  const owned = (name: string, owner: JsonObject, more: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'test',
      ownerReferences: [
        {
          apiVersion: textAt(owner, 'apiVersion'),
          kind: textAt(owner, 'kind'),
          name: nameOf(owner),
          uid: textAt(metadataOf(owner), 'uid'),
          blockOwnerDeletion: true,
          ...more,
        },
      ],
    },
  })
  const configMaps = (twin: Workloads, namespace = 'test') =>
    ['child', 'other'].filter(
      (name) =>
        twin.api({ verb: 'get', group: '', version: 'v1', resource: 'configmaps', namespace, name }).code ===
        200,
    )

  it('deletes the dependents of a deleted owner, half a second later', () => {
    const twin = new Workloads()
    twin.create(owned('child', twin.create(secretOf('owner', {}))))
    twin.quiesce()
    twin.delete('secrets', 'owner')
    twin.elapse(400)
    expect(configMaps(twin)).toEqual(['child'])
    twin.elapse(200)
    expect(configMaps(twin)).toEqual([])
  })

  it('does not take an owner of the same name with another uid for the owner', () => {
    const twin = new Workloads()
    twin.create(owned('child', twin.create(secretOf('owner', {}))))
    twin.quiesce()
    twin.delete('secrets', 'owner')
    twin.create(secretOf('owner', {}))
    twin.quiesce()
    expect(configMaps(twin)).toEqual([])
  })

  it('waits while the owner is held by a finalizer of its own', () => {
    const twin = new Workloads()
    twin.create(owned('child', twin.create(secretOf('owner', {}, { finalizers: ['example.com/hold'] }))))
    twin.delete('secrets', 'owner')
    twin.settle()
    expect(configMaps(twin)).toEqual(['child'])
    twin.patch('secrets', 'owner', { metadata: { finalizers: null } }, '')
    twin.quiesce()
    expect(configMaps(twin)).toEqual([])
  })

  it('keeps an object with another solid owner and takes the dangling reference away', () => {
    const twin = new Workloads()
    const [first, second] = ['first', 'second'].map((name) => twin.create(secretOf(name, {})))
    const child = owned('child', first!)
    const references = [
      ...arrayAt(child, 'metadata', 'ownerReferences'),
      ...arrayAt(owned('child', second!), 'metadata', 'ownerReferences'),
    ]
    twin.create({ ...child, metadata: { ...metadataOf(child), ownerReferences: references } })
    twin.delete('secrets', 'first')
    twin.quiesce()
    const kept = twin.api({
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'configmaps',
      namespace: 'test',
      name: 'child',
    })
    expect(arrayAt(kept.body, 'metadata', 'ownerReferences').map((one) => textAt(one, 'name'))).toEqual([
      'second',
    ])
  })

  it('keeps the owner until blocking dependents are gone (foreground)', () => {
    const twin = new Workloads()
    const owner = twin.create(secretOf('owner', {}))
    const child = owned('child', owner)
    twin.create({ ...child, metadata: { ...metadataOf(child), finalizers: ['example.com/hold'] } })
    twin.delete('secrets', 'owner', { propagationPolicy: 'Foreground' })
    twin.settle()
    const get = () => twin.delete('secrets', 'owner', { verb: 'get' })
    expect(arrayAt(get().body, 'metadata', 'finalizers')).toEqual(['foregroundDeletion'])
    twin.patch('configmaps', 'child', { metadata: { finalizers: null } }, '')
    twin.quiesce()
    expect(get().code).toBe(404)
    expect(configMaps(twin)).toEqual([])
  })

  it('orphans dependents when asked to', () => {
    const twin = new Workloads()
    twin.create(owned('child', twin.create(secretOf('owner', {}))))
    twin.delete('secrets', 'owner', { propagationPolicy: 'Orphan' })
    twin.settle()
    expect(twin.delete('secrets', 'owner', { verb: 'get' }).code).toBe(404)
    expect(configMaps(twin)).toEqual(['child'])
  })

  it('retries and does not delete when the kind of the owner is unknown', () => {
    const twin = new Workloads()
    const ghost = { apiVersion: 'example.com/v1', kind: 'Ghost', metadata: { name: 'g', uid: 'u-1' } }
    twin.create(owned('child', ghost))
    twin.elapse(5_000)
    expect(configMaps(twin)).toEqual(['child'])
    const errors = twin
      .log()
      .flatMap(({ event }) => (event.kind === 'reconcile-error' ? [event.message] : []))
    expect(errors[0]).toBe('unable to get REST mapping for example.com/v1/Ghost.')
  })

  it('deletes an object whose owner lives in another namespace, with a warning', () => {
    const twin = new Workloads()
    const owner = twin.create(secretOf('owner', {}))
    const child = owned('child', owner)
    twin.create({ ...child, metadata: { ...metadataOf(child), namespace: 'default' } })
    twin.quiesce()
    expect(configMaps(twin, 'default')).toEqual([])
    const uid = textAt(metadataOf(owner), 'uid')
    expect(twin.events('child')).toEqual([
      `OwnerRefInvalidNamespace: ownerRef [v1/Secret, namespace: default, name: owner, uid: ${uid}] does not exist in namespace "default"`,
    ])
  })

  it('takes a Deployment, its ReplicaSets and its pods down', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('web', 2))
    twin.quiesce()
    twin.delete('deployments', 'web', { group: 'apps' })
    twin.quiesce()
    expect(twin.replicaSets()).toEqual([])
    expect(twin.pods()).toEqual([])
  })
})

describe('deleting a namespace', () => {
  const get = (twin: Workloads) =>
    twin.api({ verb: 'get', group: '', version: 'v1', resource: 'namespaces', name: 'test' })

  it('takes everything in it, grace period included', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('web', 2))
    twin.create(secretOf('s', {}))
    twin.quiesce()
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'namespaces', name: 'test' })
    twin.quiesce()
    expect(get(twin).code).toBe(404)
    expect(twin.pods()).toEqual([])
  })

  it('waits for finalizers and names them', () => {
    const twin = new Workloads()
    twin.create(secretOf('s', {}, { finalizers: ['example.com/hold'] }))
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'namespaces', name: 'test' })
    twin.settle()
    const message = (type: string) =>
      textAt(
        arrayAt(get(twin).body, 'status', 'conditions').find((one) => textAt(one, 'type') === type),
        'message',
      )
    expect(message('NamespaceContentRemaining')).toBe(
      'Some resources are remaining: secrets. has 1 resource instances',
    )
    expect(message('NamespaceFinalizersRemaining')).toBe(
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    )
    twin.patch('secrets', 's', { metadata: { finalizers: null } }, '')
    twin.quiesce()
    expect(get(twin).code).toBe(404)
  })

  it('leaves what pods use until the last of them is gone', () => {
    const twin = new Workloads()
    const pod = podOf('p', {})
    const metadata = { ...metadataOf(pod), finalizers: ['example.com/hold'] }
    twin.create({ ...pod, metadata })
    twin.create(secretOf('s', {}))
    twin.quiesce()
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'namespaces', name: 'test' })
    twin.settle()
    const secret = { verb: 'get', group: '', version: 'v1', resource: 'secrets', namespace: 'test' } as const
    expect(twin.api({ ...secret, name: 's' }).code).toBe(200)
    twin.patch('pods', 'p', { metadata: { finalizers: null } }, '')
    twin.quiesce()
    expect(get(twin).code).toBe(404)
  })
})

describe('a ReplicationController', () => {
  const controllerOf = (replicas: number): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'rc', namespace: 'test' },
    spec: {
      replicas,
      template: {
        metadata: { labels: { app: 'rc' } },
        spec: { containers: [{ name: 'main', image: 'app:1' }] },
      },
    },
  })
  const status = (twin: Workloads) =>
    twin.api({
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'replicationcontrollers',
      namespace: 'test',
      name: 'rc',
    }).body['status']

  it('keeps as many pods as it asks for, and adopts those that its labels select', () => {
    const twin = new Workloads()
    const orphan = podOf('orphan', {})
    twin.create({ ...orphan, metadata: { ...metadataOf(orphan), labels: { app: 'rc' } } })
    twin.create(controllerOf(2))
    twin.quiesce()
    expect(twin.pods().map(nameOf)).toEqual(['orphan', expect.stringMatching(/^rc-[a-z0-9]{5}$/)])
    expect(status(twin)).toMatchObject({ replicas: 2, readyReplicas: 2, observedGeneration: 1 })
    twin.delete('pods', 'orphan')
    twin.quiesce()
    expect(twin.pods()).toHaveLength(2)
    twin.patch('replicationcontrollers', 'rc', { spec: { replicas: 0 } }, '')
    twin.quiesce()
    expect(twin.pods()).toEqual([])
    expect(twin.events('rc')).toHaveLength(4)
  })
})
