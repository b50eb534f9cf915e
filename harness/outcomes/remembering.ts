import { resolve } from 'node:path'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { shortPath, writtenPath } from '../scenario/find-scenario.js'
import type { LoadedScenario } from '../scenario/load.js'
import { type DigestedInput, digestInput, digestOf, digestOfFiles } from './inputs.js'
import { type OutcomeRequest, requestDigest } from './outcome-request.js'
import { OutcomeStore, type RememberedOutcome } from './outcome-store.js'

/** What a run is asked for besides its scenario. */
export type AskedRun = Omit<OutcomeRequest, 'code' | 'path' | 'shown' | 'databases'>

export interface RememberingOptions {
  /** Undefined: nothing is to be remembered. */
  readonly folder: string | undefined
  /** Digest of this code; undefined: it has none. */
  readonly code: string | undefined
  /** What tells apart the database servers there are, by major version. */
  readonly databases: Readonly<Record<string, string>>
  /** The time on the wall in Unix ms. */
  readonly wallMs: number
}

/**
 * Outcomes of earlier runs by the digest of everything they were made from: this code, the scenario file and what it imports, its
 * artefacts, what was asked, and the database servers there are. Loads neither a twin nor a scenario.
 */
export class Remembering {
  readonly #options: RememberingOptions
  readonly #store: OutcomeStore | undefined

  constructor(options: RememberingOptions) {
    this.#options = options
    this.#store = options.folder === undefined ? undefined : new OutcomeStore(options.folder)
  }

  /** The outcome of an earlier run that was equal in everything. */
  recall(path: string, asked: AskedRun): RememberedOutcome | undefined {
    const request = this.#request(path, asked)
    return request === undefined ? undefined : this.#store?.read(request, this.#options.wallMs)
  }

  /** What a scenario that was just loaded depends on, as it was loaded. */
  inputsOf(path: string, loaded: LoadedScenario): readonly DigestedInput[] {
    const { modules, source, files, fixtures, scenario } = loaded
    const texts = new Map([[writtenPath(path), source.text]])
    for (const module of modules?.texts ?? []) texts.set(module.path, module.text)
    const now = (kind: 'stem' | 'age') => (of: string) =>
      digestInput({ kind, path: of }, this.#options.wallMs)
    return [
      ...[...texts].map(([file, text]) => ({ kind: 'file' as const, path: file, digest: digestOf([text]) })),
      ...(modules?.stems ?? []).map(now('stem')),
      { kind: 'folder', path: resolve(fixtures), digest: digestOfFiles(files) },
      ...(scenario.world.snapshot === undefined ? [] : [scenario.world.snapshot.takenAt]).map(now('age')),
    ]
  }

  /** Remember an outcome. Returns why it is not, or null. */
  keep(
    path: string,
    asked: AskedRun,
    loaded: LoadedScenario,
    inputs: readonly DigestedInput[],
    outcome: ScenarioOutcome,
  ): string | null {
    if (this.#store === undefined) return 'REHEARSE_CACHE or REHEARSE_REMEMBER says so'
    const request = this.#request(path, asked)
    if (request === undefined) return 'this code was not built: nobody can tell whether it has changed'
    const why = loaded.modules?.untracked ?? unsure(outcome)
    if (why !== null) return why
    try {
      this.#store.write(request, inputs, outcome)
      return null
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #request(path: string, asked: AskedRun): string | undefined {
    const { code, databases } = this.#options
    if (code === undefined) return undefined
    return requestDigest({ ...asked, code, path, shown: shortPath(writtenPath(path)), databases })
  }
}

/** A gate may have been kept from looking by something outside: it gets another chance. */
function unsure({ fixes }: ScenarioOutcome): string | null {
  const gate = fixes.flatMap(({ gates }) => gates).find(({ verdict }) => verdict === 'inconclusive')
  return gate === undefined ? null : `gate ${gate.gate} could not look`
}
