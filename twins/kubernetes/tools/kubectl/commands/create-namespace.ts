import type { Command } from '../command.js'
import { CREATE_OBJECT_FLAGS, createObject, nameArgument, newMetadata } from './create-object.js'

/** `kubectl create namespace`. Source: kubectl v0.32.0 pkg/cmd/create/create_namespace.go. */
export const createNamespace: Command = {
  flags: CREATE_OBJECT_FLAGS,
  *run(invocation) {
    const metadata = newMetadata(invocation, nameArgument(invocation), false)
    const object = { kind: 'Namespace', apiVersion: 'v1', metadata, spec: {}, status: {} }
    return yield* createObject(
      invocation,
      { group: '', version: 'v1', resource: 'namespaces', namespaced: false },
      object,
    )
  },
}
