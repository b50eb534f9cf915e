import { encodeBase64 } from '../../../schema/base64.js'
import type { Command } from '../command.js'
import {
  CREATE_OBJECT_FLAGS,
  coreResource,
  createObject,
  nameArgument,
  newMetadata,
} from './create-object.js'
import { DATA_FLAGS, dataOf } from './data-sources.js'

/** `kubectl create secret generic`. Source: kubectl v0.32.0 pkg/cmd/create/create_secret.go. */
export const createSecretGeneric: Command = {
  flags: { ...CREATE_OBJECT_FLAGS, ...DATA_FLAGS, type: { type: 'string' } },
  *run(invocation) {
    const name = nameArgument(invocation)
    const values = dataOf(invocation, { kind: 'Secret', name })
    const data = Object.fromEntries([...values].map(([key, value]) => [key, encodeBase64(value)]))
    const type = invocation.flags.text('type')
    const object = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: newMetadata(invocation, name, true),
      ...(values.size === 0 ? {} : { data }),
      ...(type === '' ? {} : { type }),
    }
    return yield* createObject(invocation, coreResource('secrets'), object, 'failed to create secret')
  },
}
