import { describe, expect, it } from 'vitest'
import { behaviours } from '../../../../twins/external-secrets/behaviours.js'
import { fieldManagerOf, managedKeysOf } from '../../../../twins/external-secrets/managed-keys.js'
import { parseVersion } from '../../../../twins/external-secrets/versions.js'

const NEW = behaviours(parseVersion('2.9.0'))
const LONG = 'a-name-of-more-than-28-characters'

function secret(manager: string) {
  const fieldsV1 = {
    'f:data': { '.': {}, 'f:password': {} },
    'f:metadata': { 'f:labels': { '.': {}, 'f:team': {} }, 'f:annotations': { 'f:note': {} } },
  }
  const others = { manager: 'kubectl', fieldsV1: { 'f:data': { 'f:mine': {} } } }
  return { metadata: { managedFields: [{ manager, fieldsV1 }, others] } }
}

describe('fieldManagerOf', () => {
  it.each([
    ['2.9.0', 'db', 'externalsecrets.external-secrets.io/db'],
    ['0.18.0', LONG, `externalsecrets.external-secrets.io/${LONG}`],
    ['0.5.1', 'db', 'external-secrets'],
  ])('%s for %s', (version, name, manager) => {
    expect(fieldManagerOf(name, behaviours(parseVersion(version)))).toBe(manager)
  })

  it('is hashed when it would be longer than 63 characters', () => {
    expect(fieldManagerOf(LONG, NEW)).toMatch(/^externalsecrets\.external-secrets\.io\/sha3\/[0-9a-f]{56}$/)
  })
})

describe('managedKeysOf', () => {
  it('lists what this ExternalSecret wrote, and nothing of others', () => {
    expect(managedKeysOf(secret('externalsecrets.external-secrets.io/db'), 'db', NEW)).toEqual({
      data: ['password'],
      labels: ['team'],
      annotations: ['note'],
    })
  })

  it('never finds labels of names of 29 to 63 characters', () => {
    expect(managedKeysOf(secret(fieldManagerOf(LONG, NEW)), LONG, NEW)).toEqual({
      data: ['password'],
      labels: [],
      annotations: [],
    })
  })
})
