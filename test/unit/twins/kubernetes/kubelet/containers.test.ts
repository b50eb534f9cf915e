import { describe, expect, it } from 'vitest'
import type { ContainerArgs, ImageProgram } from '../../../../../twins/contract/component.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { Cancelled } from '../../../../../twins/kernel/process.js'
import { park, print } from '../../../../../twins/kernel/requests.js'
import { arrayAt, metadataOf, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../../../../twins/kubernetes/controllers/nodes.js'
import { deploymentOf, podOf, secretOf, Workloads, waitingOf } from '../../../../support/workloads.js'

const configMap = (name: string, data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'test' },
  data,
})
const statusOf = (twin: Workloads, name = 'p') =>
  arrayAt(twin.pod(name), 'status', 'containerStatuses')[0] as JsonObject
const isReady = (twin: Workloads, name = 'p') => statusOf(twin, name)['ready']
const condition = (twin: Workloads, type: string) =>
  arrayAt(twin.pod('p'), 'status', 'conditions').find((one) => textAt(one, 'type') === type) as JsonObject

/** Arguments of the last container program started for an image. */
function argsOf(twin: Workloads, program = 'image:generic'): ContainerArgs {
  const started = twin
    .log()
    .flatMap(({ event }) =>
      event.kind === 'process-started' && event.program === program ? [event.args] : [],
    )
  return started.at(-1) as unknown as ContainerArgs
}

describe('the environment of a container', () => {
  it('is made of envFrom, then env in order, with references and fields', () => {
    const twin = new Workloads({ nodes: [nodeManifest('node-a', { internalIp: '192.0.2.1' })] })
    twin.create(secretOf('s', { USER: 'u', PASSWORD: 'p' }))
    twin.create(configMap('c', { MODE: 'fast', USER: 'overridden' }))
    twin.create(
      podOf('p', {
        envFrom: [
          { configMapRef: { name: 'c' } },
          { secretRef: { name: 's' }, prefix: 'DB_' },
          { secretRef: { name: 'none', optional: true } },
        ],
        env: [
          { name: 'URL', value: 'db://$(DB_USER):$(DB_PASSWORD)@h' },
          { name: 'USER', valueFrom: { secretKeyRef: { name: 's', key: 'USER' } } },
          { name: 'ABSENT', valueFrom: { secretKeyRef: { name: 's', key: 'none', optional: true } } },
          { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'none', key: 'k', optional: true } } },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
          { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['x']" } } },
          { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
        ],
        args: ['--user=$(USER)'],
        resources: { limits: { cpu: '1500m' } },
      }),
    )
    twin.quiesce()
    expect(argsOf(twin).env).toEqual({
      MODE: 'fast',
      USER: 'u',
      DB_USER: 'u',
      DB_PASSWORD: 'p',
      URL: 'db://u:p@h',
      NODE: 'node-a',
      HOST: '192.0.2.1',
      LABEL: '',
      CPU: '2',
    })
    expect(argsOf(twin).args).toEqual(['--user=u'])
  })

  it.each([
    {
      container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] },
      text: 'secret "none" not found',
    },
    { container: { envFrom: [{ secretRef: { name: 'none' } }] }, text: 'secret "none" not found' },
    { container: { envFrom: [{ configMapRef: { name: 'none' } }] }, text: 'configmap "none" not found' },
    {
      container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] },
      text: "couldn't find key k in Secret test/s",
    },
    {
      container: { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] },
      text: "couldn't find key k in ConfigMap test/c",
    },
  ])('that lacks something is an error: $text', ({ container, text }) => {
    const twin = new Workloads()
    twin.create(secretOf('s', {}))
    twin.create(configMap('c', {}))
    twin.create(podOf('p', container))
    twin.quiesce()
    expect(waitingOf(twin.pod('p')!)).toBe(`CreateContainerConfigError: ${text}`)
    expect(twin.events('p')).toContain(`Failed: Error: ${text}`)
    expect(twin.events('p').some((event) => event.startsWith('Pulled: '))).toBe(true)
  })

  it('does not change in a running container', () => {
    const twin = new Workloads()
    twin.create(secretOf('s', { k: 'old' }))
    twin.create(podOf('p', { envFrom: [{ secretRef: { name: 's' } }] }))
    twin.quiesce()
    twin.patch('secrets', 's', { stringData: { k: 'new' } }, '')
    twin.elapse(600_000)
    expect(argsOf(twin).env['k']).toBe('old')
    twin.crash('p')
    twin.elapse(1_000)
    expect(argsOf(twin).env['k']).toBe('new')
  })
})

