import { encodeBase64 } from '../../../schema/base64.js'
import { goJsonEscape } from '../../../schema/go-text.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import {
  CREATE_OBJECT_FLAGS,
  coreResource,
  createObject,
  nameArgument,
  newMetadata,
} from './create-object.js'

/** `kubectl create secret docker-registry`. Source: kubectl v0.32.0 pkg/cmd/create/create_secret_docker.go. */
export const createSecretDockerRegistry: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    'append-hash': unmodelled('bool'),
    'docker-email': { type: 'string' },
    'docker-password': { type: 'string' },
    'docker-server': { type: 'string', default: 'https://index.docker.io/v1/' },
    'docker-username': { type: 'string' },
    'from-file': unmodelled('strings'),
  },
  *run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const [username, password, email, server] = ['username', 'password', 'email', 'server'].map((flag) =>
      flags.text(`docker-${flag}`),
    ) as [string, string, string, string]
    if (username === '' || password === '' || server === '') {
      throw new KubectlError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    }
    const auth = encodeBase64(`${username}:${password}`)
    const entry = { username, password, ...(email === '' ? {} : { email }), auth }
    const config = goJsonEscape(JSON.stringify({ auths: { [server]: entry } }))
    const object = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: newMetadata(invocation, name, true),
      data: { '.dockerconfigjson': encodeBase64(config) },
      type: 'kubernetes.io/dockerconfigjson',
    }
    return yield* createObject(invocation, coreResource('secrets'), object, 'failed to create secret')
  },
}
