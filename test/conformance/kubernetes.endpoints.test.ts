import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import {
  arrayAt,
  findObject,
  listObjects,
  metadataOf,
  objectAt,
  textAt,
} from '../../twins/kubernetes/client/objects.js'
import { podNames, statefulSetOf } from '../support/stateful.js'
import { deploymentOf, envFromSecret, podOf, secretOf, Workloads } from '../support/workloads.js'

function serviceOf(spec: JsonObject = {}, name = 'api'): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'test', labels: { team: 'a' } },
    spec: { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  }
}

const endpoints = (twin: Workloads, name = 'api'): JsonObject | undefined =>
  findObject(twin.world, '', 'endpoints', 'test', name)
const slices = (twin: Workloads): readonly JsonObject[] =>
  listObjects(twin.world, 'discovery.k8s.io', 'endpointslices', 'test')
const addresses = (twin: Workloads, list = 'addresses'): readonly string[] =>
  arrayAt(endpoints(twin), 'subsets')
    .flatMap((subset) => arrayAt(subset, list))
    .map((one) => textAt(one, 'targetRef', 'name'))
    .sort()
const conditions = (twin: Workloads): readonly unknown[] =>
  slices(twin).flatMap((slice) => arrayAt(slice, 'endpoints').map((one) => objectAt(one, 'conditions')))

describe('a Service', () => {
  it('leads to its ready pods', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('api', 2))
    twin.create(serviceOf())
    twin.quiesce()
    expect(addresses(twin)).toEqual(podNames(twin))
    const [pod] = twin.pods() as [JsonObject]
    expect(arrayAt(arrayAt(endpoints(twin), 'subsets')[0], 'ports')).toEqual([
      { port: 8080, protocol: 'TCP' },
    ])
    const [slice] = slices(twin) as [JsonObject]
    expect(textAt(metadataOf(slice), 'name')).toMatch(/^api-[a-z0-9]{5}$/)
    expect(metadataOf(slice)).toMatchObject({
      labels: {
        team: 'a',
        'kubernetes.io/service-name': 'api',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [{ kind: 'Service', name: 'api', controller: true }],
    })
    expect(arrayAt(slice, 'ports')).toEqual([{ name: '', port: 8080, protocol: 'TCP' }])
    expect(arrayAt(slice, 'endpoints')).toContainEqual({
      addresses: [textAt(pod, 'status', 'podIP')],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'node-a',
      targetRef: {
        kind: 'Pod',
        namespace: 'test',
        name: textAt(metadataOf(pod), 'name'),
        uid: textAt(metadataOf(pod), 'uid'),
      },
    })
  })

  it('has empty endpoints while nothing matches', () => {
    const twin = new Workloads()
    twin.create(serviceOf())
    twin.quiesce()
    expect(endpoints(twin)).not.toHaveProperty('subsets')
    expect(slices(twin).map((slice) => slice['endpoints'])).toEqual([[]])
  })

  it('tells pods that are not ready from those that are', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('api', 1, { env: [envFromSecret('DB', 'db', 'password')] }))
    twin.create(serviceOf())
    twin.elapse(5_000)
    expect(addresses(twin)).toEqual([])
    expect(addresses(twin, 'notReadyAddresses')).toEqual(podNames(twin))
    expect(conditions(twin)).toEqual([{ ready: false, serving: false, terminating: false }])
    twin.create(secretOf('db', { password: 'fake' }))
    twin.elapse(20_000)
    expect(addresses(twin)).toEqual(podNames(twin))
    expect(conditions(twin)).toEqual([{ ready: true, serving: true, terminating: false }])
  })

  it('drops pods as they begin to go', () => {
    const twin = new Workloads()
    twin.create({ ...podOf('p'), metadata: { name: 'p', namespace: 'test', labels: { app: 'api' } } })
    twin.create(serviceOf())
    twin.quiesce()
    const finalizers = ['example.com/hold']
    twin.patch('pods', 'p', { metadata: { finalizers } }, '')
    twin.delete('pods', 'p')
    twin.elapse(100)
    expect(addresses(twin)).toEqual([])
    expect(conditions(twin)).toContainEqual({ ready: false, serving: true, terminating: true })
  })

  it('finds ports by name, in each pod', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('api', 1, { ports: [{ name: 'http', containerPort: 3000 }] }))
    twin.create(serviceOf({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }))
    twin.quiesce()
    expect(arrayAt(slices(twin)[0], 'ports')).toEqual([{ name: 'web', port: 3000, protocol: 'TCP' }])
  })

  it('takes its endpoints with it', () => {
    const twin = new Workloads()
    twin.create(serviceOf())
    twin.quiesce()
    twin.delete('services', 'api')
    twin.quiesce()
    expect([endpoints(twin), ...slices(twin)]).toEqual([undefined])
  })

  it('without a selector has none', () => {
    const twin = new Workloads()
    twin.create({ ...serviceOf(), spec: { ports: [{ port: 80 }] } })
    twin.quiesce()
    expect([endpoints(twin), ...slices(twin)]).toEqual([undefined])
  })

  it('without an address names the pods of a StatefulSet', () => {
    const twin = new Workloads()
    twin.create(statefulSetOf('api', 1))
    twin.create(serviceOf({ clusterIP: 'None', publishNotReadyAddresses: true }))
    twin.elapse(1_500)
    expect(arrayAt(slices(twin)[0], 'endpoints')[0]).toMatchObject({
      hostname: 'api-0',
      conditions: { ready: true },
    })
    expect(metadataOf(endpoints(twin)!)['labels']).toMatchObject({ 'service.kubernetes.io/headless': '' })
  })

  it('of type NodePort gets a port that a change does not take away', () => {
    const twin = new Workloads()
    twin.create(serviceOf({ type: 'NodePort' }))
    const portOf = (): unknown =>
      (arrayAt(findObject(twin.world, '', 'services', 'test', 'api'), 'spec', 'ports')[0] as JsonObject)[
        'nodePort'
      ]
    const port = portOf() as number
    expect(port).toBeGreaterThanOrEqual(30_000)
    expect(port).toBeLessThan(32_768)
    const ports = [{ port: 80, targetPort: 9090, protocol: 'TCP' }]
    twin.patch('services', 'api', { spec: { ports } }, '')
    expect(portOf()).toBe(port)
    expect(() =>
      twin.create(serviceOf({ type: 'NodePort', ports: [{ port: 1, nodePort: port }] }, 'b')),
    ).toThrow(
      `Service "b" is invalid: spec.ports[0].nodePort: Invalid value: ${port}: provided port is already allocated`,
    )
  })
})

