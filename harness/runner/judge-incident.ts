import type { Incident } from '../scenario/scenario.js'
import type { ChainOutcome, IncidentOutcome, TimelineEntry } from './outcome.js'
import type { SequenceResult } from './sequence.js'

/** What is known of an incident after it was replayed. */
export interface IncidentMaterial<S> {
  readonly profile: Readonly<Record<string, string>>
  readonly digest: string | null
  readonly result: SequenceResult<S>
  readonly chain: readonly ChainOutcome[]
  readonly timeline: readonly TimelineEntry[]
}

/** An incident is as expected when every link of its chain was found and its steps ended as they say they do. */
export function judgeIncident<S>(incident: Incident, material: IncidentMaterial<S>): IncidentOutcome {
  const { profile, digest, result, chain, timeline } = material
  const surprises = unexpectedExits(incident, result)
  const complete = chain.every((link) => link.seq !== null) && surprises.length === 0
  return {
    name: incident.name,
    title: incident.title,
    profile,
    steps: result.steps,
    chain,
    surprises,
    ending: result.ending,
    digest,
    timeline,
    status: complete ? 'as-expected' : 'differs',
  }
}

function unexpectedExits<S>(incident: Incident, { steps }: SequenceResult<S>): readonly string[] {
  return incident.steps.flatMap(({ name, exitCode }) => {
    const outcome = steps.find((step) => step.name === name)
    if (exitCode === undefined || outcome?.exitCode === exitCode) return []
    const how =
      outcome?.ran !== true ? 'did not run' : `ended with ${outcome.exitCode ?? 'nothing: it never ended'}`
    return [`step ${name} ${how}, exit code ${exitCode} was expected`]
  })
}
