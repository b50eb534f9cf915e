import { NotModelled } from '../../../../kernel/errors.js'
import { REAL_BINARY } from '../../pflag/parse-flags.js'
import type { Command } from '../command.js'
import { KubectlError } from '../errors.js'
import {
  CREATE_OBJECT_FLAGS,
  commandMember,
  createObject,
  nameAndCommand,
  newMetadata,
  templateMetadata,
} from './create-object.js'

/** `kubectl create deployment`. Source: kubectl v0.32.0 pkg/cmd/create/create_deployment.go. */
export const createDeployment: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    image: { type: 'strings' },
    port: { type: 'int', default: -1 },
    replicas: { type: 'int', short: 'r', default: 1 },
  },
  required: ['image'],
  *run(invocation) {
    const { flags } = invocation
    const { name, command } = nameAndCommand(invocation)
    const images = flags.list('image')
    if (images.length > 1 && command.length > 0) {
      throw new KubectlError('cannot specify multiple --image options and command')
    }
    const labels = { app: name }
    const port = flags.number('port')
    const containers = images.map((image, index) => ({
      name: containerName(image),
      image,
      ...commandMember(command),
      ...(port >= 0 && index === 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }))
    const object = {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: newMetadata(invocation, name, true, { labels }),
      spec: {
        replicas: flags.number('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: templateMetadata(invocation, { labels }), spec: { containers } },
        strategy: {},
      },
      status: {},
    }
    const resource = { group: 'apps', version: 'v1', resource: 'deployments' }
    return yield* createObject(invocation, resource, object, 'failed to create deployment:')
  },
}

/** The last part of the image's name; upstream adds a random suffix where it has to replace a character. */
function containerName(image: string): string {
  const name = (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '')
  if (!/[_.]/.test(name)) return name
  throw new NotModelled(
    `kubectl create deployment with the image ${image}: its container gets a random name`,
    REAL_BINARY,
  )
}
