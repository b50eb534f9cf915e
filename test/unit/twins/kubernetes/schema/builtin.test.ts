import { describe, expect, it } from 'vitest'
import { deepFreeze, type JsonObject } from '../../../../../twins/kernel/json.js'
import { builtinKinds } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import {
  apiVersionOf,
  type ResourceKind,
  tableCells,
  tableHeaders,
} from '../../../../../twins/kubernetes/schema/resource-kind.js'

function kindOf(name: string): ResourceKind {
  return builtinKinds.find((kind) => kind.kind === name) as ResourceKind
}

function body(kind: string, more: JsonObject): JsonObject {
  return deepFreeze({
    apiVersion: apiVersionOf(kindOf(kind)),
    kind,
    metadata: { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '1' },
    ...more,
  })
}

function admitted(kind: string, more: JsonObject): JsonObject {
  const { decode, default: withDefaults } = kindOf(kind)
  return deepFreeze(withDefaults(decode(body(kind, more)).object))
}

const podTemplate: JsonObject = {
  metadata: { labels: { app: 'x' } },
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] },
}

describe('the table of kinds', () => {
  it('serves each kind once, under unique plurals and short names', () => {
    const names = builtinKinds.map((kind) => `${kind.group}/${kind.kind}`)
    const resources = builtinKinds.flatMap((kind) => [kind.plural, ...kind.shortNames])
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(resources).size).toBe(resources.length)
  })

  it.each([
    ['Deployment', 'spec-or-annotations', 'Background', true],
    ['StatefulSet', 'spec', 'Background', true],
    ['Job', 'spec', 'Orphan', true],
    ['Secret', 'none', 'Background', true],
    ['Lease', 'none', 'Background', false],
  ] as const)(
    '%s: generation %s, deletes %s, unconditional update %s',
    (name, generation, propagation, unconditional) => {
      const kind = kindOf(name)
      expect(kind.generationRule).toBe(generation)
      expect(kind.defaultDeletePropagation).toBe(propagation)
      expect(kind.allowUnconditionalUpdate).toBe(unconditional)
    },
  )

  it.each(builtinKinds.map((kind) => [kind.kind, kind] as const))(
    '%s has a structural schema',
    (_name, kind) => {
      expect(kind.schema).toMatchObject({ type: 'object', properties: { metadata: { type: 'object' } } })
      expect(kind.schema).toBe(kind.schema)
    },
  )
})

describe('prepareForCreate', () => {
  it('a namespace starts Active with the finalizer kubernetes', () => {
    const created = kindOf('Namespace').prepareForCreate(
      admitted('Namespace', { status: { phase: 'Terminating' } }),
    )
    expect(created).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } })
  })

  it.each([
    ['Guaranteed', { limits: { cpu: '1', memory: '1Gi' } }],
    ['Burstable', { requests: { cpu: '1' } }],
    ['BestEffort', {}],
  ])('a pod starts Pending and %s', (qosClass, resources) => {
    const pod = admitted('Pod', { spec: { containers: [{ name: 'c', image: 'i', resources }] } })
    expect(kindOf('Pod').prepareForCreate(pod)['status']).toEqual({ phase: 'Pending', qosClass })
  })

  it('a Job gets its selector and labels from its uid', () => {
    const job = kindOf('Job').prepareForCreate(admitted('Job', { spec: { template: podTemplate } }))
    expect(job['spec']).toMatchObject({
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
      template: {
        metadata: {
          labels: {
            app: 'x',
            'batch.kubernetes.io/controller-uid': 'u',
            'batch.kubernetes.io/job-name': 'x',
            'controller-uid': 'u',
            'job-name': 'x',
          },
        },
      },
    })
    expect(kindOf('Job').validate(job)).toEqual([])
  })

  it('status that a client sends is replaced by an empty one', () => {
    const set = admitted('ReplicaSet', { status: { replicas: 3 } })
    expect(kindOf('ReplicaSet').prepareForCreate(set)['status']).toEqual({ replicas: 0 })
  })
})