describe('volumes', () => {
  const mount = (volume: JsonObject, mounts: JsonObject = {}): JsonObject =>
    podOf(
      'p',
      { volumeMounts: [{ name: 'v', mountPath: '/etc/v', ...mounts }] },
      { volumes: [{ name: 'v', ...volume }] },
    )

  it.each<{ says: string; volume: JsonObject; mounts?: JsonObject; files: JsonObject }>([
    {
      says: 'all keys',
      volume: { secret: { secretName: 's' } },
      files: { '/etc/v/a': '1', '/etc/v/b': '2' },
    },
    {
      says: 'chosen items',
      volume: { secret: { secretName: 's', items: [{ key: 'a', path: 'x/y' }] } },
      files: { '/etc/v/x/y': '1' },
    },
    {
      says: 'a subPath',
      volume: { secret: { secretName: 's' } },
      mounts: { subPath: 'a' },
      files: { '/etc/v': '1' },
    },
    { says: 'a ConfigMap', volume: { configMap: { name: 'c' } }, files: { '/etc/v/k': 'v' } },
    {
      says: 'nothing of an optional Secret',
      volume: { secret: { secretName: 'none', optional: true } },
      files: {},
    },
    {
      says: 'projected sources',
      volume: {
        projected: {
          sources: [
            { secret: { name: 's', items: [{ key: 'b', path: 'b' }] } },
            { configMap: { name: 'c' } },
            { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
          ],
        },
      },
      files: { '/etc/v/b': '2', '/etc/v/k': 'v', '/etc/v/name': 'p' },
    },
    { says: 'an empty directory', volume: { emptyDir: {} }, files: {} },
  ])('show $says', ({ volume, mounts, files }) => {
    const twin = new Workloads()
    twin.create(secretOf('s', { a: '1', b: '2' }))
    twin.create(configMap('c', { k: 'v' }))
    twin.create(mount(volume, mounts ?? {}))
    twin.quiesce()
    expect(argsOf(twin).mounts).toEqual(files)
  })

  it('hold the pod back while a Secret is missing, with growing pauses, and heal', () => {
    const twin = new Workloads()
    twin.create(mount({ secret: { secretName: 'late' } }))
    twin.elapse(200_000)
    expect(waitingOf(twin.pod('p')!)).toBe('ContainerCreating')
    expect(twin.events('p')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "v" : secret "late" not found',
    )
    expect(
      twin
        .events('p')
        .some((event) =>
          event.startsWith('FailedMount: Unable to attach or mount volumes: unmounted volumes=[v]'),
        ),
    ).toBe(true)
    twin.create(secretOf('late', { a: '1' }))
    twin.elapse(130_000)
    expect(isReady(twin)).toBe(true)
  })

  it('name a key that does not exist', () => {
    const twin = new Workloads()
    twin.create(secretOf('s', {}))
    twin.create(mount({ secret: { secretName: 's', items: [{ key: 'k', path: 'k' }] } }))
    twin.quiesce()
    expect(twin.events('p')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "v" : references non-existent secret key: k',
    )
  })

  it('outlive their Secret: a container restarts with the old files', () => {
    const twin = new Workloads()
    twin.create(secretOf('s', { a: '1' }))
    twin.create(mount({ secret: { secretName: 's' } }))
    twin.quiesce()
    twin.delete('secrets', 's')
    twin.crash('p')
    twin.elapse(1_000)
    expect(isReady(twin)).toBe(true)
    expect(statusOf(twin)['restartCount']).toBe(1)
    expect(argsOf(twin).mounts).toEqual({ '/etc/v/a': '1' })
  })
})

describe('images', () => {
  it('are pulled once a node', () => {
    const twin = new Workloads()
    twin.create(podOf('p'))
    twin.quiesce()
    const first = twin.world.now
    twin.create(podOf('q'))
    twin.quiesce()
    expect(first).toBeGreaterThanOrEqual(3_000)
    expect(twin.world.now - first).toBeLessThan(2_000)
    expect(twin.events('q')).toContain('Pulled: Container image "app:1" already present on machine')
    expect(twin.events('p')).toContain('Pulling: Pulling image "app:1"')
  })

  it('that a registry refuses lead to ErrImagePull, then ImagePullBackOff, and heal by themselves', () => {
    const twin = new Workloads()
    twin.refuseImage('app:1', 'not found')
    twin.create(podOf('p'))
    const seen: string[] = []
    for (let round = 0; round < 70; round++) {
      twin.elapse(100)
      const text = waitingOf(twin.pod('p')!)
      if (text !== '' && seen.at(-1) !== text) seen.push(text)
    }
    expect(seen).toEqual([
      'ContainerCreating',
      'ErrImagePull: not found',
      'ImagePullBackOff: Back-off pulling image "app:1": ErrImagePull: not found',
    ])
    expect(twin.events('p')).toEqual(
      expect.arrayContaining([
        'Failed: Failed to pull image "app:1": not found',
        'Failed: Error: ErrImagePull',
        'Failed: Error: ImagePullBackOff',
        'BackOff: Back-off pulling image "app:1"',
      ]),
    )
    twin.refuseImage('app:1')
    twin.elapse(13_000)
    expect(isReady(twin)).toBe(true)
    expect(statusOf(twin)['restartCount']).toBe(0)
  })

  it('are tried 10, 20, 40 … s after each failure', () => {
    const twin = new Workloads()
    twin.refuseImage('app:1', 'not found')
    twin.create(podOf('p'))
    twin.elapse(90_000)
    const pulls = twin
      .log()
      .flatMap(({ event, at }) =>
        event.kind === 'process-started' && event.program === 'kubelet.pull-image' ? [at] : [],
      )
    const pauses = pulls.slice(1).map((at, index) => Math.round((at - pulls[index]! - 2_200) / 1000))
    expect(pauses).toEqual([10, 20, 40])
  })

  it('are never pulled with policy Never', () => {
    const twin = new Workloads()
    twin.create(podOf('p', { imagePullPolicy: 'Never' }))
    twin.quiesce()
    expect(waitingOf(twin.pod('p')!)).toBe(
      'ErrImageNeverPull: Container image "app:1" is not present with pull policy of Never',
    )
  })
})

describe('init containers', () => {
  it('run one by one before the containers', () => {
    const twin = new Workloads()
    const inits = ['one', 'two'].map((name) => ({ name, image: 'busybox:1', command: ['sleep', '5'] }))
    twin.create(podOf('p', {}, { initContainers: inits }))
    twin.elapse(6_000)
    expect(condition(twin, 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    })
    expect(waitingOf(twin.pod('p')!)).toBe('PodInitializing')
    twin.elapse(20_000)
    expect(condition(twin, 'Initialized')).toMatchObject({ status: 'True' })
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe('Running')
    const ends = arrayAt(twin.pod('p'), 'status', 'initContainerStatuses').map((one) =>
      textAt(one, 'state', 'terminated', 'finishedAt'),
    )
    expect(ends[0]! < ends[1]!).toBe(true)
  })

  it('that fail hold the pod back and are retried', () => {
    const twin = new Workloads()
    twin.create(podOf('p', {}, { initContainers: [{ name: 'one', image: 'busybox:1', command: ['false'] }] }))
    twin.elapse(30_000)
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe('Pending')
    const [status] = arrayAt(twin.pod('p'), 'status', 'initContainerStatuses')
    expect(textAt(status, 'state', 'waiting', 'reason')).toBe('CrashLoopBackOff')
  })

  it('that fail end a pod that never restarts', () => {
    const twin = new Workloads()
    const initContainers = [{ name: 'one', image: 'busybox:1', command: ['false'] }]
    twin.create(podOf('p', {}, { initContainers, restartPolicy: 'Never' }))
    twin.quiesce()
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe('Failed')
  })

  it('that always restart keep running beside the containers', () => {
    const twin = new Workloads()
    twin.create(
      podOf('p', {}, { initContainers: [{ name: 'side', image: 'proxy:1', restartPolicy: 'Always' }] }),
    )
    twin.quiesce()
    const [status] = arrayAt(twin.pod('p'), 'status', 'initContainerStatuses')
    expect(status).toMatchObject({ ready: true, started: true, restartCount: 0 })
    expect(isReady(twin)).toBe(true)
  })
})

describe('restart policies', () => {
  it.each([
    ['Never', 'true', 'Succeeded', 'PodCompleted'],
    ['Never', 'false', 'Failed', 'PodFailed'],
    ['OnFailure', 'true', 'Succeeded', 'PodCompleted'],
    ['OnFailure', 'false', 'Running', 'ContainersNotReady'],
    ['Always', 'true', 'Running', 'ContainersNotReady'],
  ])('%s after `%s`: %s', (restartPolicy, command, phase, reason) => {
    const twin = new Workloads()
    twin.create(podOf('p', { image: 'busybox:1', command: [command] }, { restartPolicy }))
    twin.elapse(8_000)
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe(phase)
    expect(condition(twin, 'Ready')).toMatchObject({ status: 'False', reason })
  })
})

describe('deleting a pod', () => {
  const stubborn: ImageProgram = {
    name: 'stubborn',
    matches: () => true,
    program: function* () {
      for (;;) {
        try {
          yield* park()
        } catch (error) {
          if (!(error instanceof Cancelled)) throw error
        }
      }
    },
  }

  it('stops its containers and then removes it', () => {
    const twin = new Workloads()
    twin.create(podOf('p'))
    twin.quiesce()
    const start = twin.world.now
    twin.delete('pods', 'p')
    twin.quiesce()
    expect(twin.pod('p')).toBeUndefined()
    expect(twin.world.now - start).toBeLessThan(2_000)
    expect(twin.events('p')).toContain('Killing: Stopping container main')
  })

  it.each([
    [undefined, 30_000],
    [5, 5_000],
  ])('kills what ignores SIGTERM after the grace period (%s)', (gracePeriodSeconds, ms) => {
    const twin = new Workloads({ images: [stubborn] })
    twin.create(podOf('p'))
    twin.quiesce()
    const start = twin.world.now
    twin.delete('pods', 'p', gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds })
    twin.elapse(ms - 500)
    expect(metadataOf(twin.pod('p')!)['deletionTimestamp']).toBeDefined()
    twin.quiesce()
    expect(twin.pod('p')).toBeUndefined()
    expect(twin.world.now - start).toBeGreaterThanOrEqual(ms)
  })

  it('by force removes it at once and kills its processes', () => {
    const twin = new Workloads({ images: [stubborn] })
    twin.create(podOf('p'))
    twin.quiesce()
    twin.delete('pods', 'p', { gracePeriodSeconds: 0 })
    expect(twin.pod('p')).toBeUndefined()
    twin.quiesce()
    const exits = twin
      .log()
      .flatMap(({ event }) =>
        event.kind === 'process-exited' && event.pid.includes('/main/') ? [event.signal] : [],
      )
    expect(exits).toEqual(['SIGKILL'])
  })

  it('does not wait for the kubelet when it was never placed', () => {
    const twin = new Workloads({ nodes: [] })
    twin.create(podOf('p'))
    twin.quiesce()
    twin.delete('pods', 'p')
    expect(twin.pod('p')).toBeUndefined()
  })

  it('takes a pod whose containers never started', () => {
    const twin = new Workloads()
    twin.create(podOf('p', { envFrom: [{ secretRef: { name: 'none' } }] }))
    twin.quiesce()
    twin.delete('pods', 'p')
    twin.quiesce()
    expect(twin.pod('p')).toBeUndefined()
  })

  it('leaves a pod with a finalizer after its containers have stopped', () => {
    const twin = new Workloads()
    const pod = podOf('p')
    twin.create({ ...pod, metadata: { ...metadataOf(pod), finalizers: ['example.com/hold'] } })
    twin.quiesce()
    twin.delete('pods', 'p')
    twin.settle()
    expect(textAt(statusOf(twin), 'state', 'terminated', 'reason')).toBe('Error')
    twin.patch('pods', 'p', { metadata: { finalizers: null } }, '')
    expect(twin.pod('p')).toBeUndefined()
  })
})

