import type { Fix } from '../scenario/scenario.js'
import type { FixOutcome, GateOutcome, NotAsked, RefutationOutcome, TimelineEntry } from './outcome.js'
import type { SequenceResult } from './sequence.js'

/** What a verdict is made from. */
export interface FixMaterial<S> {
  readonly profile: Readonly<Record<string, string>>
  readonly digest: string | null
  readonly result: SequenceResult<S>
  readonly gates: readonly GateOutcome[]
  readonly notAsked: readonly NotAsked[]
  readonly timeline: readonly TimelineEntry[]
  readonly refutation: RefutationOutcome | null
}

/**
 * The verdict on a fix, and whether it is the expected one. A fix without an expectation must pass. `differs`: a gate
 * contradicts the expectation; `inconclusive`: none does, but one could not look.
 */
export function judgeFix<S>(fix: Fix, material: FixMaterial<S>): FixOutcome {
  const verdict = verdictOf(material.gates)
  const differences = [...compareExpectation(fix, material.gates), ...missingEvidence(material.refutation)]
  const unsure = material.gates
    .filter((gate) => gate.verdict === 'inconclusive')
    .map((gate) => `gate ${gate.gate} is inconclusive: ${gate.note}`)
  const documented = 'document' in fix.from
  return {
    name: fix.name,
    title: fix.title,
    from: 'document' in fix.from ? `${fix.from.document}, ${fix.from.section}` : fix.from.derived,
    documented,
    goal: fix.goal,
    startsAfter: fix.startsAfter,
    profile: material.profile,
    steps: material.result.steps,
    ending: material.result.ending,
    digest: material.digest,
    gates: material.gates,
    ...(material.notAsked.length > 0 && { notAsked: material.notAsked }),
    verdict,
    expected: fix.expect === undefined || fix.expect.fails.length === 0 ? 'pass' : 'fail',
    surprises: [...differences, ...unsure],
    refutation: material.refutation,
    timeline: material.timeline,
    schedules: 1,
    status: differences.length > 0 ? 'differs' : unsure.length > 0 ? 'inconclusive' : 'as-expected',
  }
}

function verdictOf(gates: readonly GateOutcome[]): FixOutcome['verdict'] {
  if (gates.some((gate) => gate.verdict === 'fail')) return 'fail'
  return gates.some((gate) => gate.verdict === 'inconclusive') ? 'inconclusive' : 'pass'
}

/**
 * Each expected failure must be found with its evidence; each failure must be expected. A gate that is inconclusive
 * contradicts nothing: that it could not look is told apart.
 */
function compareExpectation(fix: Fix, gates: readonly GateOutcome[]): readonly string[] {
  const expected = fix.expect?.fails ?? []
  const missing = expected.flatMap(({ gate, evidence }) => {
    const outcome = gates.find((candidate) => candidate.gate === gate)
    if (outcome === undefined) return [`there is no gate ${gate}`]
    if (outcome.verdict === 'inconclusive') return []
    if (outcome.verdict === 'pass') return [`gate ${gate} was expected to fail and did not`]
    const texts = outcome.evidence.map((item) => `${item.subject}: ${item.message}`)
    return texts.some((text) => text.includes(evidence)) ? [] : [`gate ${gate} fails without "${evidence}"`]
  })
  const unexpected = gates
    .filter((gate) => gate.verdict === 'fail' && !expected.some((item) => item.gate === gate.gate))
    .map((gate) => `gate ${gate.gate} fails: ${gate.evidence[0]?.subject}: ${gate.evidence[0]?.message}`)
  return [...missing, ...unexpected]
}

function missingEvidence(refutation: RefutationOutcome | null): readonly string[] {
  return refutation !== null && refutation.seq === null
    ? ['the event that refutes the claim did not happen']
    : []
}