describe('prepareForUpdate', () => {
  it('status is written through its own subresource', () => {
    const old = admitted('Deployment', { status: { replicas: 2 } })
    const update = admitted('Deployment', { status: { replicas: 9 } })
    expect(kindOf('Deployment').prepareForUpdate(update, old)['status']).toBe(old['status'])
  })

  it('a Service keeps the addresses and node ports it was given', () => {
    const ports = [{ port: 80, targetPort: 80 }]
    const old = admitted('Service', {
      spec: {
        type: 'NodePort',
        clusterIP: '10.0.0.1',
        clusterIPs: ['10.0.0.1'],
        ports: [{ port: 80, nodePort: 30_000 }],
      },
    })
    const update = admitted('Service', { spec: { type: 'NodePort', ports } })
    expect(kindOf('Service').prepareForUpdate(update, old)['spec']).toMatchObject({
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      ports: [{ port: 80, nodePort: 30_000 }],
    })
  })

  it('a DaemonSet counts the changes of its template', () => {
    const spec = { selector: { matchLabels: { app: 'x' } }, template: podTemplate }
    const kind = kindOf('DaemonSet')
    const old = deepFreeze(kind.prepareForCreate(admitted('DaemonSet', { spec })))
    const annotation = (object: JsonObject): unknown =>
      (object['metadata'] as JsonObject)['annotations'] as unknown
    const changed = admitted('DaemonSet', { spec: { ...spec, template: { ...podTemplate, metadata: {} } } })
    const key = 'deprecated.daemonset.template.generation'
    expect(annotation(old)).toEqual({ [key]: '1' })
    expect(annotation(kind.prepareForUpdate(admitted('DaemonSet', { spec }), old))).toEqual({ [key]: '1' })
    expect(annotation(kind.prepareForUpdate(changed, old))).toEqual({ [key]: '2' })
  })

  it('a definition remembers a new storage version', () => {
    const version = (name: string, storage: boolean): JsonObject => ({ name, served: true, storage })
    const kind = kindOf('CustomResourceDefinition')
    const old = kind.prepareForCreate(
      body('CustomResourceDefinition', { spec: { versions: [version('v1', true)] } }),
    )
    const update = body('CustomResourceDefinition', {
      spec: { versions: [version('v1', false), version('v2', true)] },
    })
    expect(kind.prepareForUpdate(update, old)['status']).toMatchObject({ storedVersions: ['v1', 'v2'] })
  })
})

describe('printing', () => {
  const NOW = 600_000
  const at = (seconds: number): string =>
    `1970-01-01T00:0${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}Z`

  it('a restarted pod says when, and its age', () => {
    const pod = admitted('Pod', {
      metadata: { name: 'p', namespace: 'ns', creationTimestamp: at(60) },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'c',
            ready: true,
            restartCount: 3,
            state: { running: {} },
            lastState: { terminated: { exitCode: 1, finishedAt: at(300) } },
          },
        ],
      },
    })
    expect(tableHeaders(kindOf('Pod'))).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'])
    expect(tableCells(kindOf('Pod'), pod, NOW)).toEqual(['p', '1/1', 'Running', '3 (5m ago)', '9m'])
    expect(tableCells(kindOf('Pod'), pod, NOW, true).slice(5)).toEqual(['<none>', 'n', '<none>', '<none>'])
  })

  it.each<readonly [string, JsonObject, readonly string[], readonly string[]]>([
    [
      'Deployment',
      { spec: { replicas: 3 }, status: { readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 } },
      ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
      ['x', '2/3', '1', '2', '9m'],
    ],
    ['Secret', { type: 'a/b', data: { k: '' } }, ['NAME', 'TYPE', 'DATA', 'AGE'], ['x', 'a/b', '1', '9m']],
    [
      'Service',
      { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1', ports: [{ port: 80, nodePort: 3 }] } },
      ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
      ['x', 'LoadBalancer', '10.0.0.1', '<pending>', '80:3/TCP', '9m'],
    ],
    [
      'Job',
      { spec: { template: podTemplate }, status: { startTime: at(60) } },
      ['NAME', 'STATUS', 'COMPLETIONS', 'DURATION', 'AGE'],
      ['x', 'Running', '0/1', '9m', '9m'],
    ],
    [
      'Event',
      {
        involvedObject: { kind: 'Pod', name: 'p' },
        reason: 'R',
        message: 'm',
        type: 'Warning',
        lastTimestamp: at(540),
      },
      ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
      ['60s', 'Warning', 'R', 'pod/p', 'm'],
    ],
  ])('%s', (name, more, headers, cells) => {
    const object = admitted(name, { metadata: { name: 'x', creationTimestamp: at(60) }, ...more })
    expect(tableHeaders(kindOf(name))).toEqual(headers)
    expect(tableCells(kindOf(name), object, NOW)).toEqual(cells)
  })
})
