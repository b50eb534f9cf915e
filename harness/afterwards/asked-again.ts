import { askGate, type Gate, type GateContext, gatesOf } from '../gates/gate.js'
import type { Look } from './finding.js'
import { originOf, since } from './not-back.js'

/** What gates that have passed say of a later state. */
export async function askedAgain<S>(
  gates: readonly Gate[],
  context: GateContext<S>,
  later: S,
): Promise<Look> {
  const { twin, after } = context
  const asked = { ...context, after: later, ending: { kind: 'settled', atMs: twin.now(later) } as const }
  let compared = 0
  const findings = []
  const unsure: string[] = []
  for (const gate of gatesOf(gates, context.scenario)) {
    const outcome = await askGate(gate, asked)
    compared += outcome.compared
    if (outcome.verdict === 'inconclusive') unsure.push(`${gate.name}: ${outcome.note}`)
    for (const { subject, owner, message, seq } of outcome.evidence) {
      const entry = seq === null ? undefined : twin.log(later)[seq - 1]
      const when = since(twin, after, entry)
      const text = when === '' ? message : `${message}: ${when}`
      findings.push({
        kind: gate.name,
        dated: when !== '',
        evidence: { subject, owner, message: text, seq: originOf(context, later, entry) },
      })
    }
  }
  return { compared, findings, unsure }
}
