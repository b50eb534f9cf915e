import { compareKeys, type JsonObject } from '../../twins/kernel/json.js'
import { metadataOf, numberAt, textAt } from '../../twins/kubernetes/index.js'
import { holdsRelease, readPayload } from './redact/helm-release.js'

/** The newest revision of a release of Helm. */
export interface FoundRelease {
  readonly namespace: string
  readonly name: string
  readonly revision: number
  /** e.g. `deployed`. */
  readonly status: string
  readonly chart: string
  readonly chartVersion: string
  readonly appVersion: string
}

/** The releases of Helm in a dump, by namespace and name. */
export function releasesIn(objects: readonly JsonObject[]): readonly FoundRelease[] {
  const newest = new Map<string, FoundRelease>()
  for (const object of objects) {
    const payload = holdsRelease(object) ? readPayload(object) : undefined
    if (payload === undefined) continue
    const release: FoundRelease = {
      namespace: textAt(metadataOf(object), 'namespace'),
      name: textAt(payload, 'name'),
      revision: numberAt(payload, 0, 'version'),
      status: textAt(payload, 'info', 'status'),
      chart: textAt(payload, 'chart', 'metadata', 'name'),
      chartVersion: textAt(payload, 'chart', 'metadata', 'version'),
      appVersion: textAt(payload, 'chart', 'metadata', 'appVersion'),
    }
    const key = `${release.namespace}/${release.name}`
    if ((newest.get(key)?.revision ?? -1) < release.revision) newest.set(key, release)
  }
  return [...newest].sort(([a], [b]) => compareKeys(a, b)).map(([, release]) => release)
}

/** Releases that cannot be decoded: `Secret namespace/name`. */
export function unreadableReleases(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.filter((object) => holdsRelease(object) && readPayload(object) === undefined)
}
