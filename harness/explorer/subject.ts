import { partOf } from '../scenario/part-of.js'
import type { Exploration, Scenario } from '../scenario/scenario.js'
import { explorationOfFix, planOfFix } from './operator-plan.js'
import type { OperatorPlan } from './situation.js'

/** The part of a scenario that is searched: an exploration, or a fix with its steps in the written order or in any. */
export type SubjectName =
  | { readonly exploration: string }
  | { readonly fix: string; readonly anyOrder: boolean }

/** What is searched, from the scenario under the versions in force: they decide on the commands. */
export interface Subject {
  /** Its name. Default: the exploration's. */
  readonly of?: SubjectName | undefined
  readonly exploration: (scenario: Scenario) => Exploration
  /** Instead of the exploration's own. */
  readonly plan?: ((scenario: Scenario) => OperatorPlan) | undefined
}

/** The subject of this name. Throws `exploration-unknown` or `fix-unknown` when the scenario has no such part. */
export function subjectOf(scenario: Scenario, name: SubjectName): Subject {
  const subject = { ...('fix' in name ? fixSubject(name) : explorationSubject(name)), of: name }
  subject.exploration(scenario)
  return subject
}

function explorationSubject({ exploration }: { readonly exploration: string }): Subject {
  return {
    exploration: (scenario) => partOf(scenario, 'exploration', scenario.explorations ?? [], exploration),
  }
}

function fixSubject({ fix, anyOrder }: { readonly fix: string; readonly anyOrder: boolean }): Subject {
  const found = (scenario: Scenario) => partOf(scenario, 'fix', scenario.fixes, fix)
  return {
    exploration: (scenario) => explorationOfFix(found(scenario)),
    plan: (scenario) => planOfFix(found(scenario), anyOrder),
  }
}
