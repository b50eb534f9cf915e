import type { Difference, Plane, PlaneReport } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import type { View } from '../kernel/world.js'
import { findObject, listObjects, metadataOf, namespacedName, objectAt, textAt } from '../kubernetes/index.js'
import { type Behaviours, behavioursOf } from './behaviours.js'
import { type ExternalSecret, readExternalSecret, readyConditionOf } from './external-secret.js'
import { ANNOTATION_DATA_HASH, EXTERNAL_SECRET, LABEL_MANAGED, SECRET } from './names.js'
import { hashOfData } from './object-hash.js'
import { isNotModelled } from './sync.js'

/**
 * What the operator still wants: every ExternalSecret Ready, none stuck while terminating, and the target of policies
 * Owner, Orphan and CreateOrMerge present with the contents of the last sync.
 */
export const externalSecretsPlane: Plane = { name: 'external-secrets', inspect }

function inspect(view: View, profile: Readonly<Record<string, string>>): PlaneReport {
  const behaviours = behavioursOf(profile)
  const all = listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource).map(readExternalSecret)
  const unmodelled = all.filter((es) => isNotModelled(readyConditionOf(es.object)))
  const leftBehind = abandonedSecrets(view, all)
  const report = {
    compared: all.length + all.filter(expectsTarget).length + leftBehind.length,
    differences: [...all.flatMap((es) => differencesOf(es, view, behaviours)), ...leftBehind],
  }
  if (unmodelled.length === 0) return report
  const reasons = unmodelled.map(
    (es) => `${subjectOf(es)}: ${textAt(readyConditionOf(es.object), 'message')}`,
  )
  return { ...report, inconclusive: reasons.join('; ') }
}

/** Secrets the operator once wrote and no ExternalSecret targets any more: they go stale with the next rotation. */
function abandonedSecrets(view: View, all: readonly ExternalSecret[]): readonly Difference[] {
  const targets = new Set(all.map((es) => `${es.namespace}/${es.targetName}`))
  return listObjects(view, SECRET.group, SECRET.resource)
    .filter((secret) => textAt(metadataOf(secret), 'annotations', ANNOTATION_DATA_HASH) !== '')
    .map(namespacedName)
    .filter((name) => !targets.has(name))
    .map((name) => ({
      subject: `Secret ${name}`,
      owner: 'nobody',
      message: 'nobody refreshes it: no ExternalSecret has it as its target',
    }))
}

function differencesOf(es: ExternalSecret, view: View, behaviours: Behaviours): readonly Difference[] {
  const owner = `External Secrets Operator, for ${subjectOf(es)}`
  const about = (subject: string, message: string): Difference => ({ subject, owner, message })
  const differences: Difference[] = []
  if (es.terminating)
    differences.push(about(subjectOf(es), `is terminating and held by ${finalizersOf(es.metadata)}`))
  const ready = readyConditionOf(es.object)
  if (ready?.['status'] !== 'True') differences.push(about(subjectOf(es), `is not Ready: ${reasonOf(ready)}`))
  if (!expectsTarget(es)) return differences
  const target = `Secret ${es.namespace}/${es.targetName}`
  const secret = findObject(view, SECRET.group, SECRET.resource, es.namespace, es.targetName)
  const problem = secret === undefined ? 'does not exist' : contentsProblem(secret, behaviours)
  return problem === undefined ? differences : [...differences, about(target, problem)]
}

/** A target that was deleted because the provider has nothing is as it should be. */
function expectsTarget(es: ExternalSecret): boolean {
  const creates = es.creationPolicy !== 'Merge' && es.creationPolicy !== 'None'
  return creates && es.manifest === undefined && readyConditionOf(es.object)?.['reason'] !== 'SecretDeleted'
}

function contentsProblem(secret: JsonObject, behaviours: Behaviours): string | undefined {
  const metadata = metadataOf(secret)
  if (behaviours.managesOwnership && textAt(metadata, 'labels', LABEL_MANAGED) === '')
    return `lacks the label ${LABEL_MANAGED}`
  const expected = hashOfData(objectAt(secret, 'data'), behaviours)
  return textAt(metadata, 'annotations', ANNOTATION_DATA_HASH) === expected
    ? undefined
    : 'does not hold what the last sync wrote'
}

function reasonOf(ready: JsonObject | undefined): string {
  return ready === undefined ? 'no condition yet' : `${textAt(ready, 'reason')}: ${textAt(ready, 'message')}`
}

function finalizersOf(metadata: JsonObject): string {
  const finalizers = metadata['finalizers']
  return Array.isArray(finalizers) ? finalizers.join(', ') : 'nothing'
}

function subjectOf(es: ExternalSecret): string {
  return `ExternalSecret ${es.namespace}/${es.name}`
}
