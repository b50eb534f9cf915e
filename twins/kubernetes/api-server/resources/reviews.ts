import type { ResourceInfo } from '../../client/discovery.js'

/** A resource that only answers questions; nothing of it is stored, and none of it is namespaced. */
export interface ReviewResource {
  readonly group: string
  readonly version: 'v1'
  readonly plural: string
  readonly singular: string
  readonly kind: string
}

/** Source: kubernetes pkg/registry/{authentication,authorization}/rest, v1.36. */
export const REVIEW_RESOURCES: readonly ReviewResource[] = [
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
]

function review(group: string, kind: string): ReviewResource {
  const singular = kind.toLowerCase()
  return { group, version: 'v1', plural: `${singular}s`, singular, kind }
}

/** What a client learns of them. */
export const REVIEW_INFOS: readonly ResourceInfo[] = REVIEW_RESOURCES.map(
  ({ group, version, plural, singular, kind }) => ({
    group,
    versions: [version],
    plural,
    singular,
    shortNames: [],
    kind,
    namespaced: false,
    verbs: ['create'],
    categories: [],
    subresources: [],
    custom: false,
    printerColumns: [],
  }),
)
