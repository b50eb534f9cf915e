import type { Command } from '../command.js'
import {
  CREATE_OBJECT_FLAGS,
  coreResource,
  createObject,
  nameArgument,
  newMetadata,
} from './create-object.js'

/** `kubectl create serviceaccount`. Source: kubectl v0.32.0 pkg/cmd/create/create_serviceaccount.go. */
export const createServiceAccount: Command = {
  flags: CREATE_OBJECT_FLAGS,
  *run(invocation) {
    const metadata = newMetadata(invocation, nameArgument(invocation), true)
    const object = { kind: 'ServiceAccount', apiVersion: 'v1', metadata }
    return yield* createObject(
      invocation,
      coreResource('serviceaccounts'),
      object,
      'failed to create serviceaccount:',
    )
  },
}
