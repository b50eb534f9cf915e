import type { Command } from '../command.js'
import {
  CREATE_OBJECT_FLAGS,
  coreResource,
  createObject,
  nameArgument,
  newMetadata,
} from './create-object.js'
import { DATA_FLAGS, dataOf } from './data-sources.js'

/** `kubectl create configmap`. Source: kubectl v0.32.0 pkg/cmd/create/create_configmap.go. */
export const createConfigMap: Command = {
  flags: { ...CREATE_OBJECT_FLAGS, ...DATA_FLAGS },
  *run(invocation) {
    const name = nameArgument(invocation)
    const values = dataOf(invocation, { kind: 'ConfigMap', name })
    const object = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: newMetadata(invocation, name, true),
      ...(values.size === 0 ? {} : { data: Object.fromEntries(values) }),
    }
    return yield* createObject(invocation, coreResource('configmaps'), object, 'failed to create configmap:')
  },
}
