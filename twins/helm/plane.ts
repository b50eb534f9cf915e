import type { Difference, Plane, PlaneReport } from '../contract/component.js'
import { compareKeys, type JsonObject } from '../kernel/json.js'
import type { View } from '../kernel/world.js'
import {
  discoverResources,
  findKind,
  findObject,
  listObjects,
  metadataOf,
  type ResourceInfo,
  textAt,
} from '../kubernetes/index.js'
import { differingPaths } from './actions/live-difference.js'
import { type Info, toInfo } from './actions/resource-list.js'
import { HelmError } from './errors.js'
import { parseManifest } from './manifest.js'
import { RELEASE_SECRET_TYPE, type Release, releaseFromSecret, storageKey } from './release.js'

/**
 * What Helm's releases want: the newest revision is `deployed`, and every object of its manifest is live with the
 * manifest's content, whatever else it has. A release that is `uninstalled` wants nothing. Older records of any status
 * are history. Hooks are not part of a manifest.
 */
export const helmPlane: Plane = { name: 'helm', inspect, owned }

interface NamedRelease {
  readonly owner: string
  readonly newest: Release
  /** The newest that is `deployed`. */
  readonly deployed: Release | undefined
}

function inspect(view: View): PlaneReport {
  const resources = discoverResources(view)
  let compared = 0
  const differences: Difference[] = []
  for (const release of releasesOf(view)) {
    differences.push(...statusDifference(release))
    const { owner, deployed } = release
    if (deployed === undefined || release.newest.info.status === 'uninstalled') continue
    const objects = manifestObjects(deployed)
    compared += objects.length
    for (const object of objects) differences.push(...compare(view, resources, object, deployed, owner))
  }
  return { compared, differences }
}

function owned(view: View): ReadonlyMap<string, string> {
  const resources = discoverResources(view)
  const owners = new Map<string, string>()
  for (const { owner, newest, deployed } of releasesOf(view)) {
    if (deployed === undefined || newest.info.status === 'uninstalled') continue
    for (const object of manifestObjects(deployed)) {
      const info = locate(resources, object, deployed)
      if (info !== undefined) owners.set(subjectOf(info), owner)
    }
  }
  return owners
}

/** All releases, by namespace and name. Records that cannot be decoded are skipped, as Helm does. */
function releasesOf(view: View): readonly NamedRelease[] {
  const revisions = new Map<string, Release[]>()
  for (const secret of listObjects(view, '', 'secrets')) {
    if (secret['type'] !== RELEASE_SECRET_TYPE) continue
    const stored = releaseFromSecret(secret)
    if (stored === undefined) continue
    const key = `${textAt(metadataOf(secret), 'namespace')}/${stored.release.name}`
    revisions.set(key, [...(revisions.get(key) ?? []), stored.release])
  }
  return [...revisions.keys()].sort(compareKeys).map((key) => {
    const newestFirst = (revisions.get(key) ?? []).sort((a, b) => b.version - a.version)
    const newest = newestFirst[0]!
    const deployed = newestFirst.find((release) => release.info.status === 'deployed')
    return { owner: `helm release ${newest.name}`, newest, deployed }
  })
}

function statusDifference({ owner, newest }: NamedRelease): readonly Difference[] {
  const { status = 'unknown', description = '' } = newest.info
  if (status === 'deployed' || status === 'uninstalled') return []
  const subject = `Secret ${newest.namespace}/${storageKey(newest.name, newest.version)}`
  const why = description === '' ? '' : `: ${shorten(description)}`
  return [{ subject, owner, message: `revision ${newest.version} is ${status}${why}` }]
}

/** The API server may repeat a whole object in its refusal. */
const SHOWN_LENGTH = 200

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}…`
}

function manifestObjects(release: Release): readonly JsonObject[] {
  try {
    return parseManifest(release.manifest ?? '').map(({ object }) => object)
  } catch (error) {
    if (error instanceof HelmError) return []
    throw error
  }
}

function compare(
  view: View,
  resources: readonly ResourceInfo[],
  object: JsonObject,
  release: Release,
  owner: string,
): readonly Difference[] {
  const info = locate(resources, object, release)
  if (info === undefined) {
    const subject = `${textAt(object, 'kind')} ${release.namespace}/${textAt(object, 'metadata', 'name')}`
    return [{ subject, owner, message: `its kind is not served in version ${textAt(object, 'apiVersion')}` }]
  }
  const subject = subjectOf(info)
  const { group, resource } = info.mapping
  const live = findObject(view, group, resource, info.namespace, info.name)
  if (live === undefined) return [{ subject, owner, message: 'is missing' }]
  const paths = differingPaths(view, info, live)
  if (paths.length === 0) return []
  const message = `differs from revision ${release.version} in ${paths.join(', ')}`
  return [{ subject, owner, message }]
}

function locate(resources: readonly ResourceInfo[], object: JsonObject, release: Release): Info | undefined {
  const resource = findKind(resources, textAt(object, 'apiVersion'), textAt(object, 'kind'))
  return resource === undefined ? undefined : toInfo(object, resource, release.namespace)
}

/** `Kind namespace/name`, or `Kind name`. */
function subjectOf({ mapping, namespace, name }: Info): string {
  return `${mapping.kind} ${namespace === '' ? name : `${namespace}/${name}`}`
}
