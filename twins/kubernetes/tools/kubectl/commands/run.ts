import type { JsonObject } from '../../../../kernel/json.js'
import { goQuote } from '../../../schema/go-text.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError, usageError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import { CREATE_OBJECT_FLAGS, coreResource, createObject, newMetadata } from './create-object.js'

/**
 * `kubectl run`: makes a pod. Attaching to it (`--attach`, `-i`, `--rm`) and making a Service as well are not modelled.
 * Source: kubectl v0.32.0 pkg/cmd/run/run.go, pkg/generate/versioned/run.go (BasicPod).
 */
export const run: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    'field-manager': { type: 'string', default: 'kubectl-run' },
    annotations: { type: 'array' },
    attach: unmodelled('bool'),
    command: { type: 'bool' },
    env: { type: 'array' },
    expose: unmodelled('bool'),
    image: { type: 'string' },
    'image-pull-policy': { type: 'string' },
    labels: { type: 'string', short: 'l' },
    'leave-stdin-open': unmodelled('bool'),
    'override-type': unmodelled('string'),
    overrides: unmodelled('string'),
    'pod-running-timeout': { type: 'duration' },
    port: { type: 'string' },
    privileged: { type: 'bool' },
    quiet: { type: 'bool', short: 'q' },
    restart: { type: 'string', default: 'Always' },
    rm: { type: 'bool' },
    stdin: unmodelled('bool', 'i'),
    tty: { type: 'bool', short: 't' },
  },
  required: ['image'],

  *run(invocation) {
    const { args, dash, flags, path } = invocation
    const [name] = args
    if (name === undefined || dash === 0) throw usageError(path, 'NAME is required for run')
    checkFlags(invocation)
    const object = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: newMetadata(invocation, name, true, {
        labels: labelsOf(flags.text('labels'), name),
        ...annotationsOf(flags.list('annotations')),
      }),
      spec: {
        containers: [containerOf(invocation, name)],
        restartPolicy: flags.text('restart') || 'Always',
        dnsPolicy: 'ClusterFirst',
      },
      status: {},
    }
    return yield* createObject(invocation, coreResource('pods'), object)
  },
}

function checkFlags({ flags, path }: Invocation): void {
  const image = flags.text('image')
  if (image === '') throw new KubectlError('--image is required')
  if (!IMAGE.test(image)) {
    throw new KubectlError(`Invalid image name ${goQuote(image)}: invalid reference format`)
  }
  if (flags.on('tty')) throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true')
  const restart = flags.text('restart')
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) {
    throw usageError(path, `invalid restart policy: ${restart}`)
  }
  if (flags.on('rm')) throw usageError(path, '--rm should only be used for attached containers')
  const pull = flags.text('image-pull-policy')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pull)) {
    throw usageError(path, `invalid image pull policy: ${pull}`)
  }
}

/** Source: distribution v3 reference/regexp.go (ReferenceRegexp). */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/

function containerOf({ args, flags }: Invocation, name: string): JsonObject {
  const words = args.slice(1)
  const port = flags.text('port')
  if (port !== '' && !/^[+-]?\d+$/.test(port)) {
    throw new KubectlError(`strconv.Atoi: parsing ${goQuote(port)}: invalid syntax`)
  }
  const env = flags.list('env').map(variable)
  const pull = flags.text('image-pull-policy')
  return {
    name,
    image: flags.text('image'),
    ...(words.length === 0 ? {} : flags.on('command') ? { command: words } : { args: words }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(env.length === 0 ? {} : { env }),
    resources: {},
    ...(pull === '' ? {} : { imagePullPolicy: pull }),
    ...(flags.on('privileged') ? { securityContext: { privileged: true } } : {}),
  }
}

/** Source: kubectl v0.32.0 pkg/generate/versioned/run.go (parseEnvs). */
function variable(text: string): JsonObject {
  const equals = text.indexOf('=')
  if (equals < 1 || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(text.slice(0, equals))) {
    throw new KubectlError(`invalid env: ${text}`)
  }
  const value = text.slice(equals + 1)
  return value === '' ? { name: text.slice(0, equals) } : { name: text.slice(0, equals), value }
}

function labelsOf(text: string, name: string): JsonObject {
  return text === '' ? { run: name } : parseLabels(text)
}

/** `a=b,c=d`. Source: kubectl v0.32.0 pkg/generate/generate.go (ParseLabels). */
export function parseLabels(text: string): JsonObject {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', value, ...rest] = pair.split('=')
      if (value === undefined || rest.length > 0) throw new KubectlError(`unexpected label spec: ${pair}`)
      if (key === '') throw new KubectlError('unexpected empty label key')
      return [key, value]
    }),
  )
}

function annotationsOf(pairs: readonly string[]): JsonObject {
  if (pairs.length === 0) return {}
  const entries = pairs.map((pair) => {
    const equals = pair.indexOf('=')
    if (equals < 0) throw new KubectlError(`could not parse annotation: ${pair}`)
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const
  })
  return { annotations: Object.fromEntries(entries) }
}
