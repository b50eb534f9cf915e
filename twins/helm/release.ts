import { Buffer } from 'node:buffer'
import { gunzipSync, gzipSync } from 'node:zlib'
import { deepFreeze, isObject, type Json, type JsonObject } from '../kernel/json.js'
import { memoByText } from '../kernel/memo.js'
import type { Chart } from './chart.js'
import { noDeployedReleases, releaseNotFound } from './errors.js'
import type { Hook } from './hooks.js'
import type { HelmMajor } from './kind-order.js'
import { releaseJson } from './release-json.js'

/** Helm v3.21.4 pkg/release/status.go. */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback'

/** Times are RFC 3339; `deleted` is '' for never. Helm v3.21.4 pkg/release/info.go (Info). */
export type ReleaseInfo = {
  readonly first_deployed?: string
  readonly last_deployed?: string
  readonly deleted: string
  readonly description?: string
  readonly status?: ReleaseStatus
  readonly notes?: string
}

/**
 * One revision of a release. `config` holds the user-supplied values only, `manifest` no hooks; `apply_method` is
 * Helm 4's (`ssa` or `csa`). The user's labels are not part of it: they are labels of the Secret.
 * Helm v3.21.4 pkg/release/release.go (Release), v4.2.4 pkg/release/v1/release.go.
 */
export type Release = {
  readonly name: string
  readonly info: ReleaseInfo
  readonly chart?: Chart
  readonly config?: JsonObject
  readonly manifest?: string
  readonly hooks?: readonly Hook[]
  readonly version: number
  readonly namespace: string
  readonly apply_method?: 'ssa' | 'csa'
}

/** A release and the labels of the Secret that holds it. */
export type StoredRelease = { readonly release: Release; readonly labels: Labels }

/** Label key -> value. */
export type Labels = Readonly<Record<string, string>>

/** When the record is written: unix seconds, for the label that Create or Update sets. */
export type ReleaseStamp = { readonly createdAt: number } | { readonly modifiedAt: number }

/** `metadata.type` of the Secret. Helm v3.21.4 pkg/storage/driver/secrets.go (newSecretsObject). */
export const RELEASE_SECRET_TYPE = 'helm.sh/release.v1'

/** Labels a user may not set. Helm v3.21.4 pkg/storage/driver/util.go (systemLabels). */
export const SYSTEM_LABELS: readonly string[] = [
  'name',
  'owner',
  'status',
  'version',
  'createdAt',
  'modifiedAt',
]

/** Exactly the three `pending-*`: `uninstalling` does not block. Helm v3.21.4 pkg/release/status.go (IsPending). */
export function isPending(status: ReleaseStatus | undefined): boolean {
  return status === 'pending-install' || status === 'pending-upgrade' || status === 'pending-rollback'
}

/** The name of the Secret. Helm v3.21.4 pkg/storage/storage.go (makeKey). */
export function storageKey(release: string, revision: number): string {
  return `sh.helm.release.v1.${release}.v${revision}`
}

/** Selects a release's whole history. Helm v3.21.4 pkg/storage/storage.go (History), secrets.go (Query). */
export function historySelector(release: string): string {
  return `name=${release},owner=helm`
}

/** Selects by the *label* `status`, whatever the record inside says. storage.go (DeployedAll). */
export function deployedSelector(release: string): string {
  return `name=${release},owner=helm,status=deployed`
}

/** Selects every release of a namespace (`helm list`). secrets.go (List). */
export const ALL_RELEASES_SELECTOR = 'owner=helm'

const encoded: Readonly<Record<HelmMajor, WeakMap<Release, string>>> = { 3: new WeakMap(), 4: new WeakMap() }

/**
 * JSON, gzip at best compression, base64: the text that is the Secret's data value. The compressed bytes depend on
 * the zlib at hand, the header does not. Helm v3.21.4 pkg/storage/driver/util.go (encodeRelease).
 */
export function encodeRelease(release: Release, major: HelmMajor = 3): string {
  const known = encoded[major].get(release)
  if (known !== undefined) return known
  const text = compressed(releaseJson(release, major))
  encoded[major].set(release, text)
  return text
}

const COMPRESSED_LIMIT = 128

/** Equal releases recur when a process is executed again, and compressing is slow. */
const compressed = memoByText(COMPRESSED_LIMIT, (json) => {
  const zipped = gzipSync(Buffer.from(json, 'utf8'), { level: 9 })
  // Go's gzip writes no time and "unknown" as operating system; Node writes the platform's.
  zipped.fill(0, 4, 8)
  zipped[9] = 0xff
  return zipped.toString('base64')
})

