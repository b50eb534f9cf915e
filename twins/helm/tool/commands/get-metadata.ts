import { NotModelled } from '../../../kernel/errors.js'
import { compareKeys, type Json, type JsonObject } from '../../../kernel/json.js'
import { textAt } from '../../../kubernetes/index.js'
import type { Release } from '../../release.js'
import { atLeast, type HelmVersion, isHelm4 } from '../../versions.js'
import { type Command, exactArgs } from '../command.js'
import { OUTPUT_FLAG, REVISION_FLAG } from '../flag-sets.js'
import { REAL_BINARY } from '../flags.js'
import { jsonLine, printText, yamlText } from '../output/format.js'
import { readStoredRelease } from '../stored-release.js'

/** Since Helm 3.17 annotations and dependencies are shown. */
const SHOWS_ANNOTATIONS = 17

const APPLY_METHODS: Readonly<Record<string, string>> = {
  '': 'client-side apply (defaulted)',
  csa: 'client-side apply',
  ssa: 'server-side apply',
}

/** Helm v3.21.4 cmd/helm/get_metadata.go, pkg/action/get_metadata.go; v4.1.4 pkg/cmd/get_metadata.go. */
export const getMetadata: Command = {
  useLine: 'helm get metadata RELEASE_NAME [flags]',
  flags: { ...OUTPUT_FLAG, ...REVISION_FLAG },
  checkArgs: exactArgs(1),
  *run(invocation) {
    const { flags, version } = invocation
    if (!atLeast(version, SHOWS_ANNOTATIONS))
      throw new NotModelled('helm get metadata before 3.17', REAL_BINARY)
    const { release, labels } = yield* readStoredRelease(invocation)
    const metadata = toMetadata(release, isHelm4(version) ? labels : {}, version)
    const format = flags.text('output')
    if (format === 'json') yield* printText(jsonLine(metadata))
    else if (format === 'yaml') yield* printText(yamlText(metadata))
    else yield* printText(table(metadata, version))
  },
}

/** The members in the order of Go's struct, empty ones left out where Go does. */
function toMetadata(release: Release, labels: JsonObject, version: HelmVersion): JsonObject {
  const {
    name = '',
    version: chartVersion = '',
    appVersion = '',
    annotations = {},
    dependencies = [],
  } = {
    ...release.chart?.metadata,
  }
  const applied = isHelm4(version) ? (release.apply_method ?? '') : ''
  return {
    name: release.name,
    chart: name,
    version: chartVersion,
    appVersion,
    ...(isEmpty(annotations) ? {} : { annotations }),
    ...(isEmpty(labels) ? {} : { labels }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    namespace: release.namespace,
    revision: release.version,
    status: release.info.status ?? '',
    deployedAt: wholeSeconds(release.info.last_deployed ?? ''),
    ...(applied === '' ? {} : { applyMethod: applied }),
  }
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0
}

/** Go's time.RFC3339 has no fraction. */
function wholeSeconds(time: string): string {
  return time === '' ? '0001-01-01T00:00:00Z' : time.replace(/\.\d+/, '')
}

function table(metadata: JsonObject, version: HelmVersion): string {
  const text = (name: string) => textAt(metadata, name)
  const helm4 = isHelm4(version)
  const dependencies = (metadata['dependencies'] ?? []) as readonly Json[]
  const names = dependencies.map((one) => textAt(one, 'name')).sort(compareKeys)
  const method = APPLY_METHODS[text('applyMethod')] ?? `unknown (${JSON.stringify(text('applyMethod'))})`
  const lines = [
    `NAME: ${text('name')}`,
    `CHART: ${text('chart')}`,
    `VERSION: ${text('version')}`,
    `APP_VERSION: ${text('appVersion')}`,
    `ANNOTATIONS: ${pairs(metadata['annotations'])}`,
    ...(helm4 ? [`LABELS: ${pairs(metadata['labels'])}`] : []),
    `DEPENDENCIES: ${names.join(',')}`,
    `NAMESPACE: ${text('namespace')}`,
    `REVISION: ${String(metadata['revision'])}`,
    `STATUS: ${text('status')}`,
    `DEPLOYED_AT: ${text('deployedAt')}`,
    ...(helm4 ? [`APPLY_METHOD: ${method}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** apimachinery v0.36.3 pkg/labels/labels.go (Set.String). */
function pairs(map: Json | undefined): string {
  return Object.entries((map ?? {}) as JsonObject)
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort(compareKeys)
    .join(',')
}
