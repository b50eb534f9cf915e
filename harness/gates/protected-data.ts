import type { Twin } from '../../twins/contract/twin.js'
import type { Evidence } from '../runner/outcome.js'
import { runStep } from '../runner/run-step.js'
import type { ProtectedData } from '../scenario/scenario.js'
import type { Gate, Judgement } from './gate.js'

/** Prefix of the processes that ask; no step of a fix can have it. */
const ASKING = 'protected-data'

/**
 * Data that must be the same at the end: each of the scenario's questions (a command, usually a `psql` that counts rows) is
 * asked in a copy of the state in which the fix began and in a copy of its end, and must print the same. What was lost before the
 * fix began is not held against it.
 */
export const protectedData: Gate = {
  name: 'protected-data',
  applies: ({ protects }) => (protects.data ?? []).length > 0,
  atEnd: true,
  judge: async ({ twin, before, after, scenario }): Promise<Judgement> => {
    const questions = scenario.protects.data ?? []
    if (!twin.capabilities.branch)
      return { compared: 0, evidence: [], inconclusive: 'this twin cannot branch' }
    const evidence: Evidence[] = []
    const unanswered: string[] = []
    for (const question of questions) {
      const first = await ask(twin, before, question)
      const last = await ask(twin, after, question)
      if (first.problem !== undefined)
        unanswered.push(`${question.says}: when the fix began, ${first.problem}`)
      else if (last.printed !== first.printed)
        evidence.push({
          subject: question.says,
          owner: null,
          message: `${quoted(first)} when the fix began, ${quoted(last)} at the end`,
          seq: null,
        })
    }
    const compared = questions.length - unanswered.length
    return { compared, evidence, ...(unanswered.length === 0 ? {} : { inconclusive: unanswered.join('; ') }) }
  },
}

/** What a question about data was answered. */
export interface Answer {
  readonly printed: string
  /** Why there is no answer. */
  readonly problem?: string
}

/** Ask a question in a copy of a state. */
export async function ask<S>(twin: Twin<S>, state: S, { says, command }: ProtectedData): Promise<Answer> {
  const { outcomes } = await runStep(twin, state, ASKING, { name: says, command }, [])
  const { exitCode, stdout, stderr } = outcomes[0]!
  if (exitCode === 0) return { printed: stdout.trim() }
  const problem = `the question ended with exit code ${exitCode ?? 'none'}: ${stderr.trim()}`
  return { printed: problem, problem }
}

function quoted({ printed, problem }: Answer): string {
  return problem ?? `“${printed}”`
}
