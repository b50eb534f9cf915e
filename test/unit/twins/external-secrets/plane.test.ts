import { describe, expect, it } from 'vitest'
import { externalSecretsPlane } from '../../../../twins/external-secrets/plane.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { EsoWorld, toBase64 } from '../../../support/external-secrets.js'

function start(target: JsonObject = {}, spec: JsonObject = {}): EsoWorld {
  const world = new EsoWorld()
  world.mustCreate(world.externalSecretManifest('db', target, spec))
  return world.run()
}

function inspect(world: EsoWorld) {
  return externalSecretsPlane.inspect(world.world, { eso: '2.9.0' })
}

const OWNER = 'External Secrets Operator, for ExternalSecret app/db'

describe('the plane of the operator', () => {
  it('agrees when everything is synced, and says how much it compared', () => {
    expect(inspect(start())).toEqual({ compared: 2, differences: [] })
    expect(inspect(start({ creationPolicy: 'None' }))).toEqual({ compared: 1, differences: [] })
  })

  it('names an ExternalSecret that is not Ready, and its Secret', () => {
    const { differences } = inspect(start({}, { dataFrom: [{ extract: { key: 'gone' } }] }))
    expect(differences).toEqual([
      {
        subject: 'ExternalSecret app/db',
        owner: OWNER,
        message: 'is not Ready: SecretSyncedError: could not get secret data from provider',
      },
      { subject: 'Secret app/db', owner: OWNER, message: 'does not exist' },
    ])
  })

  it('sees an Orphan Secret that was deleted or edited, which the operator will not mend soon', () => {
    const world = start({ creationPolicy: 'Orphan' })
    world.patchSecret('db', { data: { password: toBase64('edited') } })
    expect(inspect(world.run()).differences).toEqual([
      { subject: 'Secret app/db', owner: OWNER, message: 'does not hold what the last sync wrote' },
    ])
    world.deleteSecret('db')
    expect(inspect(world.run()).differences).toMatchObject([{ message: 'does not exist' }])
  })

  it('does not miss a Secret that the policy deleted', () => {
    const world = start({ deletionPolicy: 'Delete' }, { dataFrom: [{ extract: { key: 'gone' } }] })
    expect(world.ready('db')).toMatch(/^True SecretDeleted/)
    expect(inspect(world)).toEqual({ compared: 1, differences: [] })
  })

  it('cannot judge what is not modelled', () => {
    const world = start({ template: { data: { a: '{{ range . }}x{{ end }}' } } })
    expect(inspect(world).inconclusive).toContain('ExternalSecret app/db: not modelled: the template action')
  })
})