describe('nodes', () => {
  const setReady = (twin: Workloads, status: string) =>
    twin.api({
      verb: 'patch',
      group: '',
      version: 'v1',
      resource: 'nodes',
      name: 'node-a',
      subresource: 'status',
      patchType: 'strategic',
      body: { status: { conditions: [{ type: 'Ready', status }] } },
    })

  it('that are not ready do nothing for their pods until they are', () => {
    const twin = new Workloads()
    twin.create(podOf('p'))
    twin.quiesce()
    setReady(twin, 'Unknown')
    twin.delete('pods', 'p')
    twin.elapse(300_000)
    expect(twin.pod('p')).toBeDefined()
    setReady(twin, 'True')
    twin.quiesce()
    expect(twin.pod('p')).toBeUndefined()
  })
})

describe('at grain write', () => {
  it('ends in the same state as at grain reconcile', () => {
    const results = (['reconcile', 'write'] as const).map((grain) => {
      const twin = new Workloads({ grain })
      twin.create(secretOf('s', { k: 'v' }))
      twin.create(deploymentOf('web', 2, { envFrom: [{ secretRef: { name: 's' } }] }))
      twin.quiesce()
      twin.crash(textAt(metadataOf(twin.pods()[0]!), 'name'))
      twin.elapse(2_000)
      return twin
        .pods()
        .map((pod) => [
          textAt(pod, 'status', 'phase'),
          arrayAt(pod, 'status', 'containerStatuses').map((one) => [
            one && (one as JsonObject)['ready'],
            (one as JsonObject)['restartCount'],
          ]),
        ])
    })
    expect(results[1]!.map(String).sort()).toEqual(results[0]!.map(String).sort())
    expect(results[0]!.map(String).sort()).toEqual(['Running,true,0', 'Running,true,1'])
  })
})

