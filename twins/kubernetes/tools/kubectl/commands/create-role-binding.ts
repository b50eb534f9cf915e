import type { JsonObject } from '../../../../kernel/json.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { CREATE_OBJECT_FLAGS, createObject, nameArgument, newMetadata } from './create-object.js'

const RBAC = 'rbac.authorization.k8s.io'

const SUBJECT_FLAGS = {
  ...CREATE_OBJECT_FLAGS,
  clusterrole: { type: 'string' },
  group: { type: 'array' },
  serviceaccount: { type: 'array' },
  user: { type: 'array' },
} as const

/** `kubectl create rolebinding`. Source: kubectl v0.32.0 pkg/cmd/create/create_rolebinding.go. */
export const createRoleBinding: Command = {
  flags: { ...SUBJECT_FLAGS, role: { type: 'string' } },
  *run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const role = flags.text('role')
    const clusterRole = flags.text('clusterrole')
    if ((role === '') === (clusterRole === '')) {
      throw new KubectlError('exactly one of clusterrole or role must be specified')
    }
    const object = {
      kind: 'RoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: newMetadata(invocation, name, true),
      ...subjects(invocation),
      roleRef: role === '' ? roleRef('ClusterRole', clusterRole) : roleRef('Role', role),
    }
    const resource = { group: RBAC, version: 'v1', resource: 'rolebindings' }
    return yield* createObject(invocation, resource, object, 'failed to create rolebinding:')
  },
}

/** `kubectl create clusterrolebinding`. Source: kubectl v0.32.0 pkg/cmd/create/create_clusterrolebinding.go. */
export const createClusterRoleBinding: Command = {
  flags: SUBJECT_FLAGS,
  required: ['clusterrole'],
  *run(invocation) {
    const object = {
      kind: 'ClusterRoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: newMetadata(invocation, nameArgument(invocation), false),
      ...subjects(invocation),
      roleRef: roleRef('ClusterRole', invocation.flags.text('clusterrole')),
    }
    const resource = {
      group: RBAC,
      version: 'v1',
      resource: 'clusterrolebindings',
      namespaced: false,
    } as const
    return yield* createObject(invocation, resource, object, 'failed to create clusterrolebinding:')
  },
}

function roleRef(kind: string, name: string): JsonObject {
  return { apiGroup: RBAC, kind, name }
}

function subjects({ flags }: Invocation): JsonObject {
  const of = (kind: string, flag: string) => flags.list(flag).map((name) => ({ kind, apiGroup: RBAC, name }))
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace = '', name = '', ...rest] = text.split(':')
    if (namespace === '' || name === '' || rest.length > 0) {
      throw new KubectlError('serviceaccount must be <namespace>:<name>')
    }
    return { kind: 'ServiceAccount', name, namespace }
  })
  const all = [...of('User', 'user'), ...of('Group', 'group'), ...accounts]
  return all.length === 0 ? {} : { subjects: all }
}
