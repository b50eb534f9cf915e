import { textAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import {
  checkSetSelection,
  containerNames,
  runTemplateChange,
  SET_FLAGS,
  withContainers,
  withPodSpec,
} from './set-template.js'

/** `kubectl set image`. Source: kubectl v0.32.0 pkg/cmd/set/set_image.go. */
export const setImage: Command = {
  flags: SET_FLAGS,
  *run(invocation) {
    const { resources, images } = readImages(invocation)
    return yield* runTemplateChange(invocation, {
      resources,
      operation: 'image updated',
      failure: 'failed to patch image update to pod template:',
      change: (target) =>
        withPodSpec(target, (spec) => {
          checkContainers(images, containerNames(spec))
          return withContainers(spec, (container) => {
            const image = images.get(textAt(container, 'name')) ?? images.get('*')
            return image === undefined ? container : { ...container, image }
          })
        }),
    })
  },
}

function readImages(invocation: Invocation): {
  readonly resources: readonly string[]
  readonly images: ReadonlyMap<string, string>
} {
  const { args } = invocation
  const resources = args.filter((arg) => !arg.includes('='))
  const images = new Map<string, string>()
  for (const pair of args.filter((arg) => arg.includes('='))) {
    const equals = pair.indexOf('=')
    images.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  checkSetSelection(invocation, resources)
  if (images.size === 0) throw new KubectlError('at least one image update is required')
  if (images.size > 1 && images.has('*')) {
    throw new KubectlError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    )
  }
  return { resources, images }
}

function checkContainers(images: ReadonlyMap<string, string>, names: readonly string[]): void {
  for (const container of images.keys()) {
    if (container !== '*' && !names.includes(container)) {
      throw new KubectlError(`error: unable to find container named "${container}"`)
    }
  }
}
