import { renderWhatIf, whatIfJson } from '../../../reports/index.js'
import type { ClusterObjects } from '../../../twins/helm/recorder.js'
import type { JsonObject } from '../../../twins/kernel/json.js'
import { OBJECTS } from '../../../twins/kubernetes/index.js'
import { findWorld } from '../../import/world-folder.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { whatIf } from '../../runner/what-if.js'
import { ScenarioError } from '../../scenario/errors.js'
import { findScenario } from '../../scenario/find-scenario.js'
import type { LoadedScenario } from '../../scenario/load.js'
import { partOf } from '../../scenario/part-of.js'
import { versionsFor } from '../../scenario/systems.js'
import { embeddedWith, loadAt } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import { renderingMissing } from '../importing/missing-renders.js'
import { givenPaths, inWorld } from '../importing/world-paths.js'
import { readRecordedWorld } from '../recorded-worlds.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'
import { readProfile, readSeed } from '../values.js'

/** Flags of `rehearse what-if`, as the parser gives them. */
export interface WhatIfArguments {
  /** A folder that `rehearse init` wrote. */
  readonly world?: string
  readonly after: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
  readonly verbose?: boolean
}

/** What `rehearse what-if` may know of the process it runs in. */
export interface WhatIfContext {
  readonly terminal: Terminal
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The time on the wall in Unix ms. */
  readonly wallMs: number
}

/**
 * `rehearse what-if`: type a command in the world of a scenario and look at what it sets off. `words` are a scenario and the command, or
 * with `--world` the command alone. Returns the exit code: 0 when every gate passes, 1 when one fails, 3 when one could not look.
 */
export async function whatIfCommand(
  words: readonly string[],
  flags: WhatIfArguments,
  { terminal, environment, wallMs }: WhatIfContext,
): Promise<number> {
  const seed = readSeed(flags.seed)
  const profile = readProfile(flags.profile ?? [])
  const { path, argv } = asked(words, flags)
  const loaded = await loadAt(path)
  if (flags.after !== 'healthy') partOf(loaded.scenario, 'incident', loaded.scenario.incidents, flags.after)
  const ask = async (current: LoadedScenario) => {
    const { scenario } = current
    const shared = embeddedWith(current, seed)
    return whatIf({
      ...shared,
      scenario,
      profile: versionsFor(shared.components, profile),
      prepare: prepareEmbedded({ ...shared, recorded: readRecordedWorld }),
      command: { argv: inWorld(argv, givenPaths(loaded.files)) },
      after: flags.after,
      wallMs,
      onProgress: (what) => terminal.progress(`${scenario.name}: ${what}`),
    })
  }
  const say = (line: string) => {
    terminal.progress('')
    terminal.writeError(`${line}\n`)
  }
  const outcome = await renderingMissing(
    loaded,
    { path, environment, say, objects: (current) => objectsOf(current, seed, profile) },
    ask,
  )
  terminal.progress('')
  terminal.write(flags.json ? whatIfJson(outcome) : renderWhatIf(outcome, reportOptions(flags, terminal)))
  return { pass: EXIT.asExpected, fail: EXIT.differs, inconclusive: EXIT.inconclusive }[outcome.verdict]
}

/** Which world, and what is typed there. */
function asked(words: readonly string[], { world }: WhatIfArguments) {
  const [name = '', ...rest] = words
  const [path, argv] = world === undefined ? [findScenario(name), rest] : [findWorld(world), words]
  if (argv.length > 0) return { path, argv }
  throw new ScenarioError('there is no command to try', {
    code: 'usage',
    subject: 'what-if',
    remedy: `Put it behind --, e.g. rehearse what-if ${world === undefined ? name : `--world ${world}`} -- kubectl delete node node-a`,
  })
}

/** What a chart finds when it looks into the healthy world. */
async function objectsOf(
  loaded: LoadedScenario,
  seed: number,
  profile: Readonly<Record<string, string>>,
): Promise<ClusterObjects> {
  const shared = embeddedWith(loaded, seed)
  const versions = { ...loaded.scenario.profile, ...versionsFor(shared.components, profile) }
  const { twin, healthy } = await prepareEmbedded(shared)(versions)
  return twin
    .view(healthy)
    .list<JsonObject>(OBJECTS)
    .map(({ value }) => value)
}
