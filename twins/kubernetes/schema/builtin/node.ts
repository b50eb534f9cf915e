import type { JsonObject } from '../../../kernel/json.js'
import { edit, listAt, objectAt, sortedKeys, stringAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { canonicalQuantities } from './pod-defaults.js'
import { ageOf, column, nameOf, statusCondition, wideColumn } from './printing.js'

const ROLE_PREFIX = 'node-role.kubernetes.io/'

/**
 * Core v1 Node. Only its metadata is validated.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_NodeStatus), pkg/printers/internalversion/printers.go
 * (printNode).
 */
export const node = defineBuiltin({
  group: '',
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  subresources: ['status', 'proxy'],
  default: (object) => edit(object, 'status', defaultStatus),
  printerColumns: [
    column('Name'),
    column('Status'),
    column('Roles'),
    column('Age'),
    column('Version'),
    wideColumn('Internal-IP'),
    wideColumn('External-IP'),
    wideColumn('OS-Image'),
    wideColumn('Kernel-Version'),
    wideColumn('Container-Runtime'),
  ],
  printRow: (object, nowMs) => {
    const info = objectAt(objectAt(object, 'status'), 'nodeInfo')
    return [
      nameOf(object),
      nodeStatus(object),
      roles(object),
      ageOf(object, nowMs),
      stringAt(info, 'kubeletVersion'),
      address(object, 'InternalIP'),
      address(object, 'ExternalIP'),
      stringAt(info, 'osImage') || '<unknown>',
      stringAt(info, 'kernelVersion') || '<unknown>',
      stringAt(info, 'containerRuntimeVersion') || '<unknown>',
    ]
  },
})

function defaultStatus(status: JsonObject): JsonObject {
  const canonical = edit(edit(status, 'capacity', canonicalQuantities), 'allocatable', canonicalQuantities)
  const capacity = objectAt(canonical, 'capacity')
  return capacity === undefined ? canonical : withDefaults(canonical, { allocatable: capacity })
}

function nodeStatus(object: JsonObject): string {
  const ready = statusCondition(object, 'Ready')?.['status']
  const state = ready === undefined ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady'
  return objectAt(object, 'spec')?.['unschedulable'] === true ? `${state},SchedulingDisabled` : state
}

function roles(object: JsonObject): string {
  const labels = objectAt(objectAt(object, 'metadata'), 'labels')
  const found = new Set<string>()
  for (const key of sortedKeys(labels)) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
      found.add(key.slice(ROLE_PREFIX.length))
    if (key === 'kubernetes.io/role' && stringAt(labels, key) !== '') found.add(stringAt(labels, key))
  }
  return found.size === 0 ? '<none>' : [...found].sort().join(',')
}

function address(object: JsonObject, type: string): string {
  const found = listAt(object, 'status', 'addresses').find((item) => stringAt(item, 'type') === type)
  return stringAt(found, 'address') || '<none>'
}
