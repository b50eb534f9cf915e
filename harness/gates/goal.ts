import type { JsonObject } from '../../twins/kernel/json.js'
import { findLike, metadataOf, subjectOf } from '../../twins/kubernetes/index.js'
import { contains } from '../diff/contains.js'
import type { Evidence } from '../runner/outcome.js'
import { readManifest } from '../scenario/manifests.js'
import type { Goal } from '../scenario/scenario.js'
import type { Gate, GateContext, Judgement } from './gate.js'

/** The goal owner has what it should have: its manifests are live as declared, and each object has the owner it should. */
export const goal: Gate = {
  name: 'goal',
  atEnd: true,
  judge: (context): Judgement => {
    const wanted = context.scenario.goals[context.fix.goal]
    if (wanted === undefined)
      return { compared: 0, evidence: [], inconclusive: `no goal ${context.fix.goal}` }
    const declared = declaredObjects(context, wanted)
    const rules = wanted.ownership ?? []
    if (declared.length + rules.length === 0 && wanted.baseline !== undefined)
      return {
        compared: 0,
        evidence: [],
        note: 'nothing is declared: the end is compared with what was imported',
      }
    if (declared.length + rules.length === 0)
      return {
        compared: 0,
        evidence: [],
        inconclusive: `goal ${context.fix.goal} declares nothing to look at`,
      }
    const unknown = rules.filter((rule) => ownersOf(context, rule) === undefined).map((rule) => rule.plane)
    const evidence = [
      ...declared.flatMap((object) => compareDeclared(context, object)),
      ...rules.flatMap((rule) => compareOwner(context, rule)),
    ]
    return {
      compared: declared.length + rules.length - unknown.length,
      evidence,
      ...(unknown.length > 0 ? { inconclusive: `no plane ${unknown.join(', ')} that owns objects` } : {}),
    }
  },
}

type Rule = NonNullable<Goal['ownership']>[number]

function declaredObjects<S>(context: GateContext<S>, wanted: Goal): readonly JsonObject[] {
  return (wanted.declared ?? []).flatMap((path) =>
    readManifest(context.files, path).map((item) => item.object),
  )
}

function compareDeclared<S>(context: GateContext<S>, object: JsonObject): Evidence[] {
  const view = context.twin.view(context.after)
  const live = findLike(view, object) ?? findLike(view, inDefaultNamespace(object))
  const subject = subjectOf(object)
  if (live === undefined)
    return [{ subject, owner: context.fix.goal, message: 'is declared but absent', seq: null }]
  // The API serves one object in several versions of its group; which one is stored is nobody's wish.
  const { apiVersion: _version, ...wanted } = object
  return contains(live, wanted).map((message) => ({ subject, owner: context.fix.goal, message, seq: null }))
}

/** A manifest without a namespace means the default one, or a cluster-scoped object. */
function inDefaultNamespace(object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  return metadata['namespace'] ? object : { ...object, metadata: { ...metadata, namespace: 'default' } }
}

/** What the plane of a rule owns, or undefined when there is no such plane. */
function ownersOf<S>(
  { planes, twin, after }: GateContext<S>,
  rule: Rule,
): ReadonlyMap<string, string> | undefined {
  return planes.find((candidate) => candidate.name === rule.plane)?.owned?.(twin.view(after))
}

function compareOwner<S>(context: GateContext<S>, rule: Rule): Evidence[] {
  const owners = ownersOf(context, rule)
  const owner = owners?.get(rule.object)
  if (owners === undefined || (owner !== undefined) === rule.owned) return []
  const message = rule.owned ? `is not owned by ${rule.plane}` : `is still owned by ${owner}`
  return [{ subject: rule.object, owner: owner ?? null, message, seq: null }]
}
