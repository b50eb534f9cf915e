import type { Json, JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf, objectAt, valueAt } from '../../../client/objects.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { podTemplateText } from '../describe/pod-template.js'
import { isCommandError, KubectlError } from '../errors.js'
import { DRY_RUN_FLAG, PRINT_FLAGS } from '../flag-sets.js'
import { LAST_APPLIED } from '../last-applied.js'
import { type DryRun, dryRunOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { addressOf, type Found, visit } from '../sources.js'
import { hasTemplateOf, replicaSetsOf, revisionOf, templateWithoutHash } from './replica-sets.js'
import { ROLLOUT_FLAGS, selectWorkloads } from './rollout-flags.js'
import { requireDeployment } from './rollout-history.js'

/** Annotations that stay as the Deployment has them. */
const OWN_ANNOTATIONS = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]

/**
 * `kubectl rollout undo` for Deployments: the template of an earlier ReplicaSet becomes the template again, as a new
 * revision. Source: kubectl v0.32.0 pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go.
 */
export const rolloutUndo: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...ROLLOUT_FLAGS,
    ...DRY_RUN_FLAG,
    'to-revision': { type: 'int', default: 0 },
  },

  *run(invocation) {
    const dryRun = dryRunOf(invocation)
    const printer = resultPrinter(invocation)
    const selected = yield* selectWorkloads(invocation)
    yield* visit(invocation, selected, { latest: true }, function* (target) {
      requireDeployment(target.mapping, 'undo')
      const result = yield* rollBack(invocation, target as Found, dryRun)
      yield* printer.print((target as Found).object, operationText(result, dryRun))
    })
    return 0
  },
}

function* rollBack(invocation: Invocation, target: Found, dryRun: DryRun): Proc<string> {
  const toRevision = invocation.flags.number('to-revision')
  if (toRevision < 0) throw revisionNotFound(toRevision)
  const { object: deployment } = target
  const replicaSets = yield* replicaSetsOf(invocation, deployment)
  const replicaSet = chooseRevision(target, replicaSets, toRevision)
  if (dryRun === 'client') return podTemplateText(invocation, objectAt(replicaSet, 'spec', 'template'))
  if (valueAt(deployment, 'spec', 'paused') === true) {
    throw new KubectlError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    )
  }
  if (hasTemplateOf(replicaSet, deployment)) {
    return `skipped rollback (current template already matches revision ${toRevision})`
  }
  yield* restore(invocation, target, replicaSet, toRevision, dryRun)
  return 'rolled back'
}

/** The wanted revision; without one the second newest. */
function chooseRevision({ name }: Found, replicaSets: readonly JsonObject[], toRevision: number): JsonObject {
  const numbered = replicaSets.flatMap((replicaSet) => {
    const revision = revisionOf(replicaSet)
    return revision === undefined ? [] : [{ revision, replicaSet }]
  })
  if (toRevision > 0) {
    const wanted = numbered.find(({ revision }) => revision === toRevision)
    if (wanted === undefined) throw revisionNotFound(toRevision)
    return wanted.replicaSet
  }
  const previous = numbered.sort((a, b) => b.revision - a.revision)[1]
  if (previous === undefined) throw new KubectlError(`no rollout history found for deployment "${name}"`)
  return previous.replicaSet
}

function revisionNotFound(revision: number): KubectlError {
  return new KubectlError(`unable to find specified revision ${revision} in history`)
}

function* restore(
  invocation: Invocation,
  target: Found,
  replicaSet: JsonObject,
  toRevision: number,
  dryRun: DryRun,
): Proc<void> {
  const body: Json[] = [
    { op: 'replace', path: '/spec/template', value: templateWithoutHash(replicaSet) },
    { op: 'replace', path: '/metadata/annotations', value: annotationsAfter(target.object, replicaSet) },
  ]
  try {
    yield* send(invocation, {
      verb: 'patch',
      ...addressOf(target),
      patchType: 'json',
      body,
      ...(dryRun === 'server' ? { dryRun: true } : {}),
    })
  } catch (error) {
    if (!isCommandError(error)) throw error
    throw new KubectlError(`failed restoring revision ${toRevision}: ${error.message}`)
  }
}

function annotationsAfter(deployment: JsonObject, replicaSet: JsonObject): JsonObject {
  const own = Object.entries(objectAt(metadataOf(deployment), 'annotations'))
  const earlier = Object.entries(objectAt(metadataOf(replicaSet), 'annotations'))
  return Object.fromEntries([
    ...own.filter(([key]) => OWN_ANNOTATIONS.includes(key)),
    ...earlier.filter(([key]) => !OWN_ANNOTATIONS.includes(key)),
  ])
}
