import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notFoundField,
  notSupported,
  required,
} from '../field-error.js'
import { isDns1123Label, isPortName, isPortNumber } from '../names.js'
import { compareQuantities } from '../quantity.js'
import { listAt, numberAt, objectAt, sortedKeys, stringAt } from '../share.js'
import { validateEnvironment } from './env-validation.js'

/**
 * Validation of containers.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/{validation,pods}.go (validateContainers, validateContainerCommon,
 * validateContainerPorts, ValidateVolumeMounts, validateProbe, ValidateResourceRequirements). Not checked: security
 * contexts, volume devices, resize policies, restart rules, claims.
 */

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError']
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc']
const LIFECYCLE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep']

/** What containers share within one pod. */
export interface PodNames {
  readonly volumes: ReadonlySet<string>
  /** Names of containers seen so far: init and ordinary containers may not share one. */
  readonly containers: Set<string>
}

/** Validates one list of containers; `field` is its path. */
export function validateContainers(
  list: readonly Json[],
  names: PodNames,
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = []
  list.forEach((container, index) => {
    if (!isObject(container)) return
    const path = `${field}[${index}]`
    const init = field.endsWith('.initContainers')
    errors.push(...validateContainer(container, names, path, init))
    const name = stringAt(container, 'name')
    if (names.containers.has(name)) errors.push(duplicate(`${path}.name`, name))
    names.containers.add(name)
  })
  return errors
}

function validateContainer(
  container: JsonObject,
  names: PodNames,
  field: string,
  init: boolean,
): readonly FieldError[] {
  const image = stringAt(container, 'image')
  return [
    ...validateContainerName(stringAt(container, 'name'), field),
    ...(image === '' ? [required(`${field}.image`)] : []),
    ...validatePolicies(container, field),
    ...validatePorts(listAt(container, 'ports'), `${field}.ports`),
    ...validateEnvironment(container, field),
    ...validateVolumeMounts(listAt(container, 'volumeMounts'), names.volumes, `${field}.volumeMounts`),
    ...validateResources(objectAt(container, 'resources'), `${field}.resources`),
    ...validateHandlers(container, field, init),
  ]
}

function validateContainerName(name: string, field: string): readonly FieldError[] {
  if (name === '') return [required(`${field}.name`)]
  return isDns1123Label(name).map((message) => invalidValue(`${field}.name`, name, message))
}

function validatePolicies(container: JsonObject, field: string): readonly FieldError[] {
  const pull = stringAt(container, 'imagePullPolicy')
  const message = stringAt(container, 'terminationMessagePolicy')
  const errors: FieldError[] = []
  if (pull === '') errors.push(required(`${field}.imagePullPolicy`))
  else if (!PULL_POLICIES.includes(pull)) {
    errors.push(notSupported(`${field}.imagePullPolicy`, pull, PULL_POLICIES))
  }
  if (message !== '' && !MESSAGE_POLICIES.includes(message)) {
    errors.push(notSupported(`${field}.terminationMessagePolicy`, message, MESSAGE_POLICIES))
  }
  return errors
}

function validatePorts(ports: readonly Json[], field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  ports.forEach((port, index) => {
    const path = `${field}[${index}]`
    const name = stringAt(port, 'name')
    const messages = name === '' ? [] : isPortName(name)
    for (const message of messages) errors.push(invalidValue(`${path}.name`, name, message))
    if (name !== '' && messages.length === 0) {
      if (seen.has(name)) errors.push(duplicate(`${path}.name`, name))
      seen.add(name)
    }
    const number = numberAt(port, 'containerPort')
    if (number === 0) errors.push(required(`${path}.containerPort`))
    else
      for (const message of isPortNumber(number))
        errors.push(invalidValue(`${path}.containerPort`, number, message))
    const hostPort = numberAt(port, 'hostPort')
    if (hostPort !== 0) errors.push(...validatePort(hostPort, `${path}.hostPort`))
    const protocol = stringAt(port, 'protocol')
    if (protocol === '') errors.push(required(`${path}.protocol`))
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  })
  return errors
}

/** A port by number or by name. */
function validatePort(port: Json | undefined, field: string): readonly FieldError[] {
  const messages =
    typeof port === 'string' ? isPortName(port) : isPortNumber(typeof port === 'number' ? port : 0)
  return messages.map((message) => invalidValue(field, port ?? 0, message))
}

