import type { JsonObject } from '../../kernel/json.js'
import { EXTERNAL_SECRET } from '../names.js'
import { atLeast, type Version } from '../versions.js'
import {
  CONDITIONS,
  choice,
  column,
  crd,
  list,
  NAME,
  object,
  SECRET_KEY,
  STRING_MAP,
  TEXT,
} from './schema.js'
import { servedVersions } from './served-versions.js'

type From = (major: number, minor: number, patch: number) => boolean

/**
 * The ExternalSecret CRD of a release: fields, defaults and printer columns.
 * external-secrets config/crds/bases/external-secrets.io_externalsecrets.yaml at each tag from v0.5.0 to v2.9.0.
 */
export function externalSecretCrd(version: Version): JsonObject {
  const from: From = (major, minor, patch) => atLeast(version, major, minor, patch)
  const properties = {
    spec: specSchema(from),
    status: object({
      refreshTime: { type: 'string', format: 'date-time', nullable: true },
      syncedResourceVersion: TEXT,
      binding: object({ name: { type: 'string', default: '' } }, { 'x-kubernetes-map-type': 'atomic' }),
      conditions: CONDITIONS,
    }),
  }
  const versions = servedVersions(version).map((served) => ({
    ...served,
    columns: columns(from),
    properties,
  }))
  return crd(EXTERNAL_SECRET, ['es'], 'Namespaced', versions)
}

function columns(from: From): readonly JsonObject[] {
  const ready = '.status.conditions[?(@.type=="Ready")]'
  return [
    ...(from(0, 14, 0) ? [column('StoreType', '.spec.secretStoreRef.kind')] : []),
    column('Store', '.spec.secretStoreRef.name'),
    column('Refresh Interval', '.spec.refreshInterval'),
    column('Status', `${ready}.reason`),
    ...(from(0, 5, 9) ? [column('Ready', `${ready}.status`)] : []),
    ...(from(2, 2, 0) ? [column('Last Sync', '.status.refreshTime', 'date')] : []),
  ]
}

function specSchema(from: From): JsonObject {
  const required = from(0, 7, 0) ? {} : { required: ['secretStoreRef'] }
  return object(
    {
      refreshInterval: { type: 'string', default: from(1, 1, 1) ? '1h0m0s' : '1h' },
      ...(from(0, 16, 0) ? { refreshPolicy: choice(['CreatedOnce', 'Periodic', 'OnChange']) } : {}),
      ...(from(2, 7, 0) ? { syncWindows: syncWindowsSchema() } : {}),
      secretStoreRef: storeRefSchema(from),
      target: targetSchema(from),
      data: list(dataSchema(from)),
      dataFrom: list(dataFromSchema(from)),
    },
    required,
  )
}

function syncWindowsSchema(): JsonObject {
  const schedule = {
    type: 'string',
    minLength: 1,
    pattern:
      '^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|@every [^\\s]+.*|[^\\s]+( [^\\s]+){4})$',
  }
  const window = object({ schedule, duration: TEXT }, { required: ['duration', 'schedule'] })
  return object(
    { kind: choice(['allow', 'deny']), windows: { ...list(window), minItems: 1 } },
    { required: ['kind', 'windows'] },
  )
}

function nameSchema(from: From): JsonObject {
  return from(0, 11, 0) ? NAME : TEXT
}

function keySchema(from: From): JsonObject {
  return from(0, 11, 0) ? SECRET_KEY : TEXT
}

function storeRefSchema(from: From): JsonObject {
  const kind = from(0, 11, 0) ? choice(['SecretStore', 'ClusterSecretStore']) : TEXT
  return object({ name: nameSchema(from), kind }, from(0, 11, 0) ? {} : { required: ['name'] })
}

function targetSchema(from: From): JsonObject {
  const policies = ['Owner', 'Orphan', 'Merge', 'None', ...(from(2, 8, 0) ? ['CreateOrMerge'] : [])]
  const byDefault = { creationPolicy: 'Owner', deletionPolicy: 'Retain' }
  const text = { type: 'string', minLength: 1 }
  const manifest = object({ apiVersion: text, kind: text }, { required: ['apiVersion', 'kind'] })
  return object(
    {
      name: nameSchema(from),
      creationPolicy: choice(policies, byDefault.creationPolicy),
      deletionPolicy: choice(['Delete', 'Merge', 'Retain'], byDefault.deletionPolicy),
      immutable: { type: 'boolean' },
      ...(from(1, 0, 0) ? { manifest } : {}),
      template: templateSchema(from),
    },
    from(0, 6, 0) ? { default: byDefault } : {},
  )
}

