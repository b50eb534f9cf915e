import { describe, expect, it } from 'vitest'
import type { Settled } from '../../twins/contract/twin.js'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import type { World } from '../../twins/kernel/index.js'
import { logEntries } from '../../twins/kernel/index.js'
import { EsoTwin } from '../support/eso-twin.js'

describe('a world with synced ExternalSecrets', () => {
  it.each(['2.9.0', '0.19.2', '0.10.7', '0.5.0'])(
    '%s settles: refreshes and validations change nothing',
    (eso) => {
      const twin = new EsoTwin({ eso }).sync()
      const settled = createEmbeddedTwin(twin.system).settle(twin.world) as Settled<World>
      expect(settled.outcome).toBe('settled')
      expect(settled.state.now).toBeGreaterThan(3_600_000)
    },
  )

  it.each(['2.9.0', '0.10.7'])(
    '%s writes the same log twice, and the same objects when every request is a transition',
    (eso) => {
      const play = (grain: 'reconcile' | 'write') => {
        const twin = new EsoTwin({ eso, grain }).sync()
        twin.patch({ spec: { target: { creationPolicy: 'Orphan' } } }).quiesce()
        return twin
      }
      expect(logEntries(play('reconcile').world.log)).toEqual(logEntries(play('reconcile').world.log))
      const bare = (twin: EsoTwin) => [
        twin.secret()?.['data'],
        twin.owners(),
        twin.secret()?.['metadata'] !== undefined,
      ]
      expect(bare(play('write'))).toEqual(bare(play('reconcile')))
    },
  )
})
