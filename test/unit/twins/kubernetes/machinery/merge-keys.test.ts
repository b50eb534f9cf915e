import { describe, expect, it } from 'vitest'
import {
  KINDS_WITH_MERGE_KEYS,
  typeSchemaAt,
  typeSchemaOf,
} from '../../../../../twins/kubernetes/machinery/merge-keys.js'

const TEMPLATE = 'spec.template.spec'

describe('merge keys of built-in kinds', () => {
  it.each([
    ['Deployment', `${TEMPLATE}.containers`, 'name', ['name']],
    ['StatefulSet', `${TEMPLATE}.initContainers.env`, 'name', ['name']],
    ['DaemonSet', `${TEMPLATE}.containers.ports`, 'containerPort', ['containerPort', 'protocol']],
    ['CronJob', 'spec.jobTemplate.spec.template.spec.containers.volumeMounts', 'mountPath', ['mountPath']],
    ['Pod', 'spec.ephemeralContainers.volumeDevices', 'devicePath', ['devicePath']],
    ['ReplicaSet', `${TEMPLATE}.volumes`, 'name', ['name']],
    ['Job', `${TEMPLATE}.hostAliases`, 'ip', ['ip']],
    ['Pod', 'spec.topologySpreadConstraints', 'topologyKey', ['topologyKey', 'whenUnsatisfiable']],
    ['Pod', 'status.conditions', 'type', ['type']],
    ['Pod', 'status.podIPs', 'ip', ['ip']],
    ['Service', 'spec.ports', 'port', ['port', 'protocol']],
    ['ServiceAccount', 'secrets', 'name', ['name']],
    ['Node', 'status.addresses', 'type', ['type']],
    ['PersistentVolumeClaim', 'status.conditions', 'type', ['type']],
    ['ConfigMap', 'metadata.ownerReferences', 'uid', ['uid']],
  ])('%s %s merges by %s, and by %j in server-side apply', (kind, path, mergeKey, keys) => {
    const schema = typeSchemaAt(kind, path)
    expect(schema?.patchStrategy).toBe('merge')
    expect(schema?.patchMergeKey).toBe(mergeKey)
    expect(schema?.keys.map(({ name }) => name)).toEqual(keys)
  })

  it.each([
    ['Deployment', `${TEMPLATE}.tolerations`],
    ['Deployment', `${TEMPLATE}.containers.envFrom`],
    ['Deployment', `${TEMPLATE}.containers.args`],
    ['Ingress', 'spec.rules'],
    ['ServiceAccount', 'imagePullSecrets'],
    ['PersistentVolumeClaim', 'spec.accessModes'],
  ])('%s %s is replaced whole', (kind, path) => {
    const schema = typeSchemaAt(kind, path)
    expect(schema?.patchStrategy).toBeUndefined()
    expect(schema?.list).toBe('atomic')
  })

  it.each([
    ['Deployment', 'spec.selector'],
    ['Deployment', `${TEMPLATE}.nodeSelector`],
    ['Deployment', `${TEMPLATE}.containers.env.valueFrom.secretKeyRef`],
    ['Service', 'spec.selector'],
    ['PodDisruptionBudget', 'spec.selector'],
    ['Event', 'involvedObject'],
    ['RoleBinding', 'roleRef'],
  ])('%s %s is one value in server-side apply', (kind, path) => {
    expect(typeSchemaAt(kind, path)?.object).toBe('atomic')
  })

  it('tells the two kinds of Event apart', () => {
    expect(typeSchemaOf('Event')?.fields).toHaveProperty('involvedObject')
    expect(typeSchemaOf('Event', 'events.k8s.io')?.fields).toHaveProperty('regarding')
  })

  it('merges finalizers as a set, and keeps only the named members of a Deployment strategy', () => {
    expect(typeSchemaAt('Secret', 'metadata.finalizers')).toMatchObject({
      list: 'set',
      patchStrategy: 'merge',
    })
    expect(typeSchemaAt('Deployment', 'spec.strategy')?.retainKeys).toBe(true)
  })

  it('knows no custom resource, and no inherited name', () => {
    expect(typeSchemaOf('ExternalSecret')).toBeUndefined()
    expect(typeSchemaOf('constructor')).toBeUndefined()
    expect(KINDS_WITH_MERGE_KEYS).toContain('Deployment')
  })
})
