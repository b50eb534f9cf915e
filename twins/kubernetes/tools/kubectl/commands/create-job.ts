import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { select } from '../resources.js'
import { collect } from '../sources.js'
import { uidOf } from '../waiting.js'
import {
  CREATE_OBJECT_FLAGS,
  commandMember,
  createObject,
  nameAndCommand,
  newMetadata,
  templateMetadata,
} from './create-object.js'

/** `kubectl create job`. Source: kubectl v0.32.0 pkg/cmd/create/create_job.go. */
export const createJob: Command = {
  flags: { ...CREATE_OBJECT_FLAGS, from: { type: 'string' }, image: { type: 'string' } },
  *run(invocation) {
    const { flags } = invocation
    const { name, command } = nameAndCommand(invocation)
    const image = flags.text('image')
    const from = flags.text('from')
    if ((image === '') === (from === '')) throw new KubectlError('either --image or --from must be specified')
    if (from !== '' && command.length > 0) throw new KubectlError('cannot specify --from and command')
    const object =
      from === ''
        ? {
            kind: 'Job',
            apiVersion: 'batch/v1',
            metadata: newMetadata(invocation, name, true),
            spec: jobSpec(invocation, { name, image, command, restartPolicy: 'Never' }),
            status: {},
          }
        : yield* fromCronJob(invocation, name, from)
    const resource = { group: 'batch', version: 'v1', resource: 'jobs' }
    return yield* createObject(invocation, resource, object, 'failed to create job:')
  },
}

/** `kubectl create cronjob`. Source: kubectl v0.32.0 pkg/cmd/create/create_cronjob.go. */
export const createCronJob: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    image: { type: 'string' },
    restart: { type: 'string' },
    schedule: { type: 'string' },
  },
  required: ['image', 'schedule'],
  *run(invocation) {
    const { flags } = invocation
    const { name, command } = nameAndCommand(invocation)
    const restartPolicy = flags.text('restart') || 'OnFailure'
    const object = {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: newMetadata(invocation, name, true),
      spec: {
        schedule: flags.text('schedule'),
        jobTemplate: {
          metadata: { name, ...templateMetadata(invocation) },
          spec: jobSpec(invocation, { name, image: flags.text('image'), command, restartPolicy }),
        },
      },
      status: {},
    }
    const resource = { group: 'batch', version: 'v1', resource: 'cronjobs' }
    return yield* createObject(invocation, resource, object, 'failed to create cronjob:')
  },
}

interface JobContainer {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  readonly restartPolicy: string
}

function jobSpec(invocation: Invocation, { name, image, command, restartPolicy }: JobContainer): JsonObject {
  const containers = [{ name, image, ...commandMember(command), resources: {} }]
  return { template: { metadata: templateMetadata(invocation), spec: { containers, restartPolicy } } }
}

/** A Job as the controller would make it, owned by the CronJob and marked as made by hand. */
function* fromCronJob(invocation: Invocation, name: string, from: string): Proc<JsonObject> {
  const { found, error } = yield* collect(invocation, yield* select(invocation, { args: [from] }))
  if (error !== undefined) throw error
  const [source, ...others] = found
  if (source === undefined || others.length > 0) throw new KubectlError('from must be an existing cronjob')
  const { mapping, object } = source
  if (mapping.kind !== 'CronJob')
    throw new KubectlError(`unknown object type ${goType(mapping.group, mapping.kind)}`)
  const template = objectAt(object, 'spec', 'jobTemplate')
  const labels = objectAt(metadataOf(template), 'labels')
  const metadata = newMetadata(invocation, name, true, {
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    annotations: {
      'cronjob.kubernetes.io/instantiate': 'manual',
      ...objectAt(metadataOf(template), 'annotations'),
    },
    ownerReferences: [
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        name: textAt(metadataOf(object), 'name'),
        uid: uidOf(object),
        controller: true,
      },
    ],
  })
  return { kind: 'Job', apiVersion: 'batch/v1', metadata, spec: objectAt(template, 'spec'), status: {} }
}

/** `*v1.Pod`: how Go prints the type of a built-in object. */
function goType(group: string, kind: string): string {
  return group.includes('.') && !group.endsWith('.k8s.io') ? '*unstructured.Unstructured' : `*v1.${kind}`
}
