import type { Evidence } from '../runner/outcome.js'
import type { Gate, Judgement } from './gate.js'

/**
 * Zero diff: every plane that owns something agrees with the world (Helm's latest revision is deployed and live equals
 * its manifest, operators have converged, nothing is left over).
 */
export const zeroDiff: Gate = {
  name: 'zero-diff',
  atEnd: true,
  judge: ({ twin, after, planes }): Judgement => {
    let compared = 0
    const evidence: Evidence[] = []
    const unsure: string[] = []
    for (const plane of planes) {
      const report = plane.inspect(twin.view(after), twin.profile)
      compared += report.compared
      if (report.inconclusive !== undefined) unsure.push(`${plane.name}: ${report.inconclusive}`)
      for (const { subject, owner, message } of report.differences)
        evidence.push({ subject, owner, message, seq: null })
    }
    return { compared, evidence, ...(unsure.length > 0 ? { inconclusive: unsure.join('; ') } : {}) }
  },
}
