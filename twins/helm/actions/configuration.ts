import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import {
  discover,
  findKind,
  type ResourceInfo,
  toTimestamp,
  VIRTUAL_EPOCH_MS,
} from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { DEFAULT_API_VERSIONS } from '../renders.js'
import type { HelmVersion } from '../versions.js'
import { whileConnected } from './request.js'

/** What every action needs. Helm v3.21.4 pkg/action/action.go (Configuration). */
export interface Configuration {
  /** Namespace of the release, and of objects that name none. */
  readonly namespace: string
  /** `helm` for the command; programs that embed Helm write as themselves. pkg/kube/client.go (getManagedFieldsManager). */
  readonly fieldManager: string
  readonly version: HelmVersion
  /** e.g. `v1.31.0` */
  readonly kubeVersion: string
  readonly discovery: Discovery
}

/** What the process has learned of the server's resources: local to one process, filled by its requests. */
export class Discovery {
  private resources: readonly ResourceInfo[] | undefined;

  /** Ask the server again. */
  *refresh(): Proc<readonly ResourceInfo[]> {
    const resources = yield* whileConnected(discover())
    this.resources = resources
    return resources
  }

  /**
   * The resource of a kind; undefined when the server does not know it. A miss asks the server once more, as the
   * deferred REST mapper does: client-go v0.36.3 restmapper/discovery.go (KindFor).
   */
  *find(apiVersion: string, kind: string): Proc<ResourceInfo | undefined> {
    const known = this.resources === undefined ? undefined : findKind(this.resources, apiVersion, kind)
    return known ?? findKind(yield* this.refresh(), apiVersion, kind)
  }
}

/** Helm v3.21.4 pkg/kube/client.go (IsReachable). Throws `Kubernetes cluster unreachable: ...`. */
export function* checkReachable({ discovery }: Configuration): Proc<void> {
  try {
    yield* discovery.refresh()
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    throw helmError('helm-request-failed', `Kubernetes cluster unreachable: ${errorText(error)}`)
  }
}

/** Groups whose versions a world has only when it serves them. */
const CUSTOM_GROUP = /^(?:argoproj|external-secrets|postgresql\.cnpg)\.io\//

/** What kube-apiserver serves by default, whether or not the twin models its kinds. */
export const BUILT_IN_API_VERSIONS: readonly string[] = DEFAULT_API_VERSIONS.filter(
  (version) => !CUSTOM_GROUP.test(version),
)

/**
 * `.Capabilities.APIVersions`: group versions and `<group version>/<Kind>`, sorted. To those the world serves come the
 * built-in group versions of a real server, so that charts render as they do there; an object of one that is not
 * modelled is refused by name when it is built. Helm v3.21.4 pkg/action/action.go (getCapabilities, GetVersionSet).
 */
export function* readApiVersions({ discovery }: Configuration): Proc<readonly string[]> {
  const versions = new Set(BUILT_IN_API_VERSIONS)
  for (const { group, versions: served, kind } of yield* discovery.refresh()) {
    for (const version of served) {
      const groupVersion = group === '' ? version : `${group}/${version}`
      versions.add(groupVersion)
      versions.add(`${groupVersion}/${kind}`)
    }
  }
  return [...versions].sort()
}

/** Virtual time as Go's time.RFC3339Nano prints it. Helm v3.21.4 pkg/time/time.go (Now). */
export function* timestamp(): Proc<string> {
  return toRfc3339Nano(yield* now())
}

/** Virtual milliseconds as RFC 3339 with the fraction's trailing zeros cut. */
export function toRfc3339Nano(ms: number): string {
  const fraction = String(Math.floor(ms) % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  const seconds = toTimestamp(ms)
  return fraction === '' ? seconds : seconds.replace('Z', `.${fraction}Z`)
}

/** Unix seconds of virtual time, as in the labels of release Secrets. */
export function* unixSeconds(): Proc<number> {
  return Math.floor((VIRTUAL_EPOCH_MS + (yield* now())) / 1000)
}
