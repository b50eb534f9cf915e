import { isObject, type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../field-error.js'
import { validateAnnotations, validateLabels } from '../metadata.js'
import { isDns1123Label } from '../names.js'
import { listAt, objectAt, stringAt } from '../share.js'
import { validateContainers } from './container-validation.js'

/**
 * Validation of pod specs and templates.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/{validation,pods,volumes}.go (ValidatePodSpec, ValidatePodTemplateSpec,
 * ValidateVolumes, ValidatePodUpdate). Not checked: affinity, tolerations, topology spread, DNS, security contexts, host
 * namespaces, ephemeral containers, scheduling gates; of volumes only what is listed below.
 */

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** Required member of a volume source, by source. */
const SOURCE_KEYS: Readonly<Record<string, string>> = {
  secret: 'secretName',
  configMap: 'name',
  persistentVolumeClaim: 'claimName',
  hostPath: 'path',
  csi: 'driver',
  nfs: 'server',
}

/** Pod specs known to be valid: they are shared between versions of an object. */
const valid = new WeakSet<JsonObject>()

/** Validates a pod spec; `field` is its path. */
export function validatePodSpec(spec: JsonObject, field: string): readonly FieldError[] {
  if (valid.has(spec)) return []
  const errors = podSpecErrors(spec, field)
  if (errors.length === 0) valid.add(spec)
  return errors
}

function podSpecErrors(spec: JsonObject, field: string): readonly FieldError[] {
  const volumes = new Set(listAt(spec, 'volumes').map((volume) => stringAt(volume, 'name')))
  const names = { volumes, containers: new Set<string>() }
  const containers = listAt(spec, 'containers')
  return [
    ...validateVolumes(listAt(spec, 'volumes'), `${field}.volumes`),
    ...(containers.length === 0 ? [required(`${field}.containers`)] : []),
    ...validateContainers(containers, names, `${field}.containers`),
    ...validateContainers(listAt(spec, 'initContainers'), names, `${field}.initContainers`),
    ...validatePolicies(spec, field),
    ...validateLabels(objectAt(spec, 'nodeSelector'), `${field}.nodeSelector`),
    ...validateDeadline(spec['activeDeadlineSeconds'], `${field}.activeDeadlineSeconds`),
  ]
}

function validatePolicies(spec: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const table = [
    ['restartPolicy', RESTART_POLICIES],
    ['dnsPolicy', DNS_POLICIES],
  ] as const
  for (const [key, values] of table) {
    const value = stringAt(spec, key)
    if (value === '') errors.push(required(`${field}.${key}`))
    else if (!values.includes(value)) errors.push(notSupported(`${field}.${key}`, value, values))
  }
  return errors
}

function validateDeadline(value: Json | undefined, field: string): readonly FieldError[] {
  if (typeof value !== 'number' || (value >= 1 && value <= 2_147_483_647)) return []
  return [invalidValue(field, value, 'must be between 1 and 2147483647, inclusive')]
}

function validateVolumes(volumes: readonly Json[], field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  volumes.forEach((volume, index) => {
    if (!isObject(volume)) return
    const path = `${field}[${index}]`
    const name = stringAt(volume, 'name')
    errors.push(...validateSource(volume, path))
    if (name === '') errors.push(required(`${path}.name`))
    else for (const message of isDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, message))
    if (seen.has(name)) errors.push(duplicate(`${path}.name`, name))
    seen.add(name)
  })
  return errors
}

function validateSource(volume: JsonObject, field: string): readonly FieldError[] {
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length === 0) return [required(field, 'must specify a volume type')]
  const errors: FieldError[] = sources
    .slice(1)
    .map((source) => forbiddenField(`${field}.${source}`, 'may not specify more than 1 volume type'))
  const first = sources[0] as string
  const key = SOURCE_KEYS[first]
  if (key !== undefined && stringAt(volume, first, key) === '') {
    errors.push(required(`${field}.${first}.${key}`))
  }
  return errors
}

/** Validates a pod template; upstream reports its labels at `<field>.labels`. */
export function validatePodTemplate(template: JsonObject, field: string): readonly FieldError[] {
  const metadata = objectAt(template, 'metadata')
  return [
    ...validateLabels(objectAt(metadata, 'labels'), `${field}.labels`),
    ...validateAnnotations(objectAt(metadata, 'annotations'), `${field}.annotations`),
    ...validatePodSpec(objectAt(template, 'spec') ?? {}, `${field}.spec`),
  ]
}

const POD_UPDATE_FORBIDDEN =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/**
 * Validates an update of a pod's spec: almost everything is immutable. Upstream appends a diff of the Go structs, which is
 * left out. Resizing (`/resize`) is not part of it.
 */
export function validatePodUpdate(pod: JsonObject, old: JsonObject): readonly FieldError[] {
  const spec = objectAt(pod, 'spec') ?? {}
  const oldSpec = objectAt(old, 'spec') ?? {}
  if (spec === oldSpec) return []
  const errors: FieldError[] = []
  for (const key of ['containers', 'initContainers']) {
    if (listAt(spec, key).length === listAt(oldSpec, key).length) continue
    const detail = 'pod updates may not add or remove containers'
    errors.push(forbiddenField(`spec.${key}`, detail))
  }
  if (errors.length > 0) return errors
  errors.push(...validateTolerations(spec, oldSpec))
  if (!jsonEqual(mutablePartsOf(spec, oldSpec), oldSpec)) {
    errors.push(forbiddenField('spec', POD_UPDATE_FORBIDDEN))
  }
  return errors
}

function validateTolerations(spec: JsonObject, oldSpec: JsonObject): readonly FieldError[] {
  const now = listAt(spec, 'tolerations')
  const kept = listAt(oldSpec, 'tolerations').every((old) => now.some((item) => jsonEqual(item, old)))
  const detail = 'existing toleration can not be modified except its tolerationSeconds'
  return kept ? [] : [forbiddenField('spec.tolerations', detail)]
}

/** The new spec with everything that may change put back to what it was. */
function mutablePartsOf(spec: JsonObject, oldSpec: JsonObject): JsonObject {
  const restored: Record<string, Json> = { ...spec }
  for (const key of ['activeDeadlineSeconds', 'tolerations']) {
    const before = oldSpec[key]
    if (before === undefined) delete restored[key]
    else restored[key] = before
  }
  for (const key of ['containers', 'initContainers']) {
    if (spec[key] === undefined) continue
    restored[key] = listAt(spec, key).map((container, index) =>
      isObject(container)
        ? { ...container, image: stringAt(listAt(oldSpec, key)[index], 'image') }
        : container,
    )
  }
  return restored
}