const DECODED_LIMIT = 256

/**
 * The release in a payload; undefined when it cannot be decoded (Helm skips such records in lists). Payloads that
 * are not gzipped are read as plain JSON. The result is frozen and shared. Helm v3.21.4 pkg/storage/driver/util.go
 * (decodeRelease).
 */
export const decodeRelease: (text: string) => Release | undefined = memoByText(DECODED_LIMIT, readPayload)

/**
 * The Secret that stores a release. `labels` are those the in-memory release carries: the user's, and after a query
 * also the stored ones, so that a later write keeps `createdAt`. No namespace, owner or resourceVersion is set: a
 * write replaces whatever is there. Helm v3.21.4 pkg/storage/driver/secrets.go (Create, Update, newSecretsObject).
 */
export function releaseSecret(
  release: Release,
  labels: Labels,
  stamp?: ReleaseStamp,
  major: HelmMajor = 3,
): JsonObject {
  const stamped = Object.entries(stamp ?? {}).map(([key, seconds]) => [key, String(seconds)])
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: storageKey(release.name, release.version),
      labels: {
        ...Object.fromEntries(stamped),
        // Upstream copies the release's labels over the stamp, so a stored stamp of the same kind stays.
        ...labels,
        name: release.name,
        owner: 'helm',
        status: release.info.status ?? '',
        version: String(release.version),
      },
    },
    type: RELEASE_SECRET_TYPE,
    data: { release: Buffer.from(encodeRelease(release, major), 'utf8').toString('base64') },
  }
}

/** The release in a Secret and all the Secret's labels; undefined when there is none to decode. */
export function releaseFromSecret(secret: JsonObject): StoredRelease | undefined {
  const data = isObject(secret['data']) ? secret['data']['release'] : undefined
  if (typeof data !== 'string') return undefined
  const release = decodeRelease(Buffer.from(data, 'base64').toString('utf8'))
  if (release === undefined) return undefined
  const metadata = isObject(secret['metadata']) ? secret['metadata'] : {}
  return { release, labels: (isObject(metadata['labels']) ? metadata['labels'] : {}) as Labels }
}

/** The user's labels among a Secret's. Helm v3.21.4 pkg/storage/driver/util.go (filterSystemLabels). */
export function userLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !SYSTEM_LABELS.includes(key)))
}

/** True when a user's `--labels` name a reserved one. Helm v3.21.4 pkg/storage/driver/util.go (ContainsSystemLabels). */
export function containsSystemLabels(labels: Labels): boolean {
  return Object.keys(labels).some((key) => SYSTEM_LABELS.includes(key))
}

/** The highest revision of any status. Throws `release: not found`. Helm v3.21.4 pkg/storage/storage.go (Last). */
export function lastRelease(name: string, history: readonly StoredRelease[]): StoredRelease {
  const last = newest(history)
  if (last === undefined) throw releaseNotFound(name)
  return last
}

/**
 * The highest revision among those listed by {@link deployedSelector}. Throws `"<name>" has no deployed releases`.
 * Helm v3.21.4 pkg/storage/storage.go (Deployed).
 */
export function deployedRelease(name: string, listed: readonly StoredRelease[]): StoredRelease {
  const deployed = newest(listed)
  if (deployed === undefined) throw noDeployedReleases(name)
  return deployed
}

function newest(stored: readonly StoredRelease[]): StoredRelease | undefined {
  let found: StoredRelease | undefined
  for (const item of stored)
    if (found === undefined || item.release.version > found.release.version) found = item
  return found
}

/** Helm 4 leaves out times that are not set, where Helm 3 writes ''. */
function withoutGaps(value: JsonObject): Release {
  const { info, hooks } = value
  const release = {
    name: '',
    namespace: '',
    version: 0,
    ...value,
    info: { deleted: '', ...(isObject(info) ? info : {}) },
  }
  if (!Array.isArray(hooks)) return release as unknown as Release
  return { ...release, hooks: hooks.filter(isObject).map(withLastRun) } as unknown as Release
}

function withLastRun(hook: JsonObject): JsonObject {
  const run = hook['last_run']
  return { ...hook, last_run: { started_at: '', completed_at: '', phase: '', ...(isObject(run) ? run : {}) } }
}

function readPayload(text: string): Release | undefined {
  try {
    const bytes = Buffer.from(text, 'base64')
    const gzipped = bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08
    const value = JSON.parse((gzipped ? gunzipSync(bytes) : bytes).toString('utf8')) as Json
    if (!isObject(value)) return undefined
    return deepFreeze(withoutGaps(value))
  } catch {
    return undefined
  }
}
