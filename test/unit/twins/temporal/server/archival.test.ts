import { expect, it } from 'vitest'
import {
  archivalConfigOf,
  type NamespaceArchival,
  NEVER_ENABLED,
  nextArchival,
} from '../../../../../twins/temporal/server/archival.js'

const ON = { configured: true, defaultState: 'enabled', defaultUri: 's3://new' } as const
const OFF = { configured: false, defaultState: 'disabled', defaultUri: '' } as const
const OLD: NamespaceArchival = { state: 'enabled', uri: 's3://old' }
const nothing = { state: '', uri: '' } as const

it.each([
  [
    'a cluster without archival leaves it',
    NEVER_ENABLED,
    { state: 'enabled', uri: 's3://x' },
    OFF,
    true,
    NEVER_ENABLED,
  ],
  [
    'a new namespace gets the defaults',
    NEVER_ENABLED,
    nothing,
    ON,
    true,
    { state: 'enabled', uri: 's3://new' },
  ],
  ['one from before stays disabled', NEVER_ENABLED, nothing, ON, false, NEVER_ENABLED],
  [
    'until it is enabled',
    NEVER_ENABLED,
    { state: 'enabled', uri: '' },
    ON,
    false,
    { state: 'enabled', uri: 's3://new' },
  ],
  ['a set URI stays', OLD, nothing, ON, false, OLD],
  [
    'and cannot be changed',
    OLD,
    { state: '', uri: 's3://new' },
    ON,
    false,
    'Cannot update existing archival URI',
  ],
  ['its state can', OLD, { state: 'disabled', uri: '' }, ON, false, { state: 'disabled', uri: 's3://old' }],
  ['a URI needs a scheme', NEVER_ENABLED, { state: 'enabled', uri: 'bucket' }, ON, true, 'URI is invalid'],
] as const)('%s', (_name, current, request, settings, registering, next) => {
  expect(nextArchival(current, request, settings, registering)).toEqual(next)
})

it.each([
  ['enabled with provider and URI', { state: 'enabled', provider: { s3store: {} } }, 's3://a', null],
  ['enabled without provider', { state: 'enabled' }, 's3://a', 'invalid history archival config'],
  [
    'enabled without URI',
    { state: 'enabled', provider: { s3store: {} } },
    '',
    'invalid history archival config',
  ],
  ['disabled with a URI', { state: 'disabled' }, 's3://a', 'invalid history archival config'],
  ['disabled', { state: 'disabled' }, '', null],
])('%s', (_name, history, uri, problem) => {
  const namespaceDefaults = { archival: { history: { state: 'enabled', URI: uri } } }
  expect(archivalConfigOf({ archival: { history }, namespaceDefaults }).history.problem).toBe(problem)
})
