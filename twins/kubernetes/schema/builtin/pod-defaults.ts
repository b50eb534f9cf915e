import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { canonicalQuantity } from '../quantity.js'
import { edit, editEach, objectAt, stringAt, withDefaults, withKey } from '../share.js'

/**
 * Defaults of pod specs and of what they hold.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go; quantities: apimachinery v0.36.3 pkg/api/resource (the
 * server prints them canonically).
 */

const POD_SPEC_DEFAULTS: JsonObject = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
}
const CONTAINER_DEFAULTS: JsonObject = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}
const PROBE_DEFAULTS: JsonObject = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
}
const HTTP_GET_DEFAULTS: JsonObject = { path: '/', scheme: 'HTTP' }
const TCP: JsonObject = { protocol: 'TCP' }
const FIELD_REF: JsonObject = { apiVersion: 'v1' }
const GRPC: JsonObject = { service: '' }
const DEFAULT_MODE: JsonObject = { defaultMode: 420 }
const TOKEN_EXPIRATION: JsonObject = { expirationSeconds: 3600 }
const HOST_PATH: JsonObject = { type: '' }
const VOLUME_MODE: JsonObject = { volumeMode: 'Filesystem' }

/** Defaults of a pod template (`spec.template`). */
export function defaultPodTemplate(template: JsonObject): JsonObject {
  return edit(template, 'spec', defaultPodSpec)
}

/** Pod specs known to have all their defaults: they are shared between versions of an object. */
const complete = new WeakSet<JsonObject>()

/** Defaults of a pod spec, in a pod or a template. */
export function defaultPodSpec(spec: JsonObject): JsonObject {
  if (complete.has(spec)) return spec
  const defaulted = applyPodSpecDefaults(spec)
  if (defaulted === spec) complete.add(spec)
  return defaulted
}

function applyPodSpecDefaults(spec: JsonObject): JsonObject {
  let defaulted = withDefaults(spec, POD_SPEC_DEFAULTS)
  for (const key of ['containers', 'initContainers', 'ephemeralContainers']) {
    defaulted = editEach(defaulted, key, defaultContainer)
  }
  defaulted = editEach(defaulted, 'volumes', defaultVolume)
  defaulted = edit(defaulted, 'overhead', canonicalQuantities)
  defaulted = edit(defaulted, 'resources', defaultResources)
  return defaultServiceAccount(defaulted)
}

/** The deprecated `serviceAccount` mirrors `serviceAccountName` (core/v1/conversion.go, Convert_core_PodSpec_To_v1_PodSpec). */
function defaultServiceAccount(spec: JsonObject): JsonObject {
  const name = stringAt(spec, 'serviceAccountName') || stringAt(spec, 'serviceAccount')
  if (name === '') return spec
  return withKey(withKey(spec, 'serviceAccountName', name), 'serviceAccount', name)
}

function defaultContainer(container: JsonObject): JsonObject {
  let defaulted = withDefaults(container, CONTAINER_DEFAULTS)
  if (defaulted['imagePullPolicy'] === undefined) {
    const policy = imageTag(stringAt(container, 'image')) === 'latest' ? 'Always' : 'IfNotPresent'
    defaulted = withKey(defaulted, 'imagePullPolicy', policy)
  }
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    defaulted = edit(defaulted, key, defaultProbe)
  }
  defaulted = edit(defaulted, 'lifecycle', defaultLifecycle)
  defaulted = editEach(defaulted, 'ports', (port) => withDefaults(port, TCP))
  defaulted = editEach(defaulted, 'env', defaultEnv)
  return edit(defaulted, 'resources', defaultResources)
}

const REPOSITORY_NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/

/** Tag of an image reference: `latest` when it has neither tag nor digest, none when it cannot be parsed. Source: pkg/util/parsers/parsers.go. */
function imageTag(image: string): string {
  const withoutDigest = image.split('@')[0] as string
  const lastPart = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1)
  const colon = lastPart.indexOf(':')
  const name = colon >= 0 ? lastPart.slice(0, colon) : lastPart
  if (!REPOSITORY_NAME.test(name)) return ''
  if (colon >= 0) return lastPart.slice(colon + 1)
  return image.includes('@') ? '' : 'latest'
}

function defaultProbe(probe: JsonObject): JsonObject {
  const defaulted = withDefaults(probe, PROBE_DEFAULTS)
  return edit(edit(defaulted, 'httpGet', defaultHttpGet), 'grpc', (grpc) => withDefaults(grpc, GRPC))
}

