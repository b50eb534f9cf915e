import type { JsonObject } from '../../../kernel/json.js'
import { jsonAnswer, methodNotAllowedAnswer, notFoundAnswer } from '../answers/answers.js'
import type { HttpAnswer, HttpRequest } from '../contract.js'
import { readBody } from '../negotiation/read-body.js'
import type { ResourcePath } from '../routing/route.js'

/** A resource that only answers questions; nothing of it is stored. */
export interface ReviewResource {
  readonly group: string
  readonly version: 'v1'
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly status: JsonObject
}

const EVERYTHING = ['*']

/**
 * Questions a client asks about itself. There is no authorization here: everything is allowed, to one administrator.
 * Source: kubernetes pkg/registry/authorization/{selfsubjectaccessreview,selfsubjectrulesreview}/rest.go,
 * pkg/registry/authentication/selfsubjectreview/rest.go, v1.36.
 */
export const REVIEWS: readonly ReviewResource[] = [
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    plural: 'selfsubjectreviews',
    singular: 'selfsubjectreview',
    kind: 'SelfSubjectReview',
    status: {
      userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
    },
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    singular: 'selfsubjectaccessreview',
    kind: 'SelfSubjectAccessReview',
    status: { allowed: true },
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectrulesreviews',
    singular: 'selfsubjectrulesreview',
    kind: 'SelfSubjectRulesReview',
    status: {
      resourceRules: [{ verbs: EVERYTHING, apiGroups: EVERYTHING, resources: EVERYTHING }],
      nonResourceRules: [{ verbs: EVERYTHING, nonResourceURLs: EVERYTHING }],
      incomplete: false,
    },
  },
]

/** The review at a path; undefined when there is none. */
export function findReview({ group, version, resource }: ResourcePath): ReviewResource | undefined {
  return REVIEWS.find((one) => one.group === group && one.version === version && one.plural === resource)
}

/** POST of a review: the question back, with its answer. */
export function reviewAnswer(review: ReviewResource, path: ResourcePath, http: HttpRequest): HttpAnswer {
  if (path.name !== '' || path.namespace !== '') return notFoundAnswer()
  if (http.method !== 'POST') return methodNotAllowedAnswer()
  const body = readBody(http, true)
  const { kind, group, version, status } = review
  const spec = body['spec'] === undefined ? {} : { spec: body['spec'] }
  return jsonAnswer(201, { kind, apiVersion: `${group}/${version}`, metadata: {}, ...spec, status })
}
