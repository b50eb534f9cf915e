import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logEntries } from '../../../twins/kernel/index.js'
import { HelmTwin } from '../../support/helm.js'

const COMMANDS = [
  'upgrade --install shop ./shop -f values/plain.yaml',
  'upgrade --install shop ./shop -f values/extra-blue.yaml',
  'upgrade shop ./shop -f values/bool-label.yaml --atomic --timeout 20s',
  'upgrade shop ./shop -f values/widget.yaml --history-max 2',
  'upgrade shop ./shop -f values/hook-fails.yaml --cleanup-on-fail',
  'rollback shop',
  'rollback shop 1 --wait --timeout 20s',
  'uninstall shop --keep-history',
]

const sequences = fc.array(fc.constantFrom(...COMMANDS), { minLength: 1, maxLength: 4 })
const parameters = { numRuns: 8, seed: 7 }

function run(commands: readonly string[], alwaysReexecute: boolean): HelmTwin {
  const twin = new HelmTwin({ alwaysReexecute })
  for (const command of commands) twin.helm(command)
  return twin
}

describe('any sequence of commands', () => {
  it('leaves at most one deployed revision, and nothing pending', () => {
    fc.assert(
      fc.property(sequences, (commands) => {
        const statuses = run(commands, false).statuses()
        const deployed = statuses.filter((status) => status.endsWith(' deployed'))
        expect(deployed.length).toBeLessThanOrEqual(1)
        expect(statuses.filter((status) => status.includes('pending'))).toEqual([])
      }),
      parameters,
    )
  })

  it('is the same when every step is executed again from its journal', () => {
    fc.assert(
      fc.property(sequences, (commands) => {
        const [once, again] = [run(commands, false), run(commands, true)]
        expect(logEntries(again.world.log)).toEqual(logEntries(once.world.log))
      }),
      parameters,
    )
  })
})
