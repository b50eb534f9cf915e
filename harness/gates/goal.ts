import type { JsonObject } from '../../twins/kernel/json.js'
import { findLike, subjectOf } from '../../twins/kubernetes/index.js'
import { contains } from '../diff/contains.js'
import type { Evidence } from '../runner/outcome.js'
import { readManifest } from '../scenario/manifests.js'
import type { Goal } from '../scenario/scenario.js'
import type { Gate, GateContext, Judgement } from './gate.js'

/** The goal owner has what it should have: its manifests are live as declared, and each object has the owner it should. */
export const goal: Gate = {
  name: 'goal',
  judge: (context): Judgement => {
    const wanted = context.scenario.goals[context.fix.goal]
    if (wanted === undefined)
      return { compared: 0, evidence: [], inconclusive: `no goal ${context.fix.goal}` }
    const declared = declaredObjects(context, wanted)
    const evidence = [
      ...declared.flatMap((object) => compareDeclared(context, object)),
      ...(wanted.ownership ?? []).flatMap((rule) => compareOwner(context, rule)),
    ]
    return { compared: declared.length + (wanted.ownership ?? []).length, evidence }
  },
}

function declaredObjects<S>(context: GateContext<S>, wanted: Goal): readonly JsonObject[] {
  return (wanted.declared ?? []).flatMap((path) =>
    readManifest(context.files, path).map((item) => item.object),
  )
}

function compareDeclared<S>(context: GateContext<S>, object: JsonObject): Evidence[] {
  const live = findLike(context.twin.view(context.after), object)
  const subject = subjectOf(object)
  if (live === undefined)
    return [{ subject, owner: context.fix.goal, message: 'is declared but absent', seq: null }]
  return contains(live, object).map((message) => ({ subject, owner: context.fix.goal, message, seq: null }))
}

function compareOwner<S>(context: GateContext<S>, rule: NonNullable<Goal['ownership']>[number]): Evidence[] {
  const plane = context.planes.find((candidate) => candidate.name === rule.plane)
  const owner = plane?.owned?.(context.twin.view(context.after)).get(rule.object)
  if ((owner !== undefined) === rule.owned) return []
  const message = rule.owned ? `is not owned by ${rule.plane}` : `is still owned by ${owner}`
  return [{ subject: rule.object, owner: owner ?? null, message, seq: null }]
}
