import type { Judgement } from '../gates/gate.js'
import type { Evidence } from '../runner/outcome.js'

/** Something that goes wrong afterwards, and of which kind it is: the rest of it differs from world to world. */
export interface Finding {
  readonly kind: string
  /** The message tells when it was first so. */
  readonly dated?: boolean
  readonly evidence: Evidence
}

/** What was looked at afterwards. */
export interface Look {
  readonly compared: number
  readonly findings: readonly Finding[]
  /** Where it could not look. */
  readonly unsure: readonly string[]
}

/**
 * What goes wrong afterwards, without what goes wrong with the healthy world just the same: that was so before the change, and is told
 * as a note. `healthy` is asked only where something was found.
 */
export async function judgeAfterwards(look: Look, healthy: () => Promise<Look>): Promise<Judgement> {
  const { compared, findings, unsure } = look
  const inconclusive = unsure.length === 0 ? {} : { inconclusive: unsure.join('; ') }
  if (findings.length === 0) return { compared, evidence: [], ...inconclusive }
  const before = new Set((await healthy()).findings.map(nameOf))
  const evidence = findings
    .filter((finding) => !before.has(nameOf(finding)))
    .map((finding) => finding.evidence)
  const known = findings.filter((finding) => before.has(nameOf(finding)))
  if (known.length === 0) return { compared, evidence, ...inconclusive }
  const texts = known.map(({ evidence: { subject, message } }) => `${subject}: ${message}`)
  return { compared, evidence, note: `as in the healthy world: ${texts.join('; ')}`, ...inconclusive }
}

/** Equal for what is the same in two worlds, or at two moments. */
export function nameOf({ kind, evidence }: Finding): string {
  return `${evidence.subject}\u0000${kind}`
}
