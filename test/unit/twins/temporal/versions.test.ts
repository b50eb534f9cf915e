import { expect, it } from 'vitest'
import { images } from '../../../../twins/temporal/images.js'
import { isAtLeast, releaseOfImage, schemaVersionsOf } from '../../../../twins/temporal/versions.js'

it.each([
  ['1.20.4', '1.9', '1.2'],
  ['1.25.0', '1.14', '1.6'],
  ['v1.28.1', '1.17', '1.9'],
  ['1.29.1', '1.18', '1.9'],
  ['1.30.6', '1.18', '1.13'],
  ['1.31.2', '1.19', '1.14'],
])('release %s expects %s and %s', (release, defaultStore, visibility) => {
  expect(schemaVersionsOf(release)).toEqual({ default: defaultStore, visibility })
})

it.each(['1.19.0', '1.21.0', '1.32.0', 'latest', ''])('release %j is not supported', (release) => {
  expect(() => schemaVersionsOf(release)).toThrow(
    expect.objectContaining({ code: 'temporal-version-unsupported' }),
  )
})

it('compares minor releases as numbers', () => {
  expect([isAtLeast('1.9.0', '1.25'), isAtLeast('1.25.0', '1.25'), isAtLeast('1.30.1', '1.25')]).toEqual([
    false,
    true,
    true,
  ])
})

it.each([
  ['temporalio/admin-tools:1.29.1-tctl-1.18.4-cli-1.5.0', '1.29.1'],
  ['ghcr.io/mirror/temporalio-server:v1.31.2@sha256:abc', '1.31.2'],
  ['temporalio/server:latest', '1.28.0'],
  ['localhost:5000/temporalio/server', '1.28.0'],
])('image %s is of release %s', (image, release) => {
  expect(releaseOfImage(image, { temporal: '1.28.0' })).toBe(release)
})

it.each([
  ['temporalio/server:1.29.1', 'temporal-server'],
  ['docker.io/temporalio/auto-setup:1.29.1', 'temporal-auto-setup'],
  ['ghcr.io/ameideio/mirror/temporalio-admin-tools:1.29.1', 'temporal-admin-tools'],
  ['temporalio/admin-tools', 'temporal-admin-tools'],
  ['temporalio/ui:2.41.0', undefined],
  ['example/server:1', undefined],
])('image %s runs %s', (image, name) => {
  expect(images.find(({ matches }) => matches(image))?.name).toBe(name)
})
