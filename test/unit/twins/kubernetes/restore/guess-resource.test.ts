import { expect, it } from 'vitest'
import { guessResource } from '../../../../../twins/kubernetes/api-server/resources/opaque.js'

/** Cases of apimachinery v0.36.3 pkg/api/meta/restmapper_test.go (TestKindToResource). */
it.each([
  ['Pod', 'pods', 'pod'],
  ['ReplicationController', 'replicationcontrollers', 'replicationcontroller'],
  ['ImageRepository', 'imagerepositories', 'imagerepository'],
  ['miss', 'misses', 'miss'],
  ['Endpoints', 'endpoints', 'endpoints'],
])('%s is served as %s', (kind, plural, singular) => {
  expect(guessResource(kind)).toEqual({ plural, singular })
})
