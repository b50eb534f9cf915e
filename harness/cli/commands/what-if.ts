import { renderWhatIf } from '../../../reports/index.js'
import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { whatIf } from '../../runner/what-if.js'
import { partOf } from '../../scenario/part-of.js'
import { versionsFor } from '../../scenario/systems.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import { readRecordedWorld } from '../recorded-worlds.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'
import { readProfile, readSeed } from '../values.js'

/** Flags of `rehearse what-if`, as the parser gives them. */
export interface WhatIfArguments {
  readonly after: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
  readonly verbose?: boolean
}

/**
 * `rehearse what-if`: type a command in the world of a scenario and look at what it sets off. Returns the exit code: 0 when every gate
 * passes, 1 when one fails, 3 when one could not look.
 */
export async function whatIfCommand(
  name: string,
  argv: readonly string[],
  flags: WhatIfArguments,
  terminal: Terminal,
): Promise<number> {
  const seed = readSeed(flags.seed)
  const profile = readProfile(flags.profile ?? [])
  const loaded = await loadNamed(name)
  const { scenario } = loaded
  if (flags.after !== 'healthy') partOf(scenario, 'incident', scenario.incidents, flags.after)
  const shared = embeddedWith(loaded, seed)
  const outcome = await whatIf({
    ...shared,
    scenario,
    profile: versionsFor(shared.components, profile),
    prepare: prepareEmbedded({ ...shared, recorded: readRecordedWorld }),
    command: { argv },
    after: flags.after,
    onProgress: (what) => terminal.progress(`${scenario.name}: ${what}`),
  })
  terminal.progress('')
  terminal.write(
    flags.json
      ? `${stableStringify(outcome as unknown as Json, 2)}\n`
      : renderWhatIf(outcome, reportOptions(flags, terminal)),
  )
  return { pass: EXIT.asExpected, fail: EXIT.differs, inconclusive: EXIT.inconclusive }[outcome.verdict]
}
