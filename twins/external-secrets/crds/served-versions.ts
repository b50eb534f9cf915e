import { atLeast, type Version } from '../versions.js'

/** A version of ExternalSecrets and stores, as the CRDs of a release list it. */
export interface ServedVersion {
  readonly name: 'v1' | 'v1beta1'
  readonly served: boolean
  readonly storage: boolean
}

/**
 * Which API versions a release serves and stores. v1alpha1, served without storage until v0.15.1, is not modelled: it
 * needs a conversion webhook. external-secrets config/crds/bases at each tag.
 */
export function servedVersions(version: Version): readonly ServedVersion[] {
  if (!atLeast(version, 0, 16, 0)) return [{ name: 'v1beta1', served: true, storage: true }]
  return [
    { name: 'v1', served: true, storage: true },
    { name: 'v1beta1', served: !atLeast(version, 0, 17, 0), storage: false },
  ]
}
