import { NotModelled } from '../../../../kernel/errors.js'
import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { podTemplateText } from '../describe/pod-template.js'
import { KubectlError } from '../errors.js'
import { unmodelled } from '../flag-sets.js'
import type { Mapping } from '../mappings.js'
import { objectName } from '../printers/object-printer.js'
import { write } from '../printers/print-result.js'
import { alignColumns, DESCRIBE_WIDTHS } from '../printers/tab-writer.js'
import { type Found, visit } from '../sources.js'
import { replicaSetsOf, revisionOf } from './replica-sets.js'
import { ROLLOUT_FLAGS, selectWorkloads } from './rollout-flags.js'

/** Workloads without a history. Source: kubectl v0.32.0 pkg/apps/kind_visitor.go. */
const VISITED_KINDS = ['CronJob.batch', 'Job.batch', 'Pod', 'ReplicaSet.apps', 'ReplicationController']
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/**
 * `kubectl rollout history` for Deployments; the others keep ControllerRevisions, which are not modelled.
 * Source: kubectl v0.32.0 pkg/cmd/rollout/rollout_history.go, pkg/polymorphichelpers/history.go.
 */
export const rolloutHistory: Command = {
  flags: {
    ...ROLLOUT_FLAGS,
    'allow-missing-template-keys': { type: 'bool', default: true },
    output: unmodelled('string', 'o'),
    revision: { type: 'int', default: 0 },
    'show-managed-fields': { type: 'bool' },
    template: unmodelled('string'),
  },

  *run(invocation) {
    const revision = invocation.flags.number('revision')
    if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`)
    const selected = yield* selectWorkloads(invocation)
    yield* visit(invocation, selected, { latest: true }, function* (target) {
      requireDeployment(target.mapping, 'history')
      const { object } = target as Found
      const history = yield* viewHistory(invocation, object, revision)
      const head = revision > 0 ? `with revision #${revision}` : ''
      yield* write(`${objectName(object)} ${head}\n${history}\n`)
    })
    return 0
  },
}

/** Refuses what keeps its history in ControllerRevisions. */
export function requireDeployment({ kind, group }: Mapping, command: 'history' | 'undo'): void {
  if (kind === 'Deployment' && group === 'apps') return
  if (group === 'apps' && (kind === 'StatefulSet' || kind === 'DaemonSet')) {
    const remedy = 'Run this step with the real binary: --clients real.'
    throw new NotModelled(`kubectl rollout ${command} of a ${kind}`, remedy)
  }
  const what = command === 'history' ? 'history viewer' : 'rollbacker'
  const text = group === '' ? kind : `${kind}.${group}`
  if (VISITED_KINDS.includes(text)) throw new KubectlError(`no ${what} has been implemented for "${text}"`)
  const noun = command === 'history' ? 'history' : 'rollbacker'
  throw new KubectlError(
    `error retrieving ${noun} for "${text}", no visitor method exists for {${group} ${kind}}`,
  )
}

function* viewHistory(invocation: Invocation, deployment: JsonObject, revision: number): Proc<string> {
  const replicaSets = yield* replicaSetsOf(invocation, deployment)
  const byRevision = new Map<number, JsonObject>()
  for (const replicaSet of replicaSets) {
    const number = revisionOf(replicaSet)
    if (number !== undefined) byRevision.set(number, replicaSet)
  }
  if (byRevision.size === 0) return 'No rollout history found.'
  if (revision > 0) {
    const replicaSet = byRevision.get(revision)
    if (replicaSet === undefined) throw new KubectlError('unable to find the specified revision')
    return podTemplateText(invocation, templateWithCause(replicaSet))
  }
  const rows = [...byRevision]
    .sort(([a], [b]) => a - b)
    .map(([number, replicaSet]) => `${number}\t${causeOf(replicaSet) || '<none>'}`)
  return alignColumns(`${['REVISION\tCHANGE-CAUSE', ...rows].join('\n')}\n`, DESCRIBE_WIDTHS)
}

function causeOf(replicaSet: JsonObject): string {
  return textAt(objectAt(metadataOf(replicaSet), 'annotations'), CHANGE_CAUSE)
}

function templateWithCause(replicaSet: JsonObject): JsonObject {
  const template = objectAt(replicaSet, 'spec', 'template')
  const cause = causeOf(replicaSet)
  if (cause === '') return template
  const metadata = objectAt(template, 'metadata')
  const annotations = { ...objectAt(metadata, 'annotations'), [CHANGE_CAUSE]: cause }
  return { ...template, metadata: { ...metadata, annotations } }
}