describe('each namespace', () => {
  const names = (twin: Workloads, resource: string): readonly string[] =>
    listObjects(twin.world, '', resource, 'test').map((one) => textAt(metadataOf(one), 'name'))

  it('has a ServiceAccount and the certificate of the cluster, again when they are deleted', () => {
    const twin = new Workloads()
    twin.quiesce()
    expect(names(twin, 'serviceaccounts')).toEqual(['default'])
    expect(names(twin, 'configmaps')).toEqual(['kube-root-ca.crt'])
    twin.delete('serviceaccounts', 'default')
    twin.delete('configmaps', 'kube-root-ca.crt')
    twin.quiesce()
    expect(names(twin, 'serviceaccounts')).toEqual(['default'])
    expect(names(twin, 'configmaps')).toEqual(['kube-root-ca.crt'])
  })

  it('lets go of them when it is deleted', () => {
    const twin = new Workloads()
    twin.quiesce()
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'namespaces', name: 'test' })
    twin.quiesce()
    expect(findObject(twin.world, '', 'namespaces', '', 'test')).toBeUndefined()
    expect(names(twin, 'serviceaccounts')).toEqual([])
  })
})

describe('a pod', () => {
  it('gets the default account, a priority and tolerations for nodes that fail', () => {
    const twin = new Workloads()
    expect(objectAt(twin.create(podOf('p')), 'spec')).toMatchObject({
      serviceAccountName: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
        {
          key: 'node.kubernetes.io/unreachable',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
      ],
    })
  })

  it('of an account that does not exist is refused', () => {
    expect(() => new Workloads().create(podOf('p', {}, { serviceAccountName: 'robot' }))).toThrow(
      'pods "p" is forbidden: error looking up service account test/robot: serviceaccount "robot" not found',
    )
  })

  it('of a priority class that does not exist is refused', () => {
    expect(() => new Workloads().create(podOf('p', {}, { priorityClassName: 'high' }))).toThrow(
      'pods "p" is forbidden: no PriorityClass with name high was found',
    )
  })
})