function templateSchema(from: From): JsonObject {
  const engines = from(0, 16, 0) ? ['v2'] : ['v1', 'v2']
  const finalizers = from(0, 20, 0) ? { finalizers: list(TEXT) } : {}
  return object({
    type: TEXT,
    engineVersion: from(0, 9, 8) ? choice(engines, 'v2') : { type: 'string', default: 'v2' },
    ...(from(0, 8, 2) ? { mergePolicy: choice(['Replace', 'Merge'], 'Replace') } : {}),
    metadata: object({ annotations: STRING_MAP, labels: STRING_MAP, ...finalizers }),
    data: STRING_MAP,
    templateFrom: list(templateFromSchema(from)),
  })
}

function templateFromSchema(from: From): JsonObject {
  const item = object(
    { key: keySchema(from), templateAs: choice(['Values', 'KeysAndValues'], 'Values') },
    { required: ['key'] },
  )
  const reference = object({ name: nameSchema(from), items: list(item) }, { required: ['items', 'name'] })
  const restricted = from(0, 9, 8) && !from(1, 0, 0)
  const target = restricted
    ? choice(['Data', 'Annotations', 'Labels'], 'Data')
    : { type: 'string', default: 'Data' }
  return object({
    configMap: reference,
    secret: reference,
    ...(from(0, 7, 1) ? { literal: TEXT, target } : {}),
    ...(from(2, 7, 0) ? { valuesDecodingStrategy: choice(['Auto', 'Base64', 'Base64URL', 'None']) } : {}),
  })
}

/** Strategy defaults were injected into every entry until v2.8.0, a lasting difference for infrastructure as code. */
function strategies(from: From): JsonObject {
  const until = (since: boolean, value: string) => (since && !from(2, 9, 0) ? value : undefined)
  const nullBytes = from(2, 3, 0)
    ? { nullBytePolicy: choice(['Ignore', 'Fail'], from(2, 7, 0) ? undefined : 'Ignore') }
    : {}
  return {
    conversionStrategy: choice(['Default', 'Unicode'], until(true, 'Default')),
    decodingStrategy: choice(['Auto', 'Base64', 'Base64URL', 'None'], until(from(0, 5, 8), 'None')),
    ...nullBytes,
  }
}

function remoteRefSchema(from: From): JsonObject {
  const injected = from(0, 9, 8) && !from(2, 9, 0)
  return object(
    {
      key: TEXT,
      property: TEXT,
      version: TEXT,
      ...(from(0, 5, 4) ? { metadataPolicy: choice(['None', 'Fetch'], injected ? 'None' : undefined) } : {}),
      ...strategies(from),
    },
    { required: ['key'] },
  )
}

function sourceRefSchema(from: From): JsonObject {
  const generatorRef = object(
    {
      apiVersion: { type: 'string', default: 'generators.external-secrets.io/v1alpha1' },
      kind: TEXT,
      name: nameSchema(from),
    },
    { required: ['kind', 'name'] },
  )
  const least = from(0, 11, 0) ? { minProperties: 1 } : {}
  return object({ storeRef: storeRefSchema(from), generatorRef }, { maxProperties: 1, ...least })
}

function dataSchema(from: From): JsonObject {
  const sourceRef = from(0, 7, 0) ? { sourceRef: sourceRefSchema(from) } : {}
  return object(
    { secretKey: keySchema(from), remoteRef: remoteRefSchema(from), ...sourceRef },
    { required: ['remoteRef', 'secretKey'] },
  )
}

function dataFromSchema(from: From): JsonObject {
  const regexp = object({ source: TEXT, target: TEXT }, { required: ['source', 'target'] })
  const transform = object({ template: TEXT }, { required: ['template'] })
  const merge = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const find = object({
    name: object({ regexp: TEXT }),
    path: TEXT,
    tags: STRING_MAP,
    ...strategies(from),
  })
  return object({
    extract: remoteRefSchema(from),
    find,
    ...(from(0, 5, 9) ? { rewrite: list(object({ regexp, transform, merge })) } : {}),
    ...(from(0, 7, 0) ? { sourceRef: sourceRefSchema(from) } : {}),
  })
}
