import type { Verb } from '../../client/api.js'

/** What a method asks of an object (`named`) or of a collection; undefined for a method the path does not have. */
export function verbOf(method: string, named: boolean): Verb | undefined {
  return (named ? OBJECT_VERBS : COLLECTION_VERBS)[method]
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/request/requestinfo.go (NewRequestInfo). */
const OBJECT_VERBS: Readonly<Record<string, Verb>> = {
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

const COLLECTION_VERBS: Readonly<Record<string, Verb>> = {
  GET: 'list',
  POST: 'create',
  DELETE: 'deletecollection',
}

/** Methods of subresources that differ from those of an object, by name. */
export const SUBRESOURCE_VERBS: Readonly<Record<string, Readonly<Record<string, Verb>>>> = {
  status: { GET: 'get', PUT: 'update', PATCH: 'patch' },
  scale: { GET: 'get', PUT: 'update', PATCH: 'patch' },
  eviction: { POST: 'create' },
  binding: { POST: 'create' },
  log: { GET: 'get' },
  finalize: { PUT: 'update' },
}