function validateVolumeMounts(
  mounts: readonly Json[],
  volumes: ReadonlySet<string>,
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = []
  const paths = new Set<string>()
  mounts.forEach((mount, index) => {
    const path = `${field}[${index}]`
    const name = stringAt(mount, 'name')
    const mountPath = stringAt(mount, 'mountPath')
    if (name === '') errors.push(required(`${path}.name`))
    if (!volumes.has(name)) errors.push(notFoundField(`${path}.name`, name))
    if (mountPath === '') errors.push(required(`${path}.mountPath`))
    if (paths.has(mountPath)) errors.push(invalidValue(`${path}.mountPath`, mountPath, 'must be unique'))
    paths.add(mountPath)
  })
  return errors
}

function validateResources(resources: JsonObject | undefined, field: string): readonly FieldError[] {
  const limits = objectAt(resources, 'limits')
  const requests = objectAt(resources, 'requests')
  const errors: FieldError[] = []
  for (const name of sortedKeys(limits)) {
    errors.push(...validateResourceName(name, `${field}.limits[${name}]`))
    errors.push(...nonNegativeQuantity(stringAt(limits, name), `${field}.limits[${name}]`))
  }
  for (const name of sortedKeys(requests)) {
    const request = stringAt(requests, name)
    errors.push(...validateResourceName(name, `${field}.requests[${name}]`))
    errors.push(...nonNegativeQuantity(request, `${field}.requests[${name}]`))
    const limit = stringAt(limits, name)
    if (limit !== '' && compareQuantities(request, limit) > 0) {
      const detail = `must be less than or equal to ${name} limit of ${limit}`
      errors.push(invalidValue(`${field}.requests`, request, detail))
    }
  }
  return errors
}

const STANDARD_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage'])

function validateResourceName(name: string, field: string): readonly FieldError[] {
  if (STANDARD_RESOURCES.has(name) || name.startsWith('hugepages-') || name.includes('/')) return []
  return [
    invalidValue(field, name, 'must be a standard resource type or fully qualified'),
    invalidValue(field, name, 'must be a standard resource for containers'),
  ]
}

function nonNegativeQuantity(quantity: string, field: string): readonly FieldError[] {
  return quantity.startsWith('-') ? [invalidValue(field, quantity, 'must be greater than or equal to 0')] : []
}

function validateHandlers(container: JsonObject, field: string, init: boolean): readonly FieldError[] {
  const restartable = container['restartPolicy'] === 'Always'
  const errors: FieldError[] = []
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = objectAt(container, key)
    if (probe === undefined) continue
    if (init && !restartable) {
      const detail = 'may not be set for init containers without restartPolicy=Always'
      errors.push(forbiddenField(`${field}.${key}`, detail))
    } else errors.push(...validateProbe(probe, `${field}.${key}`, key !== 'readinessProbe'))
  }
  const lifecycle = objectAt(container, 'lifecycle')
  for (const key of ['postStart', 'preStop']) {
    const handler = objectAt(lifecycle, key)
    if (handler !== undefined)
      errors.push(...validateHandler(handler, LIFECYCLE_HANDLERS, `${field}.lifecycle.${key}`))
  }
  return errors
}

/** A liveness or startup probe must succeed after one success. */
function validateProbe(probe: JsonObject, field: string, once: boolean): readonly FieldError[] {
  const errors: FieldError[] = [...validateHandler(probe, HANDLERS, field)]
  const counters = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]
  for (const key of counters) {
    const value = numberAt(probe, key)
    if (value < 0) errors.push(invalidValue(`${field}.${key}`, value, 'must be greater than or equal to 0'))
  }
  const threshold = numberAt(probe, 'successThreshold')
  if (once && threshold !== 1) errors.push(invalidValue(`${field}.successThreshold`, threshold, 'must be 1'))
  return errors
}

function validateHandler(
  handler: JsonObject,
  kinds: readonly string[],
  field: string,
): readonly FieldError[] {
  const present = kinds.filter((kind) => objectAt(handler, kind) !== undefined)
  if (present.length === 0) return [required(field, 'must specify a handler type')]
  const errors: FieldError[] = present
    .slice(1)
    .map((kind) => forbiddenField(`${field}.${kind}`, 'may not specify more than 1 handler type'))
  if (present[0] === 'exec' && listAt(handler, 'exec', 'command').length === 0) {
    errors.push(required(`${field}.exec.command`))
  }
  for (const kind of ['httpGet', 'tcpSocket', 'grpc']) {
    const action = objectAt(handler, kind)
    if (action !== undefined) errors.push(...validatePort(action['port'], `${field}.${kind}.port`))
  }
  return errors
}
