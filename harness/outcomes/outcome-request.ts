import { stableStringify } from '../../twins/kernel/json.js'
import { type DigestedInput, digestOf } from './inputs.js'

/** Version of what is stored, and of how digests are made. */
const FORMAT = 1

/** What is asked for, as far as it is known before a scenario is loaded. Equal requests on equal inputs have equal outcomes. */
export interface OutcomeRequest {
  /** Digest of the package's own code. */
  readonly code: string
  /** Absolute path of the scenario file, and how messages show it. */
  readonly path: string
  readonly shown: string
  readonly seed: number
  readonly profile: Readonly<Record<string, string>>
  /** Only these fixes; null: all. */
  readonly fixes: readonly string[] | null
  readonly detail: 'all' | 'shown'
  /** Null: waits are as long as they are. */
  readonly longestWaitMs: number | null
  /** What tells apart the database servers that can be started here, by major version. */
  readonly databases: Readonly<Record<string, string>>
}

/** Names the list of inputs that a request was found to have. */
export function requestDigest(request: OutcomeRequest): string {
  const fixes = request.fixes === null ? null : [...new Set(request.fixes)].sort()
  return digestOf([String(FORMAT), stableStringify({ ...request, fixes })])
}

/** Names an outcome: the request and everything it was made from. */
export function outcomeDigest(request: string, inputs: readonly DigestedInput[]): string {
  return digestOf([request, ...inputs.flatMap(({ kind, path, digest }) => [kind, path, digest])])
}
