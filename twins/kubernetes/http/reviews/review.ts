import type { JsonObject } from '../../../kernel/json.js'
import { REVIEW_RESOURCES, type ReviewResource } from '../../api-server/resources/reviews.js'
import { jsonAnswer, methodNotAllowedAnswer, notFoundAnswer } from '../answers/answers.js'
import type { HttpAnswer, HttpRequest } from '../contract.js'
import { readBody } from '../negotiation/read-body.js'
import type { ResourcePath } from '../routing/route.js'

const EVERYTHING = ['*']

/**
 * The answer to each question a client asks about itself. There is no authorization here: everything is allowed, to one
 * administrator. Source: kubernetes pkg/registry/authorization/{selfsubjectaccessreview,selfsubjectrulesreview}/rest.go,
 * pkg/registry/authentication/selfsubjectreview/rest.go, v1.36.
 */
const STATUS: Readonly<Record<string, JsonObject>> = {
  SelfSubjectReview: {
    userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  },
  SelfSubjectAccessReview: { allowed: true },
  SelfSubjectRulesReview: {
    resourceRules: [{ verbs: EVERYTHING, apiGroups: EVERYTHING, resources: EVERYTHING }],
    nonResourceRules: [{ verbs: EVERYTHING, nonResourceURLs: EVERYTHING }],
    incomplete: false,
  },
}

/** The review at a path; undefined when there is none. */
export function findReview({ group, version, resource }: ResourcePath): ReviewResource | undefined {
  return REVIEW_RESOURCES.find(
    (one) => one.group === group && one.version === version && one.plural === resource,
  )
}

/** POST of a review: the question back, with its answer. */
export function reviewAnswer(review: ReviewResource, path: ResourcePath, http: HttpRequest): HttpAnswer {
  if (path.name !== '' || path.namespace !== '') return notFoundAnswer()
  if (http.method !== 'POST') return methodNotAllowedAnswer()
  const body = readBody(http, { protobuf: true, kind: review.kind })
  const { kind, group, version } = review
  const spec = body['spec'] === undefined ? {} : { spec: body['spec'] }
  const status = STATUS[kind] ?? {}
  return jsonAnswer(201, { kind, apiVersion: `${group}/${version}`, metadata: {}, ...spec, status })
}