describe('the output of a container', () => {
  const talking: ImageProgram = {
    name: 'talking',
    matches: () => true,
    program: function* (args) {
      yield* print(`instance with ${textAt(args, 'env', 'N')}`)
      return yield* park()
    },
  }
  const log = (twin: Workloads, previous: boolean) => {
    const request = {
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'pods',
      name: 'p',
      namespace: 'test',
    } as const
    const { body } = twin.api({ ...request, subresource: 'log', previous })
    return textAt(body, 'text') || textAt(body, 'message')
  }

  it('is that of the current instance, or of the one before it', () => {
    const twin = new Workloads({ images: [talking] })
    twin.create(secretOf('s', { N: 'old' }))
    twin.create(podOf('p', { envFrom: [{ secretRef: { name: 's' } }] }))
    twin.quiesce()
    expect(log(twin, false)).toBe('instance with old\n')
    expect(log(twin, true)).toBe('previous terminated container "main" in pod "p" not found')
    twin.patch('secrets', 's', { stringData: { N: 'new' } }, '')
    twin.crash('p')
    twin.elapse(1_000)
    expect(log(twin, false)).toBe('instance with new\n')
    expect(log(twin, true)).toBe('instance with old\n')
    twin.delete('secrets', 's')
    twin.crash('p')
    twin.elapse(5_000)
    expect([log(twin, false), log(twin, true)]).toEqual(['instance with new\n', 'instance with new\n'])
  })
})