function defaultHttpGet(action: JsonObject): JsonObject {
  return withDefaults(action, HTTP_GET_DEFAULTS)
}

function defaultLifecycle(lifecycle: JsonObject): JsonObject {
  const handler = (value: JsonObject): JsonObject => edit(value, 'httpGet', defaultHttpGet)
  return edit(edit(lifecycle, 'postStart', handler), 'preStop', handler)
}

function defaultEnv(variable: JsonObject): JsonObject {
  return edit(variable, 'valueFrom', defaultFieldRef)
}

function defaultFieldRef(source: JsonObject): JsonObject {
  const withDivisor = edit(source, 'resourceFieldRef', (reference) =>
    withDefaults(reference, { divisor: '0' }),
  )
  return edit(withDivisor, 'fieldRef', (reference) => withDefaults(reference, FIELD_REF))
}

function defaultResources(resources: JsonObject): JsonObject {
  return edit(edit(resources, 'limits', canonicalQuantities), 'requests', canonicalQuantities)
}

/** Quantities of a resource list, as the server prints them. */
export function canonicalQuantities(list: JsonObject): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const name in list) {
    const before = list[name]
    if (typeof before !== 'string') continue
    const after = canonicalQuantity(before)
    if (after === before) continue
    copy ??= { ...list }
    copy[name] = after
  }
  return copy ?? list
}

function defaultVolume(volume: JsonObject): JsonObject {
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length === 0) return { ...volume, emptyDir: {} }
  let defaulted = volume
  for (const key of ['secret', 'configMap', 'projected', 'downwardAPI']) {
    defaulted = edit(defaulted, key, (source) => withDefaults(source, DEFAULT_MODE))
  }
  defaulted = edit(defaulted, 'downwardAPI', defaultDownwardApi)
  defaulted = edit(defaulted, 'projected', (source) => editEach(source, 'sources', defaultProjection))
  defaulted = edit(defaulted, 'hostPath', (source) => withDefaults(source, HOST_PATH))
  defaulted = edit(defaulted, 'image', defaultImageVolume)
  return edit(defaulted, 'ephemeral', (source) => edit(source, 'volumeClaimTemplate', defaultClaimTemplate))
}

function defaultDownwardApi(source: JsonObject): JsonObject {
  return editEach(source, 'items', defaultFieldRef)
}

function defaultProjection(projection: JsonObject): JsonObject {
  const token = edit(projection, 'serviceAccountToken', (source) => withDefaults(source, TOKEN_EXPIRATION))
  return edit(token, 'downwardAPI', defaultDownwardApi)
}

function defaultImageVolume(source: JsonObject): JsonObject {
  const policy = imageTag(stringAt(source, 'reference')) === 'latest' ? 'Always' : 'IfNotPresent'
  return withDefaults(source, { pullPolicy: policy })
}

function defaultClaimTemplate(template: JsonObject): JsonObject {
  return edit(template, 'spec', defaultClaimSpec)
}

/** Defaults of the spec of a PersistentVolumeClaim. */
export function defaultClaimSpec(spec: JsonObject): JsonObject {
  return edit(withDefaults(spec, VOLUME_MODE), 'resources', defaultResources)
}

/** Defaults only pods have, not templates: requests from limits, service links, host ports. */
export function defaultPod(pod: JsonObject): JsonObject {
  return edit(pod, 'spec', (spec) => {
    let defaulted = withDefaults(defaultPodSpec(spec), { enableServiceLinks: true })
    for (const key of ['containers', 'initContainers']) {
      defaulted = editEach(defaulted, key, (container) => edit(container, 'resources', requestsFromLimits))
      if (defaulted['hostNetwork'] === true) defaulted = editEach(defaulted, key, defaultHostPorts)
    }
    return defaulted
  })
}

function requestsFromLimits(resources: JsonObject): JsonObject {
  const limits = objectAt(resources, 'limits')
  if (limits === undefined) return resources
  return withKey(resources, 'requests', withDefaults(objectAt(resources, 'requests') ?? {}, limits))
}

function defaultHostPorts(container: JsonObject): JsonObject {
  return editEach(container, 'ports', (port) =>
    port['hostPort'] === undefined && isObject(port)
      ? withKey(port, 'hostPort', port['containerPort'])
      : port,
  )
}
